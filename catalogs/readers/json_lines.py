"""JSON Lines: catalogs with one JSON object on each line.

It does not know what a column means; arrays of texts stay lists, and numbers stay exact.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, BinaryIO

from catalogs.readers.encoding import TextHints, encoding_of, lines
from catalogs.readers.reader import Cell, Fault, RawRow, Source
from schemas.errors import CatalogError

__all__ = ["JsonLines", "ends_as_it_should"]

_TAIL = 1 << 20
_MOST_DIGITS = 1_000
"""Of a number's exponent: `1e999999999` would be written out as a gigabyte of digits."""


class JsonLines:
    """A file of JSON objects, one a line. Its columns are all keys, as they first occur.

    Blank lines are no rows and are not counted. Values are text, numbers, true, false, null, or
    lists of these.
    """

    format = "jsonl"

    def __init__(self, source: Source, hints: TextHints) -> None:
        """Read the keys of all lines. Raises CatalogError where no line holds an object."""
        self._source = source
        self._encoding = encoding_of(source, hints)
        self.described = f"{self.format} in {self._encoding}"
        self.notes = (self._encoding.note,) if self._encoding.note else ()
        names: dict[str, None] = {}
        for _, found in self._objects():
            if isinstance(found, dict):
                names |= dict.fromkeys(found)
        self.names = tuple(names)
        if not names:
            raise CatalogError(
                f"{source.name} has no line that is a JSON object",
                "JSON Lines holds one object a line",
                "Write each row on a line of its own, without commas between them.",
            )

    def rows(self) -> Iterator[RawRow]:
        """Every object. Raises CatalogError for damage that reaches beyond one line."""
        for number, (line, found) in enumerate(self._objects(), start=1):
            if isinstance(found, Fault):
                yield RawRow(number, fault=found)
                continue
            cells: list[Cell] = []
            fault: Fault | None = None
            for name in self.names:
                try:
                    cells.append(_cell(found.get(name)))
                except ValueError as error:
                    cells.append(None)
                    fault = fault or Fault(
                        f"{name} on line {line} holds {error}",
                        "Write text, a number, true, false, null, or a list of these.",
                    )
            yield RawRow(number, tuple(cells), fault)

    def _objects(self) -> Iterator[tuple[int, dict[str, Any] | Fault]]:
        """Each line that is not blank, by its number, as an object or why it is none."""
        for line, text in enumerate(lines(self._source, self._encoding), start=1):
            if text.strip():
                yield line, _parsed(text, line)


def ends_as_it_should(file: BinaryIO) -> bool:
    """Whether the last line is whole JSON; its line break may be missing."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(size - _TAIL, 0))
    tail = file.read().rstrip()
    try:
        return isinstance(json.loads(tail.rpartition(b"\n")[2]), dict)
    except ValueError:
        return False


def _parsed(text: str, line: int) -> dict[str, Any] | Fault:
    try:
        found = json.loads(
            text,
            parse_float=Decimal,
            parse_int=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_without_repeats,
        )
    except (ValueError, RecursionError, ArithmeticError) as error:
        return Fault(
            f"line {line} is not JSON: {error}", "Write one JSON object a line, in double quotes."
        )
    if isinstance(found, dict):
        return found
    return Fault(f"line {line} is not a JSON object", "Write {...} with a value for each column.")


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    _whole("".join(found))
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice!r} is there more than once")
    return found


def _whole(text: str) -> str:
    r"""The text. Raises ValueError for half a surrogate pair, which JSON can write (`"\ud800"`)."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"half a character, U+{ord(text[error.start]):04X}") from error
    return text


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no value of JSON")


def _cell(value: Any) -> Cell:
    """Raises ValueError that names what the value is where no cell can hold it."""
    match value:
        case None | "":
            return None
        case list():
            items = (_cell(item) for item in value if not isinstance(item, list))
            texts = tuple(_text(item) for item in items if item is not None)
            if any(isinstance(item, list) for item in value):
                raise ValueError("a list within a list")
            return texts
        case bool():
            return "true" if value else "false"
        case str():
            return _whole(value)
        case Decimal():
            if abs(value.adjusted()) > _MOST_DIGITS:
                raise ValueError("a number of more than 1,000 digits")
            return value
    raise ValueError("an object")


def _text(cell: Cell) -> str:
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)
