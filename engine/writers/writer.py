"""Writer: what expands a brief into a storyboard and scripts, as the studio sees it.

Writing is asked for first (`write`, which may cost money and time) and read afterwards
(`storyboard`, `localised`, `script`, which are free and always give the same); so that a plan can
be drawn without spending anything.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from schemas.brief import Brief, Material
from schemas.money import Money
from schemas.script import Script
from schemas.storyboard import Storyboard

__all__ = ["Assignment", "Writer"]


@dataclass(frozen=True, slots=True)
class Assignment:
    """What must be asked for before a row can be read: how many calls, and the most they cost.

    `doubts` counts calls that were sent and whose outcome is unknown: nothing after one of them can
    be asked for until a person decides. `first` is the most without a repair of any.
    """

    calls: int
    most: Money | None
    doubts: int = 0
    first: Money | None = None


class Writer(Protocol):
    """Writes what is seen once per row, and what is said and written once per locale."""

    name: str

    def assignment(
        self, brief: Brief, material: Material, locales: Collection[str]
    ) -> Assignment | None:
        """What is still to be asked for; None where everything can be read. Asks nobody."""
        ...

    def write(self, brief: Brief, material: Material, locales: Collection[str]) -> None:
        """Ask for what is missing and keep it; a second call with the same row asks nobody.

        Raises RowError for a row that is refused (it stays refused, unasked), WorkError where the
        service fails, BudgetError where the budget does not allow the call.
        """
        ...

    def storyboard(self, brief: Brief, material: Material) -> Storyboard:
        """The row's shots. Raises RowError."""
        ...

    def other(self, brief: Brief, material: Material, turn: int) -> Storyboard | None:
        """The row's shots laid out in another way, the `turn`-th from 1; None where there is none.

        Only who chose the layout by itself has another: nobody's own storyboard is changed.
        """
        ...

    def shortfall(self, brief: Brief, material: Material) -> str | None:
        """Why the row is told with less than was asked for; None where it is not."""
        ...

    def localised(self, brief: Brief, storyboard: Storyboard, locale: str) -> Brief:
        """The brief with its text in `locale`, as far as this writer translates."""
        ...

    def script(self, brief: Brief, storyboard: Storyboard, locale: str) -> Script:
        """The row's words in `locale`, cued into the storyboard's shots. Raises RowError."""
        ...
