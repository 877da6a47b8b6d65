"""Memory: pictures that were decoded before and have not changed since.

It does not know where they are kept; the ledger keeps them between runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from schemas.brief import Picture

__all__ = ["FileState", "PictureMemory"]

FileState = tuple[str, int, int]
"""A file's absolute path, its size in bytes and its change time in nanoseconds."""


class PictureMemory(Protocol):
    """Remembers what files held, by their states."""

    def get_many(self, states: Iterable[FileState]) -> dict[FileState, Picture]:
        """What those files held that have not changed."""

    def put_many(self, pictures: Mapping[FileState, Picture]) -> None:
        """Remember them. Only pictures that passed are put."""
