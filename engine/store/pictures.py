"""Pictures: which picture lay at a path, so that an unchanged file is not opened again.

It opens no picture; the intake does, and asks here first.
"""

from __future__ import annotations

from sqlalchemy import Engine, select

from engine.store.rows import find, put
from engine.store.tables import pictures
from schemas.brief import Picture

__all__ = ["Pictures"]


class Pictures:
    """Pictures by absolute path, size and time: the intake's `PictureMemory`.

    One picture is remembered for each path; what lay there before is forgotten.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, path: str, size: int, mtime_ns: int) -> Picture | None:
        """The picture at `path`, if its size in bytes and its time are as they were."""
        query = select(pictures.c.document).where(
            pictures.c.path == path,
            pictures.c.bytes == size,
            pictures.c.mtime_ns == mtime_ns,
        )
        rows = find(self._engine, query)
        return Picture.from_document(rows[0].document) if rows else None

    def put(self, path: str, size: int, mtime_ns: int, picture: Picture) -> None:
        """Remember what lies at `path`."""
        row = {
            "path": path,
            "bytes": size,
            "mtime_ns": mtime_ns,
            "document": picture.document(),
        }
        put(self._engine, pictures, [row])
