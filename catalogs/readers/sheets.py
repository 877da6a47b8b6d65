"""Sheets: which record of a table names its columns, where banners, comments or labels stand first.

It does not know what names mean: whoever does ranks them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

__all__ = ["MOST_BEFORE", "Rank", "header_of"]

MOST_BEFORE = 20
"""Records in which the header is looked for: titles of exports and comments are fewer."""
Rank = Callable[[Sequence[str]], int]
"""How sure it is that these are columns' names: 0 where nobody knows them."""


def header_of(records: Sequence[Sequence[str]], rank: Rank) -> int:
    """Which of a table's first records names the columns: the first of those that are known best,
    or else the first that has several cells, if any. Comments (`# ...`) name none.
    """
    widths = [
        0 if cells and cells[0].startswith("#") else sum(bool(cell.strip()) for cell in cells)
        for cells in records
    ]
    several = [at for at, width in enumerate(widths) if width > 1]
    if several:
        # max() gives the first of equals.
        return max(several, key=lambda at: rank(records[at]))
    return next((at for at, width in enumerate(widths) if width), 0)
