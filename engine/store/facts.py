"""Facts: small JSON documents by key, for what cost something to find out.

It does not know what one says: how long a spoken line is, which take of a setup was accepted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Engine, select

from engine.store.rows import find_each, put
from engine.store.tables import facts

__all__ = ["Facts"]


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
