"""Index: the rows of a checked catalog on this machine's disk, and how such files are opened.

It keeps memory from growing with the catalog. It is a cache, an SQLite file that may be lost at any
time: what is lost is made again, and nothing in it decides what is paid for; the ledger does. It
knows no plan; `plan_index` does.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from schemas.brief import Brief
from schemas.reject import Reject, Skip, Warned

__all__ = ["CHUNK", "CatalogIndex", "open_cache", "open_for_reading", "remove_stale"]

CHUNK = 1000
"""Rows that are held in memory at a time."""
_SORTS: Mapping[str, type[Reject | Skip | Warned]] = {
    "reject": Reject,
    "skip": Skip,
    "warning": Warned,
}
_CATALOG = """
CREATE TABLE facts(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE rows(number INTEGER PRIMARY KEY, id TEXT NOT NULL, folded TEXT NOT NULL,
                  digest TEXT NOT NULL, brief TEXT NOT NULL);
CREATE TABLE findings(place INTEGER PRIMARY KEY, sort TEXT NOT NULL, id TEXT NOT NULL,
                      folded TEXT NOT NULL, document TEXT NOT NULL);
"""
_CATALOG_KEYS = """
CREATE INDEX rows_by_id ON rows(id);
CREATE INDEX findings_by_id ON findings(id);
"""
_KEPT_DAYS = 7


class CatalogIndex:
    """The checked rows of one catalog, in one file that is written once and then only read."""

    def __init__(self, file: Path) -> None:
        self.file = file

    @property
    def is_there(self) -> bool:
        """Whether the check ended; half an index has another name."""
        return self.file.is_file()

    def write(
        self, found: Iterable[Brief | Reject | Skip | Warned], facts: Mapping[str, Any]
    ) -> None:
        """Keep everything that the check found, and `facts` (JSON values) about the whole."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        part = self.file.with_name(f".{uuid.uuid4().hex}.part")
        try:
            with closing(open_cache(part)) as base, base:
                base.executescript(_CATALOG)
                rest = iter(found)
                while batch := list(islice(rest, CHUNK)):
                    _insert_batch(base, batch)
                base.executescript(_CATALOG_KEYS)
                pairs = ((name, json.dumps(value)) for name, value in facts.items())
                base.executemany("INSERT INTO facts VALUES (?, ?)", pairs)
            part.replace(self.file)
        finally:
            part.unlink(missing_ok=True)

    def fact(self, name: str) -> Any:
        """One of the facts about the whole. Raises KeyError."""
        for (value,) in self._read("SELECT value FROM facts WHERE name = ?", (name,)):
            return json.loads(value)
        raise KeyError(name)

    def count(self, sort: str = "") -> int:
        """How many good rows there are, or findings of a sort: `reject`, `skip`, `warning`."""
        query = "SELECT count(*) FROM " + ("findings WHERE sort = ?" if sort else "rows")
        ((count,),) = self._read(query, (sort,) if sort else ())
        return int(count)

    def rejects(self) -> Iterator[Reject]:
        """The rows that are not good, in the catalog's order."""
        return self._findings("reject", Reject)

    def skipped(self) -> Iterator[Skip]:
        """The rows that ask not to be made."""
        return self._findings("skip", Skip)

    def warnings(self) -> Iterator[Warned]:
        """What owners of good rows should know, each reason once for all rows that it concerns."""
        query = (
            # Beside min(), SQLite gives the other columns of that row.
            "SELECT document, count(*), min(place) FROM findings WHERE sort = 'warning' "
            "GROUP BY json_extract(document, '$.reason') ORDER BY min(place)"
        )
        for document, count, _ in self._read(query, ()):
            warned = Warned.from_document(json.loads(document))
            yield warned.model_copy(update={"count": count})

    def chunks(self, only: Collection[str] = ()) -> Iterator[list[tuple[str, str, str]]]:
        """Good rows as (id, digest, brief as JSON), a chunk at a time; `only` names ids."""
        query = "SELECT id, digest, brief FROM rows"
        if only:
            marks = ",".join("?" * len(only))
            rows = self._read(f"{query} WHERE id IN ({marks}) ORDER BY number", tuple(only))
        else:
            rows = self._read(f"{query} ORDER BY number", ())
        while chunk := list(islice(rows, CHUNK)):
            yield chunk

    def good(self, identifiers: Sequence[str]) -> set[str]:
        """Those of the ids that a good row has."""
        return self._named("rows", identifiers)

    def known(self, identifiers: Sequence[str]) -> set[str]:
        """Those of the ids that the catalog names, in a good row or in another."""
        return self.good(identifiers) | self._named("findings", identifiers)

    def _named(self, table: str, identifiers: Sequence[str]) -> set[str]:
        found: set[str] = set()
        for start in range(0, len(identifiers), CHUNK):
            some = identifiers[start : start + CHUNK]
            query = f"SELECT id FROM {table} WHERE id IN ({','.join('?' * len(some))})"
            found |= {identifier for (identifier,) in self._read(query, tuple(some))}
        return found

    def twins(self) -> set[str]:
        """Ids, in lower case, that more than one row has but for the case of its letters."""
        query = (
            "SELECT folded FROM (SELECT folded, id FROM rows UNION SELECT folded, id FROM findings"
            " WHERE sort = 'reject') GROUP BY folded HAVING count(DISTINCT id) > 1"
        )
        return {folded for (folded,) in self._read(query, ())}

    def _findings(self, sort: str, kind: type[Any]) -> Iterator[Any]:
        query = "SELECT document FROM findings WHERE sort = ? ORDER BY place"
        for (document,) in self._read(query, (sort,)):
            yield kind.from_document(json.loads(document))

    def _read(self, query: str, values: tuple[Any, ...]) -> Iterator[Any]:
        with closing(open_for_reading(self.file)) as base:
            yield from base.execute(query, values)


def remove_stale(folder: Path) -> None:
    """Remove indexes that nobody has used for a week, and what killed runs left behind."""
    oldest = time.time() - _KEPT_DAYS * 24 * 3600
    for file in folder.glob("*"):
        try:
            if file.is_file() and file.stat().st_mtime < oldest:
                file.unlink()
        except FileNotFoundError:
            continue


def open_cache(file: Path) -> sqlite3.Connection:
    """The file for reading and writing, from any thread; made where it is not there."""
    base = sqlite3.connect(file, timeout=60, check_same_thread=False)
    # What is lost with the machine is made again: nothing here is a record.
    base.execute("PRAGMA synchronous=OFF")
    return base


def open_for_reading(file: Path) -> sqlite3.Connection:
    """The file for reading, beside whoever writes. Raises sqlite3.Error where it is not there."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=60)


def _insert_batch(
    base: sqlite3.Connection, batch: Sequence[Brief | Reject | Skip | Warned]
) -> None:
    briefs = [one for one in batch if isinstance(one, Brief)]
    base.executemany("INSERT INTO rows VALUES (?, ?, ?, ?, ?)", map(_row_of, briefs))
    base.executemany(
        "INSERT INTO findings(sort, id, folded, document) VALUES (?, ?, ?, ?)",
        (
            (_sort_of(one), one.id, one.id.lower(), json.dumps(one.document()))
            for one in batch
            if not isinstance(one, Brief)
        ),
    )


def _row_of(brief: Brief) -> tuple[int, str, str, str, str]:
    """The row's number, id, folded id, digest and brief.

    The digest is of what was read, wherever in its file the row stands: two programs may read one
    row otherwise.
    """
    document = brief.model_dump_json(exclude_defaults=True)
    origin = brief.origin.model_dump_json(exclude_defaults=True)
    read = document.replace(origin, brief.origin.digest, 1)
    digest = hashlib.blake2b(read.encode(), digest_size=32).hexdigest()
    return brief.origin.rows[0], brief.id, brief.id.lower(), digest, document


def _sort_of(finding: Reject | Skip | Warned) -> str:
    return next(sort for sort, kind in _SORTS.items() if isinstance(finding, kind))
