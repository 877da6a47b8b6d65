"""Delimited: CSV and TSV catalogs, and `rejects.csv` handed back.

It does not know what a column means; rows come out as text.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any, BinaryIO

from catalogs.readers.encoding import TextHints, encoding_of, lines
from catalogs.readers.reader import Fault, RawRow, Source
from catalogs.readers.sheets import MOST_BEFORE, header_of
from schemas.errors import CatalogError

__all__ = ["Delimited", "ends_as_it_should"]

_LONGEST_CELL = 16 * 1024 * 1024
"""Characters. The csv module's own limit (131,072) would refuse the file for one long cell, which
is a matter of that row alone (Q:TOO_LARGE); this one catches a quote that swallows the file."""
_CHUNK = 1 << 20
_SHORT = "the row has fewer cells than the header: the last ones are taken for empty"
_LONG = "the row has more cells than the header, and nothing in them"


class Delimited:
    """A CSV or TSV file with a header. Blank lines are no rows and are not counted.

    The delimiter is the preferred one where the header holds it; otherwise the one of comma,
    semicolon, tab and `|` that splits the header into most columns. Lines before the header that
    are blank, are comments (`# ...`) or hold one cell are left out.
    """

    def __init__(self, source: Source, hints: TextHints, preferred: str = "") -> None:
        """Read the header. Raises CatalogError where the file cannot be a catalog."""
        self._source = source
        self._encoding = encoding_of(source, hints)
        self._delimiter = self._find_delimiter(preferred)
        self.format = "tsv" if self._delimiter == "\t" else "csv"
        self.described = f"{self.format} in {self._encoding}, separated by {self._delimiter!r}"
        first = list(islice(self._parsed(), MOST_BEFORE))
        self._before = header_of([cells for _, cells, _ in first], hints.rank)
        line, names, fault = first[self._before] if first else (1, [], None)
        self.names = tuple(name.strip("\ufeff \t") for name in names)
        if fault or not any(self.names):
            raise CatalogError(
                f"{source.name} has no header that can be read",
                f"line {line}",
                fault.remedy if fault else "The first line must name the columns.",
            )
        told = f"the header is on line {line}: what stands before it is left out"
        self.notes = tuple(filter(None, (self._encoding.note, told if self._before else "")))

    def rows(self) -> Iterator[RawRow]:
        """Every data row. Raises CatalogError for damage that reaches beyond one row."""
        wanted = len(self.names)
        number = 0
        held: tuple[RawRow, int, int] | None = None
        for line, cells, fault in islice(self._parsed(), self._before + 1, None):
            if not cells and fault is None:
                continue
            number += 1
            # Two short rows that make one whole are a row with a line break that has no quotes.
            short = fault is None and len(cells) < wanted
            torn = short and held is not None and held[1] + len(cells) - 1 == wanted
            if held is not None:
                yield self._torn(*held) if torn else held[0]
                held = None
            values = tuple([cell or None for cell in cells])
            if fault or len(cells) == wanted:
                yield RawRow(number, values, fault)
            elif len(cells) > wanted:
                surplus = any(cell.strip() for cell in cells[wanted:])
                row = RawRow(number, values[:wanted], None, (_LONG,))
                yield self._torn(RawRow(number, values), len(cells), line) if surplus else row
            else:
                row = RawRow(number, values, None, (_SHORT,))
                held = row, len(cells), line
                if torn:
                    yield self._torn(*held)
                    held = None
        if held is not None:
            yield held[0]

    def _torn(self, row: RawRow, count: int, line: int) -> RawRow:
        """The row as one that does not split into the header's columns."""
        wanted = len(self.names)
        surplus = (
            f" (too many, from {str(row.cells[wanted] or '')[:40]!r} on)" if count > wanted else ""
        )
        return RawRow(
            row.number,
            row.cells,
            Fault(
                f"line {line} has {count} cells{surplus} where the header has {wanted} columns",
                f"Put quotes around cells that hold {self._delimiter!r} or line breaks, and keep "
                "empty cells.",
            ),
        )

    def _parsed(self) -> Iterator[tuple[int, list[str], Fault | None]]:
        """Every record with the line it starts on; quotes that do not pair are its fault.

        From the first one on, blanks between quotes and delimiters count as none: a table that
        someone lined up for the eye has them.
        """
        # Process-wide; whoever else sets it wants at least as much.
        csv.field_size_limit(_LONGEST_CELL)
        record: list[str] = []
        before, padded = 0, False
        text = _kept(lines(self._source, self._encoding), record)
        parser = self._parser(text)
        while True:
            start = before + parser.line_num + 1
            record.clear()
            try:
                cells = next(parser)
            except StopIteration:
                return
            except csv.Error as error:
                if padded or "expected after" not in str(error):
                    yield start, [], self._fault(str(error), start)
                    continue
                before, padded = start - 1, True
                unpadded = map(self._unpadded, chain(tuple(record), text))
                parser = self._parser(unpadded, skipinitialspace=True)
            else:
                yield start, cells, None

    def _parser(self, text: Iterable[str], *, skipinitialspace: bool = False) -> Any:
        return csv.reader(
            text, delimiter=self._delimiter, strict=True, skipinitialspace=skipinitialspace
        )

    def _unpadded(self, line: str) -> str:
        """The line without blanks after a quote that closes a cell: one of an odd number that do
        not begin the cell, or the second of an empty one.
        """
        mark = re.escape(self._delimiter)
        begins, ends = rf"(?:^|{mark})[ \t]*", rf"[ \t]+(?={mark}|\r?\n|$)"
        empty, opening, closing = f'{begins}""', f'{begins}"(?!")', r'(?<!")(?:"")*"'
        return re.sub(f"({empty}){ends}|({opening})|({closing}){ends}", r"\1\2\3", line)

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

    def _find_delimiter(self, preferred: str) -> str:
        """By the first line that any mark splits."""
        for line in islice(lines(self._source, self._encoding), MOST_BEFORE):
            if line.startswith("#"):
                continue
            if preferred and preferred in line:
                return preferred
            widths = {mark: len(next(csv.reader([line], delimiter=mark), [])) for mark in ",;\t|"}
            if max(widths.values()) > 1:
                return max(widths, key=lambda mark: widths[mark])
        return ","


def _kept(text: Iterable[str], lines_read: list[str]) -> Iterator[str]:
    """The lines, each of which is also put into `lines_read`."""
    for line in text:
        lines_read.append(line)
        yield line


def ends_as_it_should(file: BinaryIO) -> bool:
    """Whether no quote is open and the last line is ended (RFC 4180).

    The last line break is optional there, so a file without it may be whole all the same; only
    time tells.
    """
    quotes, last = 0, b""
    while chunk := file.read(_CHUNK):
        quotes += chunk.count(b'"')
        # UTF-16 has a zero beside each of them.
        last = chunk[-2:].strip(b"\0")[-1:]
    return last in {b"\n", b"\r"} and quotes % 2 == 0
