"""Spreadsheet: cells that a spreadsheet would run as formulas, made harmless in exports.

It does not know which file is written; inside callsheet cells stay verbatim.
"""

from __future__ import annotations

import re

__all__ = ["bare", "guarded"]

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""What a spreadsheet may run (OWASP, CSV Injection), behind any number of guards."""


def guarded(cell: str) -> str:
    """The cell with `'` before it where a spreadsheet could run it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def bare(cell: str) -> str:
    """The cell that `guarded` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
