"""Cells: values as they stand in a spreadsheet that opens CSV files.

It knows what spreadsheets take for a formula; not which columns there are.
"""

from __future__ import annotations

__all__ = ["cell", "guarded"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - the wide forms are meant
"""First characters that make a cell a formula (OWASP, "CSV Injection"), wide forms included."""


def guarded(text: str) -> str:
    """`text`, led by an apostrophe where a spreadsheet would run it as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


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
