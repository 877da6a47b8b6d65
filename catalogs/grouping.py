"""Grouping: raw rows as entries, each of them all the rows that make one brief.

It does not judge values, nor compare entries; the suite and `catalogs.index` do.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property

from catalogs.dialect import Dialect
from catalogs.finding import quoted
from catalogs.header import Header
from catalogs.prices import priced
from catalogs.readers.reader import Cell, Fault, Reader, items_of, text_of

__all__ = ["Entry", "Grouping"]

_PRICES = ("price", "was_price", "currency")


@dataclass(frozen=True, slots=True)
class Entry:
    """What makes one brief: the numbers of its rows, and their cells as one row's would be.

    With a `fault`, the cells must not be believed. `unpublished` is why it is not to be made,
    `difference` which values its rows do not agree about, `notes` what its owner should know.
    """

    rows: tuple[int, ...]
    cells: Mapping[str, Cell] = field(default_factory=dict)
    fault: Fault | None = None
    unpublished: str = ""
    difference: str = ""
    notes: tuple[str, ...] = ()

    @property
    def row(self) -> int:
        """The number of its first row, which no other entry has."""
        return self.rows[0]

    @property
    def id(self) -> str:
        """The entry's id, or an empty text."""
        return text_of(self.cells.get("id")).strip()

    @property
    def empty(self) -> bool:
        """Whether no cell holds anything but blanks, as spreadsheets export their empty rows."""
        return not self.fault and not any(text_of(cell).strip() for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    cells: Mapping[str, Cell]
    fault: Fault | None
    unpublished: str
    notes: tuple[str, ...]


class Grouping:
    """A reader's rows under callsheet's names, put together by the dialect's grouping key."""

    def __init__(self, reader: Reader, header: Header, dialect: Dialect) -> None:
        self._reader = reader
        self._header = header
        self._dialect = dialect

    def entries(self, currency: str | None = None) -> Iterator[Entry]:
        """Every entry, in the order of their last rows; `currency` is the production's, if any.

        Held in memory are the entries that have begun and not ended: few, where the rows of one
        stand together. Raises CatalogError where the catalog is damaged.
        """
        if not self._dialect.group_by:
            for row in self._rows(currency):
                yield Entry((row.number,), row.cells, row.fault, row.unpublished, notes=row.notes)
            return
        ends = self._last_rows
        begun: dict[str, list[_Row]] = {}
        for row in self._rows(currency):
            key = self._key(row.cells)
            begun.setdefault(key, []).append(row)
            if not key or ends[row.number]:
                yield _merged(begun.pop(key), self._dialect)

    @cached_property
    def _last_rows(self) -> bytearray:
        """For each row's number, 1 where it is the last of its entry; found in a pass of its own.

        24 bytes of each row are held.
        """
        import numpy as np  # noqa: PLC0415 - only where rows are grouped

        numbers, keys = array("Q"), array("Q")
        for raw in self._reader.rows():
            numbers.append(raw.number)
            key = self._key(self._named(self._header.own(raw)))
            keys.frombytes(hashlib.blake2b(key.encode(), digest_size=16).digest())
        pairs = np.frombuffer(keys, dtype=np.uint64).reshape(-1, 2)
        order = np.lexsort((pairs[:, 1], pairs[:, 0]))
        # lexsort is stable: within one key the rows are in the file's order.
        change = (pairs[order[1:]] != pairs[order[:-1]]).any(axis=1)
        last = np.concatenate((change, [True])) if len(order) else np.zeros(0, dtype=bool)
        ends = bytearray(max(numbers, default=0) + 1)
        np.frombuffer(ends, dtype=np.uint8)[np.frombuffer(numbers, np.uint64)[order[last]]] = 1
        return ends

    def _rows(self, currency: str | None) -> Iterator[_Row]:
        for raw in self._reader.rows():
            own = self._header.own(raw)
            unpublished = ""
            if self._dialect.publishable:
                unpublished = self._dialect.unpublished(
                    dict(zip(self._header.originals, own, strict=False))
                )
            cells, notes = priced(self._named(own), self._dialect.prices, currency)
            yield _Row(raw.number, cells, raw.fault, unpublished, (*raw.notes, *notes))

    def _named(self, own: Sequence[Cell]) -> Mapping[str, Cell]:
        """The cells by callsheet's names; a ragged row's missing cells are empty."""
        cells: dict[str, Cell] = {}
        sources: dict[str, int] = {}
        for name, places in self._header.fields:
            for at in places:
                cell = own[at] if at < len(own) else None
                cells[name], sources[name] = cell, at
                if cell:
                    break
        if "was_price" in cells and sources["was_price"] == sources.get("price"):
            # Where no sale price is filled, the one price is no former one.
            cells["was_price"] = None
        return cells

    def _key(self, cells: Mapping[str, Cell]) -> str:
        return text_of(cells.get(self._dialect.group_by)).strip()


def _merged(rows: Sequence[_Row], dialect: Dialect) -> Entry:
    cells: dict[str, Cell] = {}
    for name in dict.fromkeys(name for row in rows for name in row.cells):
        values = [cell for row in rows if (cell := row.cells.get(name))]
        if name in dialect.every:
            found = dict.fromkeys(item.strip() for value in values for item in items_of(value))
            cells[name] = tuple(filter(None, found))
        else:
            cells[name] = values[0] if values else None
    notes = list(dict.fromkeys(note for row in rows for note in row.notes))
    if dialect.lowest_price and (priced := [row for row in rows if _price(row) is not None]):
        cheapest = min(priced, key=lambda row: _price(row) or Decimal())
        cells |= {name: cheapest.cells[name] for name in _PRICES if name in cheapest.cells}
        prices = sorted({price for row in priced if (price := _price(row)) is not None})
        if len(prices) > 1:
            notes.append(
                f"its {len(priced)} variants cost {prices[0]} to {prices[-1]}: the lowest is shown"
            )
    return Entry(
        tuple(row.number for row in rows),
        cells,
        next((row.fault for row in rows if row.fault), None),
        next((row.unpublished for row in rows if row.unpublished), ""),
        _difference(rows, dialect),
        tuple(notes),
    )


def _price(row: _Row) -> Decimal | None:
    try:
        price = Decimal(text_of(row.cells.get("price")))
    except InvalidOperation:
        return None
    return price if price.is_finite() else None


def _difference(rows: Sequence[_Row], dialect: Dialect) -> str:
    for name in dialect.alike:
        first: tuple[str, int] | None = None
        for row in rows:
            text = text_of(row.cells.get(name)).strip()
            if not text:
                continue
            if first and text != first[0]:
                return (
                    f"{name} is {quoted(first[0])} in row {first[1]} "
                    f"and {quoted(text)} in row {row.number}"
                )
            first = first or (text, row.number)
    return ""
