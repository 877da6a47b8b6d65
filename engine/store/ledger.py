"""Ledger: what was made and delivered, remembered between runs.

It does not hold the files themselves, and decides nothing about reuse; the plan does.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from engine.store import tables
from engine.store.blobs import BlobKind, BlobRecord
from engine.store.calls import Calls
from engine.store.database import WRITING, open_database, open_postgres
from engine.store.facts import Facts, Pictures
from engine.store.films import Films
from engine.store.rows import find, find_each, insert_new, put
from schemas.errors import StoreError
from schemas.inspection import Inspection

__all__ = ["Ledger"]


class Ledger:
    """The ledger in one SQLite file, or (an address) in Postgres; threads share an instance,
    processes share the file, machines share the database.

    Every method is one transaction (look-ups of many keys: one for each thousand), on disk when it
    returns. Pickles as its file. Raises StoreError where it cannot be opened.
    """

    def __init__(self, place: Path | str) -> None:
        self._place = place
        self._engine: Engine = (
            open_database(place) if isinstance(place, Path) else open_postgres(place)
        )

    def __reduce__(self) -> tuple[type[Ledger], tuple[Path]]:
        if isinstance(self._place, str):
            raise StoreError(
                "A ledger in a database does not travel, because its address holds a password",
                remedy="This is a defect: workers are told where the blobs are, and no more.",
            )
        return (Ledger, (self._place,))

    @cached_property
    def films(self) -> Films:
        """The films under each output folder, and which are live."""
        return Films(self._engine)

    @cached_property
    def pictures(self) -> Pictures:
        """Which picture lay at a path, so that unchanged files are not opened again."""
        return Pictures(self._engine)

    @cached_property
    def facts(self) -> Facts:
        """Small JSON documents by key."""
        return Facts(self._engine)

    @cached_property
    def calls(self) -> Calls:
        """Calls of paid services, and what they cost."""
        return Calls(self._engine)

    def record(self, *made: BlobRecord) -> None:
        """Remember what was made. What is recorded twice stands as it was recorded last."""
        columns = tables.made.columns.keys()
        put(
            self._engine,
            tables.made,
            [{name: getattr(one, name) for name in columns} for one in made],
        )

    def made(self, key: str, kind: BlobKind) -> BlobRecord | None:
        """What is remembered of one blob; None where it was never made."""
        table = tables.made
        query = select(table).where(table.c.key == key, table.c.kind == kind)
        return next((_record_of(row) for row in find(self._engine, query)), None)

    def have(self, keys: Iterable[str], kind: BlobKind) -> dict[str, BlobRecord]:
        """Those of `keys` that were made as `kind`, with what is remembered of them."""
        table = tables.made
        query = select(table).where(table.c.kind == kind)
        found = find_each(self._engine, query, table.c.key, keys)
        return {row.key: _record_of(row) for row in found}

    def link(self, parent: str, children: Iterable[tuple[str, BlobKind]]) -> None:
        """Remember which blobs something was made from: a film's edit and segments, an edit's
        takes, sprites and lines. What is linked already stays so.
        """
        rows = [{"parent": parent, "child": child, "kind": kind} for child, kind in set(children)]
        rows.sort(key=lambda row: (row["child"], row["kind"]))  # as `put` does, and why
        with self._engine.execution_options(**WRITING).begin() as connection:
            insert_new(connection, tables.links, *rows)

    def blobs_of(self, film: str) -> set[tuple[str, BlobKind]]:
        """Every blob that the film of that key was made from, over all links, by key and kind."""
        table = tables.links
        tree = select(table.c.child, table.c.kind).where(table.c.parent == film).cte(recursive=True)
        below = select(table.c.child, table.c.kind).where(table.c.parent == tree.c.child)
        query = select(tree.union(below))
        return {(row.child, BlobKind(row.kind)) for row in find(self._engine, query)}

    def inspect(self, *inspections: Inspection) -> None:
        """Remember inspections by their subjects; a later one replaces an earlier one."""
        rows = [{"key": one.subject, "document": one.document()} for one in inspections]
        put(self._engine, tables.inspections, rows)

    def inspections(self, keys: Iterable[str]) -> dict[str, Inspection]:
        """The inspections of those of `keys` that were inspected."""
        table = tables.inspections
        found = find_each(self._engine, select(table), table.c.key, keys)
        return {row.key: Inspection.from_document(row.document) for row in found}

    def accept(self, setup: str, take: str) -> None:
        """Remember that `take` passed, of the setup of that key."""
        self.facts.write({setup: {"take": take}})

    def accepted(self, setups: Iterable[str]) -> dict[str, str]:
        """The accepted takes' keys, by the keys of those of `setups` that have one."""
        return {setup: str(fact["take"]) for setup, fact in self.facts.read(setups).items()}

    def close(self) -> None:
        """Close its connections; the ledger opens new ones where it is used again."""
        self._engine.dispose()


def _record_of(row: Any) -> BlobRecord:
    return BlobRecord(**{**row._mapping, "kind": BlobKind(row.kind)})  # noqa: SLF001 - SQLAlchemy's public name
