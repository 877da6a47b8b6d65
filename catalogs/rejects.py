"""Rejects: `rejects.csv` and `rejects.xlsx`, which tell owners what to mend and are taken back once
mended.

It does not know why a row was rejected; the Reject says that.
"""

from __future__ import annotations

import csv
import json
import os
import re
import tempfile
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from catalogs.header import REJECTS_LEAD, Header
from catalogs.readers.reader import Cell, Reader, text_of
from catalogs.readers.workbook import MAGIC
from catalogs.reject_sheet import is_reject_sheet, write_reject_sheet
from schemas.reject import Reject
from schemas.spreadsheet import guarded

__all__ = ["is_rejects", "write_rejects"]

_LONGEST_LEAD = 1_000
"""Bytes of the first line that are looked at."""


def write_rejects(path: Path, rejects: Iterable[Reject], reader: Reader, header: Header) -> int:
    """Write all rows of the rejects, in the catalog's order, whole or not at all; and
    beside it, with the suffix `.xlsx`, the same as a workbook, where they are not too many for one.

    How many rejects there were. Their cells are read from the catalog again, so that only 16 bytes
    of each rejected row are held in memory. A cell that a spreadsheet might run as a formula gets
    `'` before it. Raises CatalogError where the catalog cannot be read any more.
    """
    with (
        tempfile.TemporaryFile() as spool,
        tempfile.NamedTemporaryFile(
            "w",
            encoding="utf-8",
            newline="",
            dir=path.parent,
            prefix=f".{path.name}.",
            delete=False,
        ) as file,
    ):
        try:
            writer = csv.writer(file)
            writer.writerow([*REJECTS_LEAD, *map(guarded, header.originals)])
            count, rows, places = _spooled(rejects, spool)
            for row, place, cells in _joined(rows, places, reader, header):
                spool.seek(place)
                reject = json.loads(spool.readline())
                line = [str(row), *(reject[name] for name in REJECTS_LEAD[1:])]
                writer.writerow(map(guarded, (*line, *map(text_of, cells))))
            file.flush()
            os.fsync(file.fileno())
            write_reject_sheet(Path(file.name), path.with_suffix(".xlsx"), len(rows))
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    return count


def is_rejects(path: Path) -> bool:
    """Whether the file is one of `write_rejects`, handed back."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        if file.read(len(MAGIC)) == MAGIC:
            return is_reject_sheet(path)
        file.seek(0)
        # Spreadsheets save it with a byte order mark, other delimiters, or quotes.
        names = re.split("[,;\t]", file.readline(_LONGEST_LEAD).decode("utf-8-sig", "replace"))
    return tuple(name.strip(' "\r\n') for name in names[: len(REJECTS_LEAD)]) == REJECTS_LEAD


def _spooled(rejects: Iterable[Reject], spool: BinaryIO) -> tuple[int, array[int], array[int]]:
    """How many rejects there are, the numbers of their rows, and where in the spool each lies."""
    count, rows, places = 0, array("Q"), array("Q")
    for reject in rejects:
        place = spool.tell()
        fields = reject.model_dump(mode="json", include=set(REJECTS_LEAD))
        spool.write(json.dumps(fields).encode() + b"\n")
        count += 1
        for row in reject.rows or (reject.row,):
            rows.append(row)
            places.append(place)
    return count, rows, places


def _joined(
    rows: array[int], places: array[int], reader: Reader, header: Header
) -> Iterator[tuple[int, int, tuple[Cell, ...]]]:
    """Each rejected row's number, its reject's place, and its cells, in the catalog's order."""
    import numpy as np  # noqa: PLC0415 - only where there are rejects

    wanted = iter(np.argsort(np.frombuffer(rows, dtype=np.uint64), kind="stable"))
    at = next(wanted, None)
    width = len(header.originals)
    for raw in reader.rows() if at is not None else ():
        while at is not None and rows[at] == raw.number:
            # A ragged row's cells stand as far as there are columns for them.
            yield raw.number, places[at], (header.own(raw) + (None,) * width)[:width]
            at = next(wanted, None)
    while at is not None:
        # The catalog has become shorter since it was checked.
        yield rows[at], places[at], (None,) * width
        at = next(wanted, None)
