"""Reader: where a catalog's bytes come from, and the one shape that every format is read into.

It does not know formats nor what a column means; `catalogs.formats` chooses a reader by a source's
name and first bytes, `catalogs.header` and `catalogs.dialect` say what columns mean.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from io import BufferedReader
from pathlib import Path
from typing import Protocol

from schemas.errors import CatalogError

__all__ = ["Cell", "Fault", "FileSource", "RawRow", "Reader", "Source", "items_of", "text_of"]

Cell = str | tuple[str, ...] | Decimal | None
"""One cell: text as written, a list of texts, an exact number, or nothing."""
_SEPARATOR = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row could not be split into its columns, and what to do about it."""

    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class RawRow:
    """One data row, counted from 1, with a cell for each of the reader's column names.

    With a `fault`, `cells` hold only what could be read (fewer or more than there are columns) and
    must not be believed. `notes` are what its owner should know of how it was read.
    """

    number: int
    cells: tuple[Cell, ...] = ()
    fault: Fault | None = None
    notes: tuple[str, ...] = ()


class Reader(Protocol):
    """A catalog whose column names were read. `rows` may be called again, and streams."""

    @property
    def format(self) -> str:
        """`csv`, `tsv`, `jsonl`, `xml` or `parquet`: what `callsheet check` names as the reader."""

    @property
    def described(self) -> str:
        """How the file is read: `csv in Windows-1252, separated by ';'`."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What its owner should know of the file as a whole."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' own names, in order, as they stand in the file."""

    def rows(self) -> Iterator[RawRow]:
        """Every data row in order, in bounded memory.

        Raises CatalogError, naming line and column, where the file cannot be read as a whole.
        """


def text_of(cell: Cell) -> str:
    r"""A cell as one text, as a CSV file would hold it: lists separated by `|` (in items `\|`)."""
    match cell:
        case str():
            return cell
        case None:
            return ""
        case Decimal():
            return format(cell, "f")
        case tuple():
            return "|".join(item.replace("|", "\\|") for item in cell)


def items_of(cell: Cell) -> tuple[str, ...]:
    r"""A cell as a list: its items, or its text split at each `|` that is not written `\|`."""
    if isinstance(cell, tuple):
        return cell
    return tuple(item.replace("\\|", "|") for item in _SEPARATOR.split(text_of(cell)))


class Source(Protocol):
    """Bytes that can be read again and again: of a file, of a member of an archive, ...

    Readers ask for nothing else, so that a new kind of source needs no new reader.
    """

    @property
    def name(self) -> str:
        """The last part of its path or address, as errors and briefs name it."""

    def digest(self) -> str:
        """SHA-256 of all its bytes, as 64 hexadecimal digits."""

    def open(self) -> BufferedReader:
        """Its bytes from the start, seekable. Raises CatalogError where they cannot be had."""


class FileSource:
    """A file of this machine."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.name = path.name

    def digest(self) -> str:
        """SHA-256 of the file's bytes. Raises CatalogError where it cannot be read."""
        with self.open() as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def open(self) -> BufferedReader:
        """The file's bytes. Raises CatalogError where it is not there, or may not be read."""
        try:
            return self._path.open("rb")
        except FileNotFoundError as error:
            raise CatalogError(
                "the catalog is not there",
                str(self._path),
                "Check the path; it is relative to the target.",
            ) from error
        except IsADirectoryError as error:
            raise CatalogError(
                "the catalog is a folder", str(self._path), "Name one file of it."
            ) from error
        except OSError as error:
            raise CatalogError(
                "the catalog cannot be opened",
                f"{self._path}: {error.strerror}",
                "Check its permissions.",
            ) from error
