"""Moderator: who judges a prompt, as the studio sees it."""

from __future__ import annotations

from typing import Any, Protocol

from engine.moderation.verdict import Verdict

__all__ = ["Moderator"]


class Moderator(Protocol):
    """Judges one text at a time; whoever asks keeps the verdict, by `verdict_key`."""

    def fingerprint(self) -> dict[str, Any]:
        """What else determines a verdict: the model."""
        ...

    def judge(self, text: str) -> Verdict:
        """Whether a model may be given `text`.

        Raises WorkError where nobody answers: what is not judged is not allowed.
        """
        ...
