"""Judging: which of a row's texts a moderator is asked about, and what is known of them.

What a model is shown of a row and what it wrote are judged like the prompts of shots. It asks
nobody.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.moderation import ModerationVerdict, Moderator, assert_allowed, verdict_key
from engine.production.context import RunContext
from engine.production.planning.recipe import RowRecipe
from engine.writers.model import shown_text
from schemas.brief import Brief

__all__ = ["assert_shown_allowed", "judged_texts", "shown_texts", "verdicts_of"]


def shown_texts(context: RunContext, brief: Brief) -> tuple[str, ...]:
    """What a model that writes is shown of the row; nothing where none does."""
    return (shown_text(brief),) if context.writer_of(brief).name == "model" else ()


def judged_texts(context: RunContext, recipe: RowRecipe) -> tuple[str, ...]:
    """Every text of the row that is judged: what a model was shown of it and wrote, language by
    language, and the prompts of its shots.
    """
    shown = shown_texts(context, recipe.brief)
    scripts = {film.delivery.locale: film.script for film in recipe.films} if shown else {}
    written = (" ".join(script.texts()) for script in scripts.values())
    return tuple(dict.fromkeys((*shown, *filter(None, written), *recipe.prompts)))


def verdicts_of(
    context: RunContext, moderator: Moderator, texts: Iterable[str]
) -> dict[str, ModerationVerdict]:
    """What the moderator said of those of the texts that it was asked about."""
    keys = {text: verdict_key(moderator, text) for text in texts}
    told = context.store.ledger.facts.read(keys.values())
    return {
        text: ModerationVerdict.from_document(told[key])
        for text, key in keys.items()
        if key in told
    }


def assert_shown_allowed(context: RunContext, brief: Brief) -> None:
    """Raises RowError (MODERATION) for a row whose text a model may not be shown."""
    if context.moderator is None:
        return
    texts = shown_texts(context, brief)
    for text, verdict in verdicts_of(context, context.moderator, texts).items():
        assert_allowed(text, verdict)
