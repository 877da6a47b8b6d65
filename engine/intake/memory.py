"""Memory: pictures that were decoded before and have not changed since.

It does not know where they are kept; the ledger keeps them between runs.
"""

from __future__ import annotations

from typing import Protocol

from schemas.brief import Picture

__all__ = ["PictureMemory", "RunMemory"]


class PictureMemory(Protocol):
    """Remembers what a file held, by its absolute path, its size in bytes and its change time."""

    def get(self, path: str, size: int, mtime_ns: int) -> Picture | None:
        """What the file held, or None where it is new or has changed."""

    def put(self, path: str, size: int, mtime_ns: int, picture: Picture) -> None:
        """Remember it. Only pictures that passed are put."""


class RunMemory:
    """A memory for one run: several rows that share a picture decode it once."""

    def __init__(self) -> None:
        self._pictures: dict[tuple[str, int, int], Picture] = {}

    def get(self, path: str, size: int, mtime_ns: int) -> Picture | None:
        """What the file held, or None where it is new or has changed."""
        return self._pictures.get((path, size, mtime_ns))

    def put(self, path: str, size: int, mtime_ns: int, picture: Picture) -> None:
        """Remember it."""
        self._pictures[path, size, mtime_ns] = picture
