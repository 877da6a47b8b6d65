"""Formats: the registry of what a catalog may be written in, and which one a source is.

It does not know what a column means; readers give raw cells.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from catalogs.readers import delimited, feed, json_lines, parquet, workbook
from catalogs.readers.encoding import TextHints
from catalogs.readers.lessons import Lessons, is_lessons
from catalogs.readers.olx import Olx, is_olx
from catalogs.readers.reader import Reader, Source
from schemas.errors import CatalogError, ProductionError

__all__ = ["FORMATS", "Format", "format_for", "open_folder", "open_reader"]


@dataclass(frozen=True, slots=True)
class Format:
    """One format: what it is called in settings and in words, its files' suffixes, its reader.

    `recognises` says of a source's first 16 bytes that it is this format whatever its name.
    `ends_as_it_should` says of an open file that nothing of its end is missing, as far as the
    format shows that.
    """

    key: str
    name: str
    suffixes: tuple[str, ...]
    open: Callable[[Source, TextHints], Reader]
    ends_as_it_should: Callable[[BinaryIO], bool]
    recognises: Callable[[bytes], bool] = lambda _start: False

    def __str__(self) -> str:
        """As in messages: `CSV (.csv, .txt)`."""
        return f"{self.name} ({', '.join(self.suffixes)})"


def _is_markup(start: bytes) -> bool:
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    return text.startswith(b"<") or start.startswith((b"\xff\xfe<\0", b"\xfe\xff\0<"))


FORMATS = (
    Format("csv", "CSV", (".csv", ".txt"), delimited.Delimited, delimited.ends_as_it_should),
    Format(
        "tsv",
        "TSV",
        (".tsv", ".tab"),
        functools.partial(delimited.Delimited, preferred="\t"),
        delimited.ends_as_it_should,
    ),
    Format(
        "jsonl",
        "JSON Lines",
        (".jsonl", ".ndjson"),
        json_lines.JsonLines,
        json_lines.ends_as_it_should,
        lambda start: start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"),
    ),
    Format(
        "xml",
        "XML feeds",
        (".xml", ".rss", ".atom"),
        feed.Feed,
        feed.ends_as_it_should,
        _is_markup,
    ),
    Format(
        "parquet",
        "Parquet",
        (".parquet", ".pq"),
        lambda source, _hints: parquet.Parquet(source),
        parquet.ends_as_it_should,
        lambda start: start[:4] in parquet.MAGIC,
    ),
    Format(
        "xlsx",
        "Excel workbooks",
        (".xlsx", ".xlsm"),
        workbook.Workbook,
        workbook.ends_as_it_should,
        lambda start: start[:4] == workbook.MAGIC,
    ),
)

_FOREIGN = {
    b"\xd0\xcf\x11\xe0": "an Excel workbook with a password, or an old one (.xls)",
    b"ARROW1": "an Arrow IPC (Feather) file",
    b"FEA1": "a Feather file",
    b"\x1f\x8b": "compressed with gzip",
    b"SQLite format 3": "a SQLite database",
    b"%PDF": "a PDF",
    b"[": "a JSON array",
}
"""First bytes of files that are taken for catalogs; checked whatever the name says."""


_FOLDERS: tuple[tuple[str, Callable[[Path], bool], Callable[[Path], Olx | Lessons]], ...] = (
    ("olx", is_olx, Olx),
    ("markdown", is_lessons, Lessons),
)
"""Courses that are folders of files: what says that a folder is one, and its reader."""


def open_folder(folder: Path, wanted: str | None = None) -> Olx | Lessons:
    """The reader of a course's folder: the `wanted` format's, or found by what it holds.

    Raises CatalogError where the folder holds no course.
    """
    for key, recognises, opened in _FOLDERS:
        if key == wanted or (wanted is None and recognises(folder)):
            return opened(folder)
    raise CatalogError(
        "the catalog is a folder",
        str(folder),
        "Name one file of it; a folder is a course in OLX, or of lessons in Markdown.",
    )


def format_for(name: str) -> Format | None:
    """The format that a file of this name has by its suffix, or None."""
    suffix = PurePosixPath(name).suffix.lower()
    return next((one for one in FORMATS if suffix in one.suffixes), None)


def open_reader(
    source: Source, wanted: str | None = None, hints: TextHints | None = None
) -> Reader:
    """The reader of a catalog: the `wanted` format's, or found by first bytes, or else by name.

    Raises CatalogError where the source cannot be had, is of no format that is read, or is damaged
    where its column names stand. Raises ProductionError for a wanted format that is none.
    """
    hints = hints or TextHints()
    if wanted is not None:
        return _format_called(wanted).open(source, hints)
    with source.open() as file:
        start = file.read(16)
    read = f"callsheet reads {', '.join(map(str, FORMATS))}; text in any encoding."
    if found := next((one for one in FORMATS if one.recognises(start)), None):
        return found.open(source, hints)
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if foreign := next((what for mark, what in _FOREIGN.items() if text.startswith(mark)), None):
        raise CatalogError(
            f"{source.name} is {foreign}", source.name, f"Export it as CSV in UTF-8: {read}"
        )
    if named := format_for(source.name):
        return named.open(source, hints)
    suffix = PurePosixPath(source.name).suffix
    raise CatalogError(
        f"{source.name} is of a format that is not read", f"ending {suffix or '(none)'}", read
    )


def _format_called(key: str) -> Format:
    for one in FORMATS:
        if one.key == key:
            return one
    raise ProductionError(
        "the production names a format that is not read",
        f"catalog.format is {key!r}",
        f"Write one of {', '.join(one.key for one in FORMATS)}, or leave it out; a folder's is olx "
        "or markdown.",
    )
