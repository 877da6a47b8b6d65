"""Attempts: what one attempt to send a call may come to, the pause before the next, and its errors.

They know neither what is asked nor what it may cost.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from schemas.errors import RowError, WorkError
from schemas.reject import Code

__all__ = [
    "TRIES",
    "Answered",
    "NotAccepted",
    "OutcomeUnknown",
    "failed",
    "failed_free",
    "not_known_yet",
    "pause",
    "unanswered",
    "unknown_outcome",
    "with_retries",
]

T = TypeVar("T")
TRIES = 5
"""How often one call is sent before it is given up."""
_FIRST = 1.0
_LONGEST = 60.0
"""Seconds; a server that asks for more is not waited for, because it would only refuse again."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that is kept (JSON values), and what it cost in the currency of its reservation."""

    document: dict[str, Any]
    cost: Decimal

    def __post_init__(self) -> None:
        if not (self.cost.is_finite() and self.cost >= 0):
            raise ValueError(f"a call cannot cost {self.cost}")


class NotAccepted(Exception):  # noqa: N818 - an outcome
    """It is certain that nobody accepted the call: no connection, or 429. It may be sent again.

    `after` is how many seconds the other side asked to wait, if it did.
    """

    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why)
        self.after = after


class OutcomeUnknown(Exception):  # noqa: N818 - an outcome
    """The call may have been accepted, and charged: the answer broke off, or was late, or a 5xx."""


def with_retries(send: Callable[[], T], sleep: Callable[[float], object], *, resend: bool) -> T:
    """What `send` gives, sent up to TRIES times with `sleep` between two attempts.

    A call that was not accepted is sent again. One whose outcome is unknown is sent again only if
    `resend`: it must then be free, or mean the same however often it arrives.
    Raises the last NotAccepted or OutcomeUnknown, and at once whatever else `send` raises.
    """
    attempt = 0
    while True:
        try:
            return send()
        except NotAccepted as error:
            after, again = error.after, error.after is None or error.after <= _LONGEST
            if not again or attempt + 1 == TRIES:
                raise
        except OutcomeUnknown:
            after = None
            if not resend or attempt + 1 == TRIES:
                raise
        sleep(pause(attempt, after))
        attempt += 1


def pause(attempt: int, after: float | None = None) -> float:
    """Seconds to wait after an attempt (from 0): what was asked for, or exponential with jitter.

    Source of the full jitter: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog,
    2015.
    """
    if after is not None:
        return max(0.0, after)
    return random.uniform(0, min(_LONGEST, _FIRST * 2**attempt))  # noqa: S311 - spreads load


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


def not_known_yet(what: str, error: Exception) -> WorkError:
    """Whether the job `what` was submitted can still be found out."""
    return WorkError(
        f"it is not known yet whether {what} was submitted",
        str(error),
        "Run again: its provider is asked, and nothing is paid twice.",
    )


def failed_free(what: str, why: str) -> WorkError:
    """The job `what` failed at its provider, which takes no money for it."""
    return WorkError(
        f"{what} failed at its provider, and cost nothing",
        why,
        "Run again to submit it once more.",
    )


def failed(what: str, why: str, key: str) -> WorkError:
    """The job `key` failed, and was paid for."""
    return WorkError(
        f"{what} failed at its provider, which charged for it",
        why,
        f"Change what is asked for, or pay for it again: `callsheet calls --retry {key}`.",
    )
