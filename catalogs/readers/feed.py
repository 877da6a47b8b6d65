"""Feed: XML with an element for each row: RSS and Atom, as shops feed them to search and ads.

It does not know what an element means; its name, with its prefix, is the column's name.
"""

from __future__ import annotations

import io
import re
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat

from catalogs.readers.encoding import TextHints
from catalogs.readers.mending import Item, mended_items
from catalogs.readers.reader import Cell, Fault, RawRow, Source
from schemas.errors import CatalogError

__all__ = ["Feed", "ends_as_it_should"]

_ITEMS = frozenset({"item", "entry", "product", "offer"})
"""Local names of the elements that are rows: RSS 2.0, Atom 1.0 (RFC 4287), and two in wide use."""
_CHUNK = 1 << 16
_MOST_TEXT = 16 * 1024 * 1024
_DEEPEST = 64
_TAIL = 4096


class Feed:
    """An XML file of items. Its columns are all elements of items, as they first occur.

    An element that an item has more than once is a list; elements within it are one text.
    """

    format = "xml"
    described = "xml"
    notes: tuple[str, ...] = ()

    def __init__(self, source: Source, hints: TextHints | None = None) -> None:
        """Read the names of all elements. Raises CatalogError where there is no item."""
        self._source = source
        self._lenient = hints is not None and hints.lenient
        names: dict[str, None] = {}
        for item in self._items():
            if not isinstance(item, Fault):
                names |= dict.fromkeys(item)
        self.names = tuple(names)
        if not names:
            raise CatalogError(
                f"{source.name} is XML without a row",
                f"no element is called {', '.join(sorted(_ITEMS))}",
                "Export the products as a feed (RSS or Atom), or as CSV.",
            )

    def rows(self) -> Iterator[RawRow]:
        """Every item. Raises CatalogError where the file is not well-formed; where it is to be
        read all the same (`lenient`), an item that is not is a fault.
        """
        for number, item in enumerate(self._items(), start=1):
            if isinstance(item, Fault):
                yield RawRow(number, fault=item)
            else:
                yield RawRow(number, tuple(_cell(item.get(name, [])) for name in self.names))

    def _items(self) -> Iterator[Item | Fault]:
        if self._lenient:
            return mended_items(self._source, _ITEMS, self._alone)
        return self._whole()

    def _alone(self, text: str) -> Item:
        """One item by itself."""
        handler = _Handler(self._source.name)
        handler.parser.Parse(text, True)
        return next(handler.taken(), {})

    def _whole(self) -> Iterator[Item]:
        handler = _Handler(self._source.name)
        try:
            with self._source.open() as file:
                while chunk := file.read(_CHUNK):
                    handler.parser.Parse(chunk, False)
                    yield from handler.taken()
                handler.parser.Parse(b"", True)
                yield from handler.taken()
        except expat.ExpatError as error:
            words = expat.ErrorString(error.code)
            raise CatalogError(
                f"{self._source.name} is not well-formed XML: {words}",
                f"line {error.lineno}, column {error.offset + 1}",
                "Mend it there: a bare & is written &amp;, and every element needs its end. Or "
                "have what can be read with `catalog: {lenient: true}`.",
            ) from error
        except (ValueError, LookupError) as error:
            # What expat raises for an encoding that it does not know, or that has several bytes.
            raise CatalogError(
                f"{self._source.name} is XML in an encoding that is not read",
                str(error),
                "Save it as UTF-8.",
            ) from error


class _Handler:
    """Collects items while expat reads. Entities of the file's own are refused: they can be made
    to grow without end, or to stand for files of this machine.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._items: deque[dict[str, list[str]]] = deque()
        self._item: dict[str, list[str]] | None = None
        self._path: list[str] = []
        self._text: list[str] = []
        self._size = 0
        self._within = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.EntityDeclHandler = self._entity

    def taken(self) -> Iterator[dict[str, list[str]]]:
        """The items that have ended since this was asked last."""
        while self._items:
            yield self._items.popleft()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name)
        if len(self._path) > _DEEPEST:
            raise self._refused(f"nests more than {_DEEPEST} elements")
        if self._item is None:
            if name.rpartition(":")[2].lower() in _ITEMS:
                self._item, self._within, self._size = {}, len(self._path), 0
            return
        if len(self._path) == self._within + 1:
            # Atom's links hold their address in an attribute.
            self._text = [attributes["href"]] if "href" in attributes else []
        elif self._text:
            self._text.append(" ")

    def _characters(self, text: str) -> None:
        if self._item is not None and len(self._path) > self._within:
            self._size += len(text)
            if self._size > _MOST_TEXT:
                raise self._refused(f"has an item of more than {_MOST_TEXT >> 20} MiB")
            self._text.append(text)

    def _end(self, name: str) -> None:
        depth = len(self._path)
        self._path.pop()
        if self._item is None:
            return
        if depth == self._within:
            self._items.append(self._item)
            self._item = None
        elif depth == self._within + 1:
            self._item.setdefault(name, []).append("".join(self._text).strip())
            self._text = []

    def _entity(self, name: str, *_rest: object) -> None:
        raise self._refused(f"declares the entity {name!r}")

    def _refused(self, what: str) -> CatalogError:
        return CatalogError(
            f"{self._name} {what}",
            f"line {self.parser.CurrentLineNumber}",
            "Export it again as a plain feed, or as CSV.",
        )


def ends_as_it_should(file: BinaryIO) -> bool:
    """Whether an element's end, or a comment, is the last thing."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(size - _TAIL, 0))
    return re.search(rb"(?:</[^<>]+>|-->)\s*$", file.read()) is not None


def _cell(values: list[str]) -> Cell:
    filled = tuple(filter(None, values))
    return filled if len(filled) > 1 else (filled[0] if filled else None)
