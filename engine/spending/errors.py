"""Errors of paid calls, in words for whoever pays.

They are raised by `paid_calls`; what came of a call they are told.
"""

from __future__ import annotations

from schemas.errors import RowError, WorkError
from schemas.reject import Code

__all__ = ["failed", "unanswered", "unknown_outcome"]


def unknown_outcome(what: str, why: str) -> RowError:
    """Nobody can say whether the call was taken."""
    return RowError(
        Code.DOUBT,
        f"it is not known whether {what} was paid for",
        why,
        "It is not asked for again by itself: `callsheet calls` shows it, and sends it again.",
    )


def unanswered(what: str, error: Exception) -> WorkError:
    """Nobody took the call, or answered it; it cost nothing."""
    return WorkError(f"{what} was not answered", str(error), "Run again when the service does.")


def failed(what: str, why: str, key: str) -> WorkError:
    """The job `key` failed, and was paid for."""
    return WorkError(
        f"{what} failed at its provider, which charged for it",
        why,
        f"Change what is asked for, or pay for it again: `callsheet calls --retry {key}`.",
    )
