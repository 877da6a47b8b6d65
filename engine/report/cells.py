"""Cells: values as they stand in a spreadsheet that opens CSV files.

It does not know which columns there are.
"""

from __future__ import annotations

from schemas.spreadsheet import guarded

__all__ = ["cell"]


def cell(value: str | float | bool | None) -> str:
    """A value as a CSV cell: text guarded, numbers as they are, `true` or `false`, None empty.

    A number is never guarded: -14.0 is no formula, and would no longer be a number.
    """
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return guarded(value)
    return repr(value)
