"""Outcomes of sending a call: it was answered, certainly not taken, or in doubt."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

__all__ = ["Answered", "Doubtful", "Unaccepted"]


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer that is kept (JSON values), and what it cost in the currency of its reservation."""

    document: dict[str, Any]
    cost: Decimal

    def __post_init__(self) -> None:
        if not (self.cost.is_finite() and self.cost >= 0):
            raise ValueError(f"a call cannot cost {self.cost}")


class Unaccepted(Exception):  # noqa: N818 - an outcome
    """It is certain that nobody took the call: no connection, or 429. It may be sent again.

    `after` is how many seconds the other side asked to wait, where it did.
    """

    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why)
        self.after = after


class Doubtful(Exception):  # noqa: N818 - an outcome
    """The call may have been taken, and charged: the answer broke off, or was late, or a 5xx."""
