"""Spreadsheet: cells that a spreadsheet would run as formulas, made harmless in exports.

It does not know which file is written; inside callsheet cells stay as they are.
"""

from __future__ import annotations

import re

__all__ = ["guarded", "unguarded"]

_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""What a spreadsheet may run (OWASP, "CSV Injection"), behind any number of guards: so that
removing one guard gives back exactly what was guarded. The last four are the full-width forms."""


def guarded(cell: str) -> str:
    """The cell with `'` before it where a spreadsheet could run it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell that `guarded` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
