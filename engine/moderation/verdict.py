"""Verdict: what a moderator said of one text, and what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from schemas.errors import RowError
from schemas.keys import key_of
from schemas.record import Record
from schemas.reject import Code

if TYPE_CHECKING:
    from engine.moderation.moderator import Moderator

__all__ = ["Verdict", "assert_allowed", "verdict_key"]


class Verdict(Record):
    """Allowed, or flagged with the categories that the moderator named; `model` is who judged."""

    SCHEMA: ClassVar[str] = "verdict/1"

    allowed: bool
    categories: tuple[str, ...] = ()
    model: str = ""


def verdict_key(moderator: Moderator, text: str) -> str:
    """The key of the verdict on `text`."""
    return key_of("verdict", moderator=moderator.fingerprint(), text=text)


def assert_allowed(text: str, verdict: Verdict) -> None:
    """Raises RowError (MODERATION) for a text that was flagged."""
    if not verdict.allowed:
        raise RowError(
            Code.MODERATION,
            f"the moderator does not allow a prompt: {', '.join(verdict.categories) or 'flagged'}",
            f"prompt {text[:120]!r}",
            "Change what the row's description and style ask to be shown.",
        )
