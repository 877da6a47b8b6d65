"""Status: a sheet for spreadsheets with a line for each row of the catalog: what became of it, its
films, and a column in which people say whether they approve.

It does not know what an approval does; the next run reads the column.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.files import replacing
from engine.report.manifest import cell
from schemas.film import Film

__all__ = ["STATUS_FILES", "StatusRow", "status_of", "write_status"]

STATUS_FILES = ("status.xlsx", "status.csv")
_COLUMNS = ("row", "id", "title", "state", "reason", "remedy", "checks", "review")
_WIDTHS = (7, 22, 40, 12, 50, 50, 24, 12)
_MOST = 50_000
"""Rows of a workbook; a longer sheet is CSV alone, since no spreadsheet opens it in comfort."""
_DRAFT = "an animatic: approve it under review to have it shot, or reject it"
_LONGEST = 32_000
"""Characters of a cell: Excel's limit is 32,767."""
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class StatusRow:
    """A row of the catalog: `state` is delivered, rejected, skipped or waiting; `films` are names
    and paths under the output folder; `review` is what people wrote into the last sheet.
    """

    row: int
    id: str
    title: str
    state: str
    reason: str = ""
    remedy: str = ""
    checks: str = ""
    review: str = ""
    films: tuple[tuple[str, str], ...] = ()

    @property
    def cells(self) -> tuple[int | str, ...]:
        """Its cells, but for the films."""
        told = (self.row, self.id, self.title, self.state, self.reason, self.remedy)
        return (*told, self.checks, self.review)


def status_of(
    row: int,
    identifier: str,
    title: str,
    films: Sequence[Film],
    review: str,
    *,
    draft: bool = False,
) -> StatusRow:
    """The line of a good row with these live films: whether they passed, or what did not, and
    whether they are a `draft` that wants an approval.
    """
    failed = sorted({one.measure for film in films for one in film.inspection.failed})
    own = sorted((film.file, f"{film.locale} {film.profile}") for film in films)
    return StatusRow(
        row=row,
        id=identifier,
        title=title,
        state="delivered" if films else "waiting",
        reason=_DRAFT if draft and films else "",
        checks=" ".join(failed) or ("passed" if films else ""),
        review=review,
        films=tuple((name, file) for file, name in own),
    )


def write_status(folder: Path, rows: Iterable[StatusRow], films: int, address: str = "") -> None:
    """Write `status.csv` and, for up to 50,000 rows, `status.xlsx` under `folder`.

    `films` is how many films a row has at most: a column each, whose cells open them, at `address`
    or beside the sheet. Both files get one time, so that the one which is newer later is the one
    that people wrote into.
    """
    workbook, table = (folder / name for name in STATUS_FILES)
    names = (*_COLUMNS, *(f"film {n + 1}" for n in range(films)))
    kept: list[StatusRow] | None = []
    with replacing(table) as part, part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        for row in rows:
            links = [_link(file, address) for _, file in row.films]
            writer.writerow(map(cell, (*row.cells, *links)))
            if kept is not None:
                kept.append(row)
                kept = None if len(kept) > _MOST else kept
    if kept is None:
        workbook.unlink(missing_ok=True)
        return
    with replacing(workbook) as part:
        _write_workbook(part, names, kept, address)
    written = workbook.stat().st_mtime_ns
    os.utime(table, ns=(written, written))


def _link(file: str, address: str) -> str:
    return f"{address}/{file}" if address else file


def _write_workbook(
    target: Path, names: Sequence[str], rows: Sequence[StatusRow], address: str
) -> None:
    import openpyxl  # noqa: PLC0415 - heavy
    from openpyxl.styles import Font  # noqa: PLC0415 - as above
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - as above
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415 - as above

    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "status"
    sheet.freeze_panes = "C2"
    for at in range(1, len(names) + 1):
        width = _WIDTHS[at - 1] if at <= len(_WIDTHS) else 20
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.append(names)
    for one in sheet[1]:
        one.font = Font(bold=True)
    for number, row in enumerate(rows, start=2):
        for at, value in enumerate(_cells(row), start=1):
            _put(sheet.cell(number, at), value)
        for at, (name, file) in enumerate(row.films, start=len(_COLUMNS) + 1):
            linked = sheet.cell(number, at)
            _put(linked, name)
            linked.hyperlink = _link(file, address)
            linked.style = "Hyperlink"
    last = len(rows) + 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(names))}{last}"
    review = get_column_letter(_COLUMNS.index("review") + 1)
    choice = DataValidation(type="list", formula1='"approved,rejected"', allow_blank=True)
    choice.add(f"{review}2:{review}{max(last, 2)}")
    sheet.add_data_validation(choice)
    book.save(target)


def _cells(row: StatusRow) -> Iterator[int | str]:
    for value in row.cells:
        yield value if isinstance(value, int) else _FORBIDDEN.sub("", value)[:_LONGEST]


def _put(target: Any, value: int | str) -> None:
    target.value = value
    if isinstance(value, str):
        # Text that begins with "=" is text: openpyxl would make a formula of it.
        target.data_type = "s"
