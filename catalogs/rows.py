"""Rows: a reader's raw rows under callsheet's names, as their dialect says.

It does not know which rows belong together; `catalogs.grouping` puts them together.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from catalogs.columns import folded
from catalogs.dialect import Dialect, unwanted
from catalogs.header import Header
from catalogs.prices import less, meant, priced
from catalogs.readers.reader import Cell, Fault, Reader, items_of, text_of

__all__ = ["Row", "Rows"]

_LONGEST_TITLE = 120
_PHRASE = re.compile(r"\s*(?:[|•·:;,(/]|\s[-–—])\s*")
"""Between phrases of a title, as shops string them together."""
_CUT = f"the title is longer than {_LONGEST_TITLE} characters: it is cut at a phrase"
_DATED = "the sale price is for some days only, which are not looked at: is it still the price?"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells by callsheet's names, and by the file's own ones, folded.

    Rows with one `key` are of one record, where no family says otherwise.
    `unpublished` and `unavailable` are why its record, or the row alone, is not to be made.
    """

    number: int
    key: str
    cells: Mapping[str, Cell]
    own: Mapping[str, Cell]
    fault: Fault | None
    unpublished: str
    unavailable: str
    notes: tuple[str, ...]


class Rows:
    """A reader's rows. `include` names what is made though the dialect says otherwise."""

    def __init__(
        self, reader: Reader, header: Header, dialect: Dialect, include: Collection[str] = ()
    ) -> None:
        self._reader = reader
        self._header = header
        self._dialect = dialect
        self._originals = tuple(map(folded, header.originals))
        self._sale_dates = tuple(map(folded, dialect.sale_dates))
        self._id_from = tuple(
            self._originals.index(name)
            for name in map(folded, dialect.id_from)
            if name in self._originals
        )
        self._publishable = {} if "unpublished" in include else dialect.publishable
        # What says that a thing is published may say it of a variant, too: it is one question.
        self._available = dialect.only | {
            name: values
            for name, values in dialect.available.items()
            if ("unpublished" if name in dialect.publishable else "unavailable") not in include
        }

    def read(self, currency: str | None) -> Iterator[Row]:
        """Every row; `currency` is the production's, if any. Raises CatalogError."""
        for raw in self._reader.rows():
            cells = self._header.own(raw)
            own = dict(zip(self._originals, cells, strict=False))
            given = self._reduced(self._named(cells), own, currency)
            named, notes = priced(given, self._dialect.prices, currency)
            if self._dialect.loose:
                named, more = meant(named)
                named, cut = _shortened(named)
                notes = (*notes, *more, *cut)
            if given.get("sale_price") and any(own.get(name) for name in self._sale_dates):
                notes = (*notes, _DATED)
            yield Row(
                raw.number,
                self._key(named),
                named,
                own,
                raw.fault,
                unwanted(self._publishable, own),
                unwanted(self._available, own) or self._lacking(own),
                (*raw.notes, *notes),
            )

    def keyed(self) -> Iterator[tuple[int, str, Mapping[str, Cell]]]:
        """Every row's number, grouping value, and cells by the file's own names, folded."""
        for raw in self._reader.rows():
            cells = self._header.own(raw)
            own = dict(zip(self._originals, cells, strict=False)) if self._dialect.family else {}
            yield raw.number, self._key(self._named(cells)), own

    def _reduced(
        self, cells: Mapping[str, Cell], own: Mapping[str, Cell], currency: str | None
    ) -> Mapping[str, Cell]:
        """The cells with the sale price that counts: the row's, or one that is reckoned."""
        dialect = self._dialect
        if dialect.on_sale and cells.get("sale_price") and unwanted(dialect.on_sale, own):
            cells = {**cells, "sale_price": None}
        if cells.get("sale_price") or not cells.get("price"):
            return cells
        code = text_of(cells.get("currency")).strip().upper() or currency or ""
        for one in dialect.reductions:
            reduction = own.get(folded(one.column))
            if not reduction or unwanted(one.where, own):
                continue
            sale = less(cells["price"], reduction, one.by, dialect.prices, code)
            if sale is not None:
                return {**cells, "sale_price": sale}
        return cells

    def _lacking(self, own: Mapping[str, Cell]) -> str:
        """Why a row is none of the catalog's, or an empty text."""
        having = self._dialect.having
        if not having or any(text_of(own.get(folded(name))).strip() for name in having):
            return ""
        return f"it has no {' or '.join(having)}"

    def _key(self, cells: Mapping[str, Cell]) -> str:
        return text_of(cells.get(self._dialect.group_by or "id")).strip()

    def _named(self, own: Sequence[Cell]) -> dict[str, Cell]:
        """The cells by callsheet's names; a ragged row's missing cells are empty."""
        dialect = self._dialect
        cells: dict[str, Cell] = {}
        for name, places in self._header.fields:
            if name in dialect.together:
                cells[name] = tuple(
                    item for at in places if at < len(own) for item in self._items(name, own[at])
                )
                continue
            for at in places:
                cell = own[at] if at < len(own) else None
                cells[name] = cell
                if cell:
                    break
            if name in dialect.escaped and isinstance(text := cells[name], str):
                cells[name] = text.replace("\\n", "\n")
            if cells[name] and (name in dialect.lists or name in dialect.rooted):
                cells[name] = self._items(name, cells[name])
        return self._completed(cells, own)

    def _completed(self, cells: dict[str, Cell], own: Sequence[Cell]) -> dict[str, Cell]:
        """The cells with what the dialect says of them: usual values, codes as words, an id."""
        dialect = self._dialect
        for name, value in dialect.values.items():
            cells[name] = cells.get(name) or value
        for name in dialect.codes:
            if isinstance(code := cells.get(name), str) and code.isupper():
                cells[name] = code.replace("_", " ").capitalize()
        if dialect.id_from and not cells.get("id"):
            parts = (text_of(own[at]).strip() for at in self._id_from if at < len(own))
            cells["id"] = " / ".join(filter(None, parts))
        return cells

    def _items(self, name: str, cell: Cell) -> tuple[str, ...]:
        mark = self._dialect.lists.get(name, "")
        items = items_of(cell)
        if mark and isinstance(cell, str):
            # An address may hold the mark: there it separates only before another address.
            ahead = r"(?=https?://|$)" if "://" in cell else ""
            between = re.escape(mark) if mark.strip() else r"\s"
            items = tuple(
                part for item in items for part in re.split(rf"{between}\s*{ahead}", item)
            )
        stripped = (item.strip() for item in items)
        if name in self._dialect.rooted:
            stripped = (item.lstrip("/") for item in stripped)
        return tuple(item for item in stripped if item)


def _shortened(cells: Mapping[str, Cell]) -> tuple[Mapping[str, Cell], tuple[str, ...]]:
    """The cells with a title that can be shown: its first phrases, as many as there is room for,
    or else its first words. The rest goes on in an empty subtitle.
    """
    title = text_of(cells.get("title")).strip()
    if len(title) <= _LONGEST_TITLE:
        return cells, ()
    room = title[: _LONGEST_TITLE + 1]
    phrases = [found for found in _PHRASE.finditer(room) if found.start() > _LONGEST_TITLE // 4]
    at, after = phrases[-1].span() if phrases else (room.rfind(" "), room.rfind(" ") + 1)
    if at <= 0:
        return cells, ()
    rest = {} if cells.get("subtitle") else {"subtitle": title[after:]}
    return {**cells, "title": title[:at], **rest}, (_CUT,)
