"""Delimited: CSV and TSV catalogs, and `rejects.csv` handed back.

It does not know what a column means; rows come out as text.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO

from catalogs.readers.lines import lines
from catalogs.readers.reader import Fault, RawRow
from catalogs.source import Source
from schemas.errors import CatalogError

__all__ = ["Delimited", "ends_as_it_should"]

_LONGEST_CELL = 16 * 1024 * 1024
"""Characters. The csv module's own limit (131,072) would refuse the file for one long cell, which
is a matter of that row alone (Q:TOO_LARGE); this one catches a quote that swallows the file."""
_CHUNK = 1 << 20


class Delimited:
    """A CSV or TSV file in UTF-8, with a header. Blank lines are no rows and are not counted.

    The delimiter is the preferred one where the header holds it; otherwise the one of comma,
    semicolon, tab and `|` that splits the header into most columns.
    """

    def __init__(self, source: Source, preferred: str = "") -> None:
        """Read the header. Raises CatalogError where the file cannot be a catalog."""
        self._source = source
        self._delimiter = _delimiter(source, preferred)
        self.format = "tsv" if self._delimiter == "\t" else "csv"
        _, names, fault = next(self._parsed(), (1, [], None))
        if fault or not any(name.strip() for name in names):
            raise CatalogError(
                f"{source.name} has no header that can be read",
                "line 1",
                fault.remedy if fault else "The first line must name the columns.",
            )
        self.names = tuple(names)

    def rows(self) -> Iterator[RawRow]:
        """Every data row. Raises CatalogError for damage that reaches beyond one row."""
        parsed = self._parsed()
        next(parsed)
        number = 0
        for line, cells, fault in parsed:
            if not cells and fault is None:
                continue
            number += 1
            yield RawRow(
                number,
                tuple([cell or None for cell in cells]),
                fault or (self._ragged(cells, line) if len(cells) != len(self.names) else None),
            )

    def _ragged(self, cells: list[str], line: int) -> Fault:
        wanted = len(self.names)
        surplus = f" (too many, from {cells[wanted][:40]!r} on)" if len(cells) > wanted else ""
        return Fault(
            f"line {line} has {len(cells)} cells{surplus} where the header has {wanted} columns",
            f"Put quotes around cells that hold {self._delimiter!r}, and keep empty cells.",
        )

    def _parsed(self) -> Iterator[tuple[int, list[str], Fault | None]]:
        """Every record with the line it starts on; quotes that do not pair are its fault."""
        # Process-wide, but only ever raised to this one value.
        csv.field_size_limit(_LONGEST_CELL)
        parser = csv.reader(lines(self._source), delimiter=self._delimiter, strict=True)
        while True:
            start = parser.line_num + 1
            try:
                cells = next(parser)
            except StopIteration:
                return
            except csv.Error as error:
                yield start, [], self._fault(str(error), start)
            else:
                yield start, cells, None

    def _fault(self, words: str, line: int) -> Fault:
        if "unexpected end of data" in words or "field larger" in words:
            raise CatalogError(
                f"{self._source.name} has a quote that is never closed",
                f"the row that starts on line {line}",
                'Close it, or double a quote that belongs to the text ("").',
            )
        return Fault(
            f"the quotes of the row on line {line} do not pair",
            'Put quotes around the whole cell, and double those within the text ("").',
        )


def ends_as_it_should(file: BinaryIO) -> bool:
    """Whether no quote is open and the last line is ended (RFC 4180).

    The last line break is optional there, so a file without it may be whole all the same; only
    time tells.
    """
    quotes, last = 0, b""
    while chunk := file.read(_CHUNK):
        quotes += chunk.count(b'"')
        last = chunk[-1:]
    return last in {b"\n", b"\r"} and quotes % 2 == 0


def _delimiter(source: Source, preferred: str) -> str:
    first = next(lines(source), "")
    if preferred and preferred in first:
        return preferred
    return max(",;\t|", key=lambda mark: len(next(csv.reader([first], delimiter=mark), [])))
