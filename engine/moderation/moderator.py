"""Moderator: who judges a prompt, what the verdict is, and what follows from it.

It does not know who the moderator is, nor where verdicts are kept.
"""

from __future__ import annotations

from typing import Any, ClassVar, Protocol

from schemas.errors import RowError
from schemas.keys import key_of
from schemas.record import Record
from schemas.reject import Code

__all__ = ["ModerationVerdict", "Moderator", "assert_allowed", "verdict_key"]


class ModerationVerdict(Record):
    """Allowed, or flagged with the categories that the moderator named; `model` is who judged."""

    SCHEMA: ClassVar[str] = "verdict/1"

    allowed: bool
    categories: tuple[str, ...] = ()
    model: str = ""


class Moderator(Protocol):
    """Judges one text at a time; the caller keeps the verdict, by `verdict_key`."""

    def fingerprint(self) -> dict[str, Any]:
        """What else determines a verdict: the model."""
        ...

    def judge(self, text: str) -> ModerationVerdict:
        """Whether a model may be given `text`.

        Raises WorkError where nobody answers: what is not judged is not allowed.
        """
        ...


def verdict_key(moderator: Moderator, text: str) -> str:
    """The key of the verdict on `text`."""
    return key_of("verdict", moderator=moderator.fingerprint(), text=text)


def assert_allowed(text: str, verdict: ModerationVerdict) -> None:
    """Raises RowError (MODERATION) for a text that was flagged."""
    if not verdict.allowed:
        raise RowError(
            Code.MODERATION,
            f"the moderator does not allow a prompt: {', '.join(verdict.categories) or 'flagged'}",
            f"prompt {text[:120]!r}",
            "Change what the row's description and style ask to be shown.",
        )
