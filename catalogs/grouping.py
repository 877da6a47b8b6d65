"""Grouping: which rows belong together, and each of those groups as one entry, which makes a brief.

It does not judge values, nor compare entries; the suite and `catalogs.validate` do.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property
from itertools import tee

from catalogs.columns import folded
from catalogs.dialect import Dialect, Family
from catalogs.draft import quoted
from catalogs.readers.reader import Cell, Fault, items_of, text_of
from catalogs.rows import Row, Rows

__all__ = [
    "Entry",
    "Grouping",
]

_PRICES = ("price", "was_price", "currency")
_Cells = Mapping[str, Cell]
"""A row's cells by the file's own names, folded."""
_Keys = Iterator[tuple[str, bool]]
"""For each row, the id of the record that it belongs to, and whether it is another row's child."""
_FIELD = re.compile(r"\{([^{}]+)\}")


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


class Grouping:
    """A catalog's rows, put together by the dialect's grouping key and family."""

    def __init__(self, rows: Rows, dialect: Dialect) -> None:
        self._rows = rows
        self._dialect = dialect

    def entries(self, currency: str | None = None) -> Iterator[Entry]:
        """Every entry, in the order of their last rows; `currency` is the production's, if any.

        Held in memory are the entries that have begun and not ended: few, where the rows of one
        stand together. Raises CatalogError where the catalog is damaged.
        """
        if not self._dialect.group_by and self._dialect.family is None:
            for row in self._rows.read(currency):
                why = row.unpublished or row.unavailable
                yield Entry((row.number,), row.cells, row.fault, why, notes=row.notes)
            return
        ends = self._last_rows
        begun: dict[str, list[tuple[Row, bool]]] = {}
        rows, same = tee(self._rows.read(currency))
        keys = self._keys((row.key, row.own) for row in same)
        for row, (key, child) in zip(rows, keys, strict=True):
            begun.setdefault(key, []).append((row, child))
            if not key or ends[row.number]:
                yield _merged(begun.pop(key), self._dialect)

    @cached_property
    def _keys(self) -> Callable[[Iterable[tuple[str, Mapping[str, Cell]]]], _Keys]:
        """What gives each row, by its own grouping value and cells, the key of its record."""
        return _keys_of(
            self._dialect.family, lambda: ((key, own) for _, key, own in self._rows.keyed())
        )

    @cached_property
    def _last_rows(self) -> bytearray:
        """For each row's number, 1 where it is the last of its entry; found in a pass of its own.

        24 bytes of each row are held.
        """
        import numpy as np  # noqa: PLC0415 - only where rows are grouped

        numbers, keys = array("Q"), array("Q")
        rows, same = tee(self._rows.keyed())
        found = self._keys((key, own) for _, key, own in same)
        for (number, *_), (key, _) in zip(rows, found, strict=True):
            numbers.append(number)
            keys.frombytes(hashlib.blake2b(key.encode(), digest_size=16).digest())
        pairs = np.frombuffer(keys, dtype=np.uint64).reshape(-1, 2)
        order = np.lexsort((pairs[:, 1], pairs[:, 0]))
        # lexsort is stable: within one key the rows are in the file's order.
        change = (pairs[order[1:]] != pairs[order[:-1]]).any(axis=1)
        last = np.concatenate((change, [True])) if len(order) else np.zeros(0, dtype=bool)
        ends = bytearray(max(numbers, default=0) + 1)
        np.frombuffer(ends, dtype=np.uint8)[np.frombuffer(numbers, np.uint64)[order[last]]] = 1
        return ends


def _keys_of(
    family: Family | None, rows: Callable[[], Iterable[tuple[str, _Cells]]]
) -> Callable[[Iterable[tuple[str, _Cells]]], _Keys]:
    """What gives each of the rows its key; `rows` are all of them, with their ids.

    Held in memory are the children's or parents' names, where rows name each other.
    """
    if family is None:
        return lambda some: ((identity, False) for identity, _ in some)
    if family.head:
        return lambda some: _following(family, some)
    if family.children:
        parents = {
            child: identity
            for identity, cells in rows()
            for child in re.findall(family.child, _text(cells, family.children))
            if child != identity
        }
        return lambda some: (
            (parents.get(identity, identity), identity in parents) for identity, _ in some
        )
    named = {parent for _, cells in rows() if (parent := _parent(family, cells))}
    own = {
        name: identity
        for identity, cells in rows()
        if not _parent(family, cells)
        for name in _names(family, cells)
        if name in named
    }
    return lambda some: (
        (own.get(parent, parent), True) if (parent := _parent(family, cells)) else (identity, False)
        for identity, cells in some
    )


def _merged(members: Sequence[tuple[Row, bool]], dialect: Dialect) -> Entry:
    """One record of its rows: a family's head first, without variants that cannot be had."""
    rows = [row for row, _ in members]
    heads = [row for row, child in members if not child]
    children = [row for row, child in members if child]
    had = [row for row in children or rows if not row.unavailable]
    kept = [*heads[:1], *had] if children else had
    head = (heads or rows)[0]
    why = head.unpublished or ("" if had else (children or rows)[0].unavailable)
    kept = kept if had else rows
    cells, notes = _cells_of(kept, dialect)
    lost = [row.unavailable for row in rows if row not in kept and row.unavailable]
    if lost and not why:
        notes.append(f"rows of it are left out: {', '.join(dict.fromkeys(lost))}")
    return Entry(
        tuple(row.number for row in rows),
        cells,
        next((row.fault for row in rows if row.fault), None),
        why,
        _difference(rows, dialect),
        tuple(notes),
    )


def _cells_of(rows: Sequence[Row], dialect: Dialect) -> tuple[dict[str, Cell], list[str]]:
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
        cells |= {name: cheapest.cells.get(name) for name in _PRICES if name in cells}
        prices = sorted({price for row in priced if (price := _price(row)) is not None})
        if len(prices) > 1:
            notes.append("its variants have several prices: the lowest is shown")
    return cells, notes


def _price(row: Row) -> Decimal | None:
    try:
        price = Decimal(text_of(row.cells.get("price")))
    except InvalidOperation:
        return None
    return price if price.is_finite() else None


def _difference(rows: Sequence[Row], dialect: Dialect) -> str:
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


def _following(family: Family, rows: Iterable[tuple[str, _Cells]]) -> _Keys:
    head = ""
    for identity, cells in rows:
        leads = all(
            _text(cells, name).casefold() in {one.casefold() for one in wanted}
            or ("*" in wanted and bool(_text(cells, name)))
            for name, wanted in family.head.items()
        )
        head = identity if leads or not head else head
        yield head, not leads


def _parent(family: Family, cells: _Cells) -> str:
    return next(filter(None, (_text(cells, name) for name in family.parent)), "")


def _names(family: Family, cells: _Cells) -> Iterator[str]:
    """What a row may be called by its children."""
    for name in family.names:
        template = name if "{" in name else f"{{{name}}}"
        if all(_text(cells, field) for field in _FIELD.findall(template)):
            yield _FIELD.sub(lambda found: _text(cells, found[1]), template)


def _text(cells: _Cells, name: str) -> str:
    return text_of(cells.get(folded(name))).strip()
