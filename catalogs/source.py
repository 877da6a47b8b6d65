"""Source: where a catalog's bytes come from.

It does not know formats; `catalogs.formats` chooses a reader by a source's name and first bytes.
"""

from __future__ import annotations

import hashlib
from io import BufferedReader
from pathlib import Path
from typing import Protocol

from schemas.errors import CatalogError

__all__ = ["FileSource", "Source"]


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
