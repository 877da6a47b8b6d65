"""Facts: small JSON documents by key, for what cost something to find out; pictures among them.

It does not know what a document says (how long a line is, which take was accepted), opens no
picture and sees nothing in one: the intake does, and asks here first whether a file is unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Engine, select

from engine.store.rows import find_each, put
from engine.store.tables import facts, pictures
from schemas.brief import Picture
from schemas.keys import key_of
from schemas.understanding import Understanding

__all__ = ["Facts", "Pictures"]

FileState = tuple[str, int, int]


class Facts:
    """Documents by key. A key is whatever its writer chose, a content address as a rule."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def write(self, documents: Mapping[str, Any]) -> None:
        """Write documents (JSON values) by key; one of the same key is replaced."""
        rows = [{"key": key, "document": document} for key, document in documents.items()]
        put(self._engine, facts, rows)

    def read(self, keys: Iterable[str]) -> dict[str, Any]:
        """The documents of those of `keys` that have one."""
        found = find_each(self._engine, select(facts), facts.c.key, keys)
        return {row.key: row.document for row in found}


class Pictures:
    """Pictures by absolute path, size in bytes and time: the intake's `PictureMemory`.

    One picture is remembered for each path; what lay there before is forgotten. What was seen in a
    picture is a fact of its bytes and of who looked, and is kept wherever the picture goes.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._facts = Facts(engine)

    def get_many(self, states: Iterable[FileState], eyes: str) -> dict[FileState, Picture]:
        """The pictures at those paths that `eyes` saw, and whose size and time are as they were."""
        wanted = {path: (path, size, time) for path, size, time in states}
        same = {
            state: row.document
            for row in find_each(self._engine, select(pictures), pictures.c.path, wanted)
            if (state := wanted[row.path]) == (row.path, row.bytes, row.mtime_ns)
        }
        keys = {state: _key(document["sha256"], eyes) for state, document in same.items()}
        seen = self._facts.read(set(keys.values()))
        return {
            state: Picture.from_document(
                document | {"seen": Understanding.from_document(seen[keys[state]])}
            )
            for state, document in same.items()
            if keys[state] in seen
        }

    def seen(self, sha256: str, eyes: str) -> Understanding | None:
        """What `eyes` saw in the picture of those bytes; None where they did not look yet."""
        key = _key(sha256, eyes)
        found = self._facts.read([key])
        return Understanding.from_document(found[key]) if found else None

    def put_many(self, found: Mapping[FileState, Picture]) -> None:
        """Remember what lies at those paths, and what was seen in it."""
        self._facts.write(
            {_key(one.sha256, one.seen.eyes): one.seen.document() for one in found.values()}
        )
        rows = [
            {"path": path, "bytes": size, "mtime_ns": time, "document": _plainly(picture)}
            for (path, size, time), picture in found.items()
        ]
        put(self._engine, pictures, rows)


def _key(sha256: str, eyes: str) -> str:
    return key_of("seen", sha256=sha256, eyes=eyes)


def _plainly(picture: Picture) -> dict[str, Any]:
    """The picture's document without what was seen in it."""
    return {name: value for name, value in picture.document().items() if name != "seen"}
