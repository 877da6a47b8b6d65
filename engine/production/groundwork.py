"""Groundwork: what others are asked about a row before it can be planned: its words, and whether
a model may be given them.

What they answer is kept by key, so that a row is asked about once; a plan reads it for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.moderation import Moderator, Verdict, assert_allowed, verdict_key
from engine.production.studio import Studio
from engine.production.written import Written, locales_of, prompts_of, read, writer_of
from engine.writers import Assignment
from schemas.brief import Brief, Material

__all__ = ["lay", "outstanding", "unjudged"]


def outstanding(studio: Studio, brief: Brief, material: Material) -> Assignment | None:
    """What the row's writer is still to be asked; None where everything can be read."""
    return writer_of(studio, brief).assignment(brief, material, locales_of(studio, brief))


def lay(studio: Studio, brief: Brief, material: Material) -> None:
    """Ask for everything that the row lacks.

    Raises RowError for a row that is refused, and stays so; WorkError where a service fails;
    BudgetError where the budget does not allow a call.
    """
    writer_of(studio, brief).write(brief, material, locales_of(studio, brief))
    if studio.moderator is not None:
        prompts = prompts_of(studio, read(studio, brief, material))
        for prompt, key in _missing(studio, studio.moderator, prompts).items():
            verdict = studio.moderator.judge(prompt)
            studio.store.ledger.notes.write({key: verdict.document()})
            assert_allowed(prompt, verdict)


def unjudged(studio: Studio, written: Written) -> Assignment | None:
    """What the moderator is still to be asked; None where nobody judges, or everything is judged.

    Raises RowError (MODERATION) for a prompt that was not allowed.
    """
    if studio.moderator is None:
        return None
    prompts = prompts_of(studio, written)
    missing = _missing(studio, studio.moderator, prompts)
    return Assignment(len(missing), None) if missing else None


def _missing(studio: Studio, moderator: Moderator, prompts: Iterable[str]) -> dict[str, str]:
    """The prompts that nobody has judged yet, with the keys of their verdicts.

    Raises RowError (MODERATION) for one that was judged and not allowed.
    """
    keys = {prompt: verdict_key(moderator, prompt) for prompt in prompts}
    known = studio.store.ledger.notes.read(keys.values())
    for prompt, key in keys.items():
        if key in known:
            assert_allowed(prompt, Verdict.from_document(known[key]))
    return {prompt: key for prompt, key in keys.items() if key not in known}
