"""Memory: pictures that were decoded and understood before and have not changed since.

It does not know where they are kept; the ledger keeps them between runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from schemas.brief import Picture
from schemas.understanding import Understanding

__all__ = ["FileState", "PictureMemory"]

FileState = tuple[str, int, int]
"""A file's absolute path, its size in bytes and its change time in nanoseconds."""


class PictureMemory(Protocol):
    """Remembers what files held, by their states, and what was seen in pictures, by their bytes."""

    def get_many(self, states: Iterable[FileState], eyes: str) -> dict[FileState, Picture]:
        """What those files held that have not changed, and that these eyes have seen."""

    def seen(self, sha256: str, eyes: str) -> Understanding | None:
        """What these eyes saw in the picture of those bytes, wherever it lay. Threads ask it."""

    def put_many(self, pictures: Mapping[FileState, Picture]) -> None:
        """Remember them. Only pictures that passed are put."""
