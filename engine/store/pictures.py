"""Pictures: which picture lay at a path, so that an unchanged file is not opened again.

It opens no picture; the intake does, and asks here first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Engine, select

from engine.store.rows import find_each, put
from engine.store.tables import pictures
from schemas.brief import Picture

__all__ = ["Pictures"]

FileState = tuple[str, int, int]


class Pictures:
    """Pictures by absolute path, size in bytes and time: the intake's `PictureMemory`.

    One picture is remembered for each path; what lay there before is forgotten.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get_many(self, states: Iterable[FileState]) -> dict[FileState, Picture]:
        """The pictures at those paths whose size and time are as they were."""
        wanted = {path: (path, size, time) for path, size, time in states}
        found = {}
        for row in find_each(self._engine, select(pictures), pictures.c.path, wanted):
            state = wanted[row.path]
            if state == (row.path, row.bytes, row.mtime_ns):
                found[state] = Picture.from_document(row.document)
        return found

    def put_many(self, found: Mapping[FileState, Picture]) -> None:
        """Remember what lies at those paths."""
        rows = [
            {"path": path, "bytes": size, "mtime_ns": time, "document": picture.document()}
            for (path, size, time), picture in found.items()
        ]
        put(self._engine, pictures, rows)
