"""Delimited: CSV and TSV catalogs, and `rejects.csv` handed back.

It does not know what a column means; rows come out as text.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from catalogs.header import resolve
from catalogs.lines import lines
from catalogs.reader import Cell, Fault, RawRow
from catalogs.spreadsheet import bare
from schemas.errors import CatalogError

__all__ = ["Delimited"]

_LONGEST_CELL = 16 * 1024 * 1024
"""Characters. The csv module's own limit (131,072) would refuse the file for one long cell, which
is a matter of that row alone (Q:TOO_LARGE); this one catches a quote that swallows the file."""


class Delimited:
    """A CSV or TSV file in UTF-8, with a header. Blank lines are no rows and are not counted.

    The delimiter is the tab in `.tsv` and `.tab`; otherwise the one of comma, semicolon and tab
    that splits the first line into most columns.
    """

    def __init__(self, path: Path, columns: Mapping[str, str]) -> None:
        """Read the header. Raises CatalogError where the file cannot be a catalog."""
        self.path = path
        self._delimiter = _delimiter(path)
        self.format = "tsv" if self._delimiter == "\t" else "csv"
        _, names, fault = next(self._parsed(), (1, [], None))
        if fault or not any(name.strip() for name in names):
            raise CatalogError(
                f"{path.name} has no header that can be read",
                "line 1",
                fault.remedy if fault else "The first line must name the columns.",
            )
        self.header = resolve(names, columns, path.name)

    def rows(self) -> Iterator[RawRow]:
        """Every data row. Raises CatalogError for damage that reaches beyond one row."""
        parsed = self._parsed()
        next(parsed)
        number = 0
        for line, cells, fault in parsed:
            if not cells and fault is None:
                continue
            number += 1
            own = cells[self.header.lead :]
            if self.header.lead:
                own = [bare(cell) for cell in own]
            yield RawRow(number, self._named(own), fault or self._ragged(own, line))

    def _named(self, cells: list[str]) -> dict[str, Cell]:
        return {
            name: (cells[at] or None) if at < len(cells) else None
            for name, at in self.header.fields
        }

    def _ragged(self, cells: list[str], line: int) -> Fault | None:
        wanted = len(self.header.originals)
        if len(cells) == wanted:
            return None
        surplus = f" (too many, from {cells[wanted][:40]!r} on)" if len(cells) > wanted else ""
        return Fault(
            f"line {line} has {len(cells)} cells{surplus} where the header has {wanted} columns",
            f"Put quotes around cells that hold {self._delimiter!r}, and keep empty cells.",
        )

    def _parsed(self) -> Iterator[tuple[int, list[str], Fault | None]]:
        """Every record with the line it starts on; quotes that do not pair are its fault."""
        # Process-wide, but only ever raised to this one value.
        csv.field_size_limit(_LONGEST_CELL)
        parser = csv.reader(lines(self.path), delimiter=self._delimiter, strict=True)
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
                f"{self.path.name} has a quote that is never closed",
                f"the row that starts on line {line}",
                'Close it, or double a quote that belongs to the text ("").',
            )
        return Fault(
            f"the quotes of the row on line {line} do not pair",
            'Put quotes around the whole cell, and double those within the text ("").',
        )


def _delimiter(path: Path) -> str:
    if path.suffix.lower() in {".tsv", ".tab"}:
        return "\t"
    first = next(lines(path), "")
    return max(",;\t", key=lambda mark: len(next(csv.reader([first], delimiter=mark), [])))
