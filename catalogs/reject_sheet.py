"""Reject sheet: `rejects.xlsx`, for those who mend rows in a spreadsheet; and what tells that a
workbook is one.

It does not know rows nor reasons: it is made from the lines of a `rejects.csv`.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

from catalogs.header import REJECTS_LEAD, lead_of
from catalogs.readers.encoding import TextHints
from catalogs.readers.reader import FileSource
from catalogs.readers.workbook import Workbook
from schemas.errors import CatalogError

__all__ = ["is_reject_sheet", "write_reject_sheet"]

_MOST = 10_000
"""Rows; whoever has more to mend mends the export."""
_LONGEST_CELL = 1 << 30
"""Characters of a cell that a rejected row may have: it may be rejected for just that."""
_LONGEST = 32_000
"""Characters of a cell of a workbook: Excel's limit is 32,767."""
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WIDTHS = (7, 22, 18, 50, 50)


def write_reject_sheet(table: Path, target: Path, count: int) -> None:
    """Write a `rejects.csv` with so many rows as a workbook, whole or not at all; where there are
    no rows, or more than 10,000, there is no workbook.

    All cells are text, so that ids keep their zeros. Formulas stay guarded, because the table may
    be opened and saved as a workbook too. A row with a cell that no workbook holds is left out.
    """
    if not 0 < count <= _MOST:
        target.unlink(missing_ok=True)
        return
    from openpyxl import Workbook as Book  # noqa: PLC0415 - only where there are rejects
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - as above

    csv.field_size_limit(_LONGEST_CELL)
    part = target.with_name(f".{target.name}.part")
    with table.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        names = next(lines)
        book = Book(write_only=True)
        sheet = book.create_sheet("rejects")
        sheet.freeze_panes = "C2"
        for at in range(1, len(names) + 1):
            width = _WIDTHS[at - 1] if at <= len(_WIDTHS) else 20
            sheet.column_dimensions[get_column_letter(at)].width = width
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(names))}{count + 1}"
        sheet.append(names)
        for number, *cells in lines:
            if all(len(cell) <= _LONGEST for cell in cells):
                sheet.append([int(number), *(_FORBIDDEN.sub("", cell) for cell in cells)])
    try:
        book.save(part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def is_reject_sheet(path: Path) -> bool:
    """Whether a workbook is one of these, handed back, whichever of its sheets is looked at."""
    try:
        names = Workbook(FileSource(path), TextHints(rank=lead_of)).names
    except CatalogError:
        return False
    return names[: len(REJECTS_LEAD)] == REJECTS_LEAD
