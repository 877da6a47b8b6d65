"""Workbook: catalogs as Excel saves them (.xlsx); the one room that reads with openpyxl.

It does not know what a column means. Cells keep their types; of formulas it reads what Excel last
showed.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from itertools import islice
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from catalogs.readers.encoding import TextHints
from catalogs.readers.reader import Cell, RawRow, Source
from catalogs.readers.sheets import MOST_BEFORE, header_of
from schemas.errors import CatalogError

__all__ = ["MAGIC", "Workbook", "ends_as_it_should"]

MAGIC = b"PK\x03\x04"
_MOST_BYTES = 2 * 1024**3
_MOST_STRINGS = 256 * 1024**2
"""Bytes of all parts unpacked, and of the texts that cells share, which are held in memory."""
_HEAD = 4096
_DAMAGED = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, KeyError, ValueError, TypeError, AttributeError),
    *(IndexError, OSError, EOFError, ParseError, NotImplementedError, RuntimeError),
)
"""What openpyxl and zipfile raise for damaged workbooks; neither says so in one error."""
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
_SIGN = re.compile(r'\[\$([^\]\-]+)(?:-[0-9A-Fa-f]+)?\]|"([^"\d]{1,4})"|([€£¥₹₽₩₺₴])')
"""A currency in a number format (ECMA-376, part 1, 18.8.30): `[$€-407]`, `"kr"`, `€`."""


class Workbook:
    """A workbook's table: the visible sheet whose header is known best, or else the first.

    Rows of empty cells are no rows and are not counted. What stands above the header is left out.
    """

    format = "xlsx"

    def __init__(self, source: Source, hints: TextHints) -> None:
        """Read the header. Raises CatalogError where there is no table in it."""
        self._source = source
        with self._opened() as book:
            found = [
                (hints.rank(names), -at, sheet.title, before, names)
                for at, sheet in enumerate(book.worksheets)
                if sheet.sheet_state == "visible"
                for before, names in [_header(sheet, hints)]
                if any(names)
            ]
            if not found:
                raise CatalogError(
                    f"{source.name} has no sheet with a header",
                    ", ".join(sheet.title for sheet in book.worksheets)[:200] or "it has no sheet",
                    "Its first row must name the columns.",
                )
        _, _, self._sheet, self._before, names = max(found)
        self.names = tuple(names)
        self.described = f"xlsx, sheet {self._sheet!r}"
        others = [title for _, _, title, _, _ in found if title != self._sheet]
        above = self._before > 0
        self.notes = (
            *((f"the sheets {', '.join(others)} are not read",) if others else ()),
            *((f"the header is row {self._before + 1}: what is above is left out",) * above),
        )

    def rows(self) -> Iterator[RawRow]:
        """Every row that holds something. Raises CatalogError where the workbook is damaged."""
        width, number = len(self.names), 0
        with self._opened() as book:
            for cells in islice(_records(book[self._sheet]), self._before + 1, None):
                values = tuple(_cell(cell) for cell in cells[:width])
                if any(value is not None for value in values):
                    number += 1
                    yield RawRow(number, values + (None,) * (width - len(values)))

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        import openpyxl  # noqa: PLC0415 - only where a workbook is read

        with self._source.open() as file, warnings.catch_warnings():
            # It warns of what it does not read: charts, validation, headers of pages.
            warnings.simplefilter("ignore", UserWarning)
            try:
                _assert_harmless(file, self._source.name)
                book = openpyxl.load_workbook(file, read_only=True, data_only=True)
                try:
                    yield book
                finally:
                    book.close()
            except CatalogError:
                raise
            except _DAMAGED as error:
                raise CatalogError(
                    f"{self._source.name} is not a whole Excel workbook",
                    str(error).partition("\n")[0][:200] or type(error).__name__,
                    "Open it and save it again as .xlsx, or export it as CSV.",
                ) from error


def ends_as_it_should(file: BinaryIO) -> bool:
    """Whether the list of its parts, which stands at its end, is there."""
    return zipfile.is_zipfile(file)


def _assert_harmless(file: BinaryIO, name: str) -> None:
    """Raises CatalogError for parts that unpack to too much, or declare entities, which can grow
    without end.
    """
    with zipfile.ZipFile(file) as parts:
        infos = parts.infolist()
        strings = sum(one.file_size for one in infos if "sharedStrings" in one.filename)
        if sum(one.file_size for one in infos) > _MOST_BYTES or strings > _MOST_STRINGS:
            raise CatalogError(
                f"{name} unpacks to more than is safe",
                f"{sum(one.file_size for one in infos) >> 20} MiB",
                "Export it as CSV.",
            )
        for one in infos:
            if one.filename.endswith((".xml", ".rels")):
                with parts.open(one) as part:
                    if b"<!DOCTYPE" in part.read(_HEAD).replace(b"\0", b""):
                        raise CatalogError(
                            f"{name} declares entities", one.filename, "Export it as CSV."
                        )
    file.seek(0)


def _header(sheet: Any, hints: TextHints) -> tuple[int, list[str]]:
    """How many records stand before the header, and its names, without empty ones at the end."""
    first = [[_text(cell) for cell in cells] for cells in islice(_records(sheet), MOST_BEFORE)]
    if not first:
        return 0, []
    at = header_of(first, hints.rank)
    names = first[at]
    while names and not names[-1]:
        names.pop()
    return at, names


def _records(sheet: Any) -> Iterator[Sequence[Any]]:
    # Some programs write that a sheet has one cell, or a million rows.
    sheet.reset_dimensions()
    yield from sheet.iter_rows()


def _text(cell: Any) -> str:
    value = _cell(cell)
    return (format(value, "f") if isinstance(value, Decimal) else str(value or "")).strip()


def _cell(cell: Any) -> Cell:
    match cell.value:
        case None:
            return None
        case str() as text:
            return None if text in _ERRORS else text or None
        case bool() as truth:
            return "true" if truth else "false"
        case int() | float() as number:
            return _number(number, cell.number_format or "")
        case dt.datetime() as moment if moment.time() == dt.time():
            return moment.date().isoformat()
        case dt.date() | dt.time() as when:
            return when.isoformat()
    return str(cell.value)


def _number(number: float, shown: str) -> Cell:
    """The number, exactly; with the currency that its format shows, as text."""
    if isinstance(number, float) and not math.isfinite(number):
        return None
    exact = Decimal(repr(number))
    if exact == exact.to_integral_value():
        exact = exact.to_integral_value()
    sign = _SIGN.search(shown)
    if sign is None:
        return exact
    return f"{exact:f} {next(filter(None, sign.groups())).strip()}"
