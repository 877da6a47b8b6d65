"""OLX: a course as Open edX exports it: course, chapters, sequentials, and verticals, a row each.

Parts stand in their parents or in files named by their `url_name` (Open edX, "Building and Running
an edX Course: OLX"). It does not know what a column means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element, ParseError, fromstring, tostring

from catalogs.markup import visible_text
from catalogs.readers.folders import FolderSource, opening, picture_in
from catalogs.readers.reader import Cell, Fault, RawRow
from schemas.errors import CatalogError

__all__ = ["Olx", "is_olx"]

_NAMES = (
    *("url_name", "display_name", "chapter", "section", "org", "text", "static"),
    *("locale", "visible_to_staff_only"),
)
_MOST_BYTES = 4 << 20
_DEEPEST = 12
_PICTURE = re.compile(r"<img\b[^>]*?\bsrc=[\"']([^\"']+)", re.IGNORECASE)
_ASSET = re.compile(r"^.*(?:/static/|block@)")
_UNSAFE = re.compile(r"[^\w.~/-]", re.ASCII)
_UNNAMED = frozenset({"unit", "new unit", ""})


def is_olx(folder: Path) -> bool:
    """Whether a folder holds a course, at its top or one folder down."""
    return _root_of(folder) is not None


def _root_of(folder: Path) -> Path | None:
    """The folder whose `course.xml` is a course's."""
    for place in (folder, *sorted(path for path in folder.iterdir() if path.is_dir())):
        try:
            with (place / "course.xml").open("rb") as file:
                if re.search(rb"<course\b", file.read(4096)):
                    return place
        except OSError:
            continue
    return None


def files_of(folder: Path) -> Iterator[Path]:
    """The files of a course that say something."""
    return (
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in {".xml", ".html"} and path.is_file()
    )


class Olx:
    """A course. Its rows are its verticals, which learners know as units, in the course's order."""

    format = "olx"
    names = _NAMES
    notes: tuple[str, ...] = ()

    def __init__(self, folder: Path) -> None:
        """Read the course's own file. Raises CatalogError where it cannot be read."""
        self.source = FolderSource(folder, files_of)
        self._given, self._folder = folder, _root_of(folder) or folder
        try:
            self._course = self._whole(self._parsed("course.xml"))
        except (OSError, ValueError) as error:
            raise CatalogError(
                f"{folder.name} is a course that cannot be read",
                str(error),
                "Export it from Studio again.",
            ) from error
        self.described = f"a course in OLX, {self._course.get('display_name') or folder.name}"

    def rows(self) -> Iterator[RawRow]:
        """Every vertical; one that cannot be read is a fault."""
        for number, cells in enumerate(self._verticals(), start=1):
            if isinstance(cells, Fault):
                yield RawRow(number, fault=cells)
            else:
                yield RawRow(number, tuple(cells.get(name) or None for name in _NAMES))

    def _verticals(self) -> Iterator[dict[str, Cell] | Fault]:
        for found in self._below((self._course,), ("chapter", "sequential", "vertical")):
            if isinstance(found, Fault):
                yield found
                continue
            course, chapter, sequential, vertical = found
            try:
                text, pictures = self._said(vertical)
            except (OSError, ValueError) as error:
                yield _fault(error)
                continue
            hidden = any(one.get("visible_to_staff_only") == "true" for one in found)
            name, section = (one.get("display_name") or "" for one in (vertical, sequential))
            yield {
                "url_name": vertical.get("url_name"),
                "display_name": section if name.strip().lower() in _UNNAMED else name,
                "chapter": chapter.get("display_name"),
                "section": section,
                "org": course.get("org"),
                "text": text,
                "static": pictures,
                "locale": course.get("language"),
                "visible_to_staff_only": "true" if hidden else None,
            }

    def _below(
        self, parents: tuple[Element, ...], tags: tuple[str, ...]
    ) -> Iterator[tuple[Element, ...] | Fault]:
        """Every element at the end of a path of these tags, led by what it lies in."""
        if not tags:
            yield parents
            return
        for child in parents[-1].iterfind(tags[0]):
            try:
                whole = self._whole(child)
            except (OSError, ValueError) as error:
                yield _fault(error)
            else:
                yield from self._below((*parents, whole), tags[1:])

    def _said(self, vertical: Element) -> tuple[str, tuple[str, ...]]:
        """A unit's text, and its pictures, from all that is written in it."""
        pages = list(self._pages(vertical, 0))
        texts = (line for page in pages for line in visible_text(page).text.splitlines())
        pictures = (
            picture_in(self._given, self._folder / "course.xml", self._asset(unescape(one)))
            for page in pages
            for one in _PICTURE.findall(page)
        )
        return opening(iter(texts)), tuple(dict.fromkeys(filter(None, pictures)))

    def _asset(self, reference: str) -> str:
        """`/static/a.png` and `/asset-v1:...block@a.png` are files of the folder `static`."""
        if "://" in reference:
            return reference
        name = _ASSET.sub("", unquote(reference.partition("?")[0]))
        return f"static/{quote(self._assets.get(name, name))}"

    @cached_property
    def _assets(self) -> dict[str, str]:
        """Files of the folder `static` by the names that Studio gives them: `a b.png` is `a_b.png`
        (edx-platform, `StaticContent.compute_location`).
        """
        static = self._folder / "static"
        files = (path.relative_to(static) for path in static.rglob("*") if path.is_file())
        return {_UNSAFE.sub("_", path.as_posix()): path.as_posix() for path in files}

    def _pages(self, parent: Element, depth: int) -> Iterator[str]:
        """The HTML of a unit's components, also of those within others."""
        for child in parent if depth < _DEEPEST else ():
            if child.tag != "html":
                if len(child):
                    yield from self._pages(child, depth + 1)
                continue
            page = self._whole(child)
            if filename := page.get("filename"):
                yield self._read(f"html/{filename}.html")
            else:
                yield "".join([page.text or "", *(_markup(one) for one in page)])

    def _whole(self, element: Element) -> Element:
        """The element with its content, which may be in a file of its own."""
        name = element.get("url_name")
        if name and not len(element) and not (element.text or "").strip():
            path = f"{element.tag}/{name.replace(':', '/')}.xml"
            if self._place(path).is_file():
                found = self._parsed(path)
                for key, value in element.items():
                    found.set(key, found.get(key, value))
                return found
        return element

    def _parsed(self, path: str) -> Element:
        text = self._read(path)
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            # Entities can grow without end, or stand for files of this machine.
            raise ValueError(f"{path} declares entities")
        try:
            return fromstring(text)  # noqa: S314 - without entities
        except ParseError as error:
            raise ValueError(f"{path} is not well-formed XML: {error}") from error

    def _read(self, path: str) -> str:
        place = self._place(path)
        if place.stat().st_size > _MOST_BYTES:
            raise ValueError(f"{path} is larger than {_MOST_BYTES >> 20} MiB")
        return place.read_text("utf-8-sig")

    def _place(self, path: str) -> Path:
        place = (self._folder / path).resolve()
        if not place.is_relative_to(self._folder.resolve()):
            raise ValueError(f"{path} leads out of the course's folder")
        return place


def _markup(element: Element) -> str:
    return tostring(element, encoding="unicode", method="html")


def _fault(error: Exception) -> Fault:
    return Fault(f"a part of the course cannot be read: {error}", "Mend that file.")
