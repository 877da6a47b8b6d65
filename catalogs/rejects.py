"""Rejects: `rejects.csv`, which tells owners what to mend and is taken back once mended.

It does not know why a row was rejected; the Reject says that.
"""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from catalogs.header import REJECTS_LEAD, Header
from catalogs.reader import RawRow, Reader, text_of
from catalogs.spreadsheet import bare, guarded
from schemas.errors import RowError
from schemas.reject import Code, Reject

__all__ = ["is_rejects", "original_cells", "read_rejects", "reject_of", "write_rejects"]


def original_cells(raw: RawRow, header: Header) -> dict[str, str]:
    """The row as it stands in the file: text by the file's own column names."""
    return {original: text_of(raw.cells.get(name)) for original, name in header.mapped.items()}


def reject_of(error: RowError, row: int, identity: str) -> Reject:
    """A Reject for a row that failed after validation; `write_rejects` finds its cells."""
    where = f" ({error.where})" if error.where else ""
    return Reject(
        row=row,
        id=identity,
        code=Code(error.code),
        reason=f"{error.what}{where}",
        remedy=error.remedy,
    )


def write_rejects(path: Path, rejects: Iterable[Reject], reader: Reader) -> int:
    """Write the rejects in order of their rows, whole or not at all; how many there were.

    Original columns that a Reject does not carry are read from the catalog again, in one pass. A
    cell that a spreadsheet might run as a formula gets `'` before it.
    """
    ordered = sorted(rejects, key=lambda reject: reject.row)
    bare_rows = {reject.row for reject in ordered if not reject.cells}
    found = {
        raw.number: original_cells(raw, reader.header)
        for raw in (reader.rows() if bare_rows else ())
        if raw.number in bare_rows
    }
    columns = reader.header.originals
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        writer = csv.writer(file)
        writer.writerow([*REJECTS_LEAD, *columns])
        for reject in ordered:
            cells = reject.cells or found.get(reject.row, {})
            lead = [str(reject.row), reject.id, reject.code, reject.reason, reject.remedy]
            own = [cells.get(name, "") for name in columns]
            writer.writerow([guarded(cell) for cell in (*lead, *own)])
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
    return len(ordered)


def is_rejects(path: Path) -> bool:
    """Whether the file is one of `write_rejects`, handed back."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.readline().decode(errors="replace").startswith(",".join(REJECTS_LEAD) + ",")


def read_rejects(path: Path) -> Iterator[Reject]:
    """The rejects that `write_rejects` wrote. Raises ValueError for a file that is none."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        header = next(lines, [])
        if tuple(header[: len(REJECTS_LEAD)]) != REJECTS_LEAD:
            raise ValueError(f"{path.name} does not start with {', '.join(REJECTS_LEAD)}")
        for line in lines:
            row, identity, code, reason, remedy, *own = map(bare, line)
            yield Reject(
                row=int(row),
                id=identity,
                code=Code(code),
                reason=reason,
                remedy=remedy,
                cells=dict(zip(header[len(REJECTS_LEAD) :], own, strict=True)),
            )
