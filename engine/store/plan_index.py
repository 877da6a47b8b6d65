"""Plan index: a plan's films and work on this machine's disk, and what each row had last.

They keep memory from growing with the catalog, and are caches. They do not know what a plan means.
"""

from __future__ import annotations

import json
import uuid
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any, Self

from engine.store.films import DeliveredFilm
from engine.store.index import open_cache, open_for_reading
from schemas.reject import Reject
from schemas.run import Action, PlannedFilm

__all__ = ["PlanIndex", "Remembered", "RowMemo"]

_PLAN = """
CREATE TABLE films(place INTEGER PRIMARY KEY, id TEXT, slug TEXT, locale TEXT, profile TEXT,
                   file TEXT, action TEXT, why TEXT, key TEXT, findings TEXT);
CREATE INDEX films_by_action ON films(action);
CREATE INDEX films_by_row ON films(id);
CREATE TABLE work(number INTEGER PRIMARY KEY, sort TEXT NOT NULL, document BLOB NOT NULL);
CREATE TABLE rejects(place INTEGER PRIMARY KEY, document TEXT NOT NULL);
"""
_FILM = ("id", "slug", "locale", "profile", "file", "action", "why", "key", "findings")
_NAMED, _DECIDED = attrgetter(*_FILM[:5]), attrgetter(*_FILM[:8])
"""What a delivered film tells of itself, and a planned one beside its findings."""
_MEMO = """
CREATE TABLE IF NOT EXISTS remembered(id TEXT PRIMARY KEY, row_key TEXT NOT NULL,
                                      shots INTEGER NOT NULL, made TEXT NOT NULL) WITHOUT ROWID;
"""


class PlanIndex:
    """One plan: its films, and the documents of the rows to be made, in a file of its run's own."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / f"plan-{uuid.uuid4().hex}.sqlite"
        self._base = open_cache(self._file)
        # Rows are read while others are added, in several threads.
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.executescript(_PLAN)

    def add_films(self, films: Iterable[PlannedFilm]) -> None:
        """Add films at the end of the plan."""
        self._add((*_DECIDED(film), "\n".join(film.findings)) for film in films)

    def add_delivered(self, films: Iterable[DeliveredFilm], action: Action, why: str) -> None:
        """Add live films, to all of which the same happens."""
        self._add((*_NAMED(film), action.value, why, film.key, "") for film in films)

    def _add(self, films: Iterable[tuple[str, ...]]) -> None:
        with self._base as base:
            base.executemany(
                f"INSERT INTO films({', '.join(_FILM)}) VALUES ({', '.join('?' * len(_FILM))})",
                films,
            )

    def remove_rows(self, rows: Iterable[tuple[str, int]]) -> None:
        """Take rows, by id and number, and their films out of the plan."""
        with self._base as base:
            for identifier, number in rows:
                base.execute("DELETE FROM films WHERE id = ?", (identifier,))
                base.execute("DELETE FROM work WHERE number = ?", (number,))

    def add_work(self, work: Iterable[tuple[int, str, str]]) -> None:
        """Add rows as (number, sort, JSON document)."""
        with self._base as base:
            base.executemany(
                "INSERT INTO work VALUES (?, ?, ?)",
                (
                    (number, sort, zlib.compress(document.encode(), 1))
                    for number, sort, document in work
                ),
            )

    def add_rejects(self, rejects: Iterable[Reject]) -> None:
        """Add rows that cannot be made."""
        with self._base as base:
            base.executemany(
                "INSERT INTO rejects(document) VALUES (?)",
                ((json.dumps(one.document()),) for one in rejects),
            )

    def films(self, *actions: str) -> Iterator[PlannedFilm]:
        """The films of those actions, or all, in the order of the plan."""
        where = f" WHERE action IN ({','.join('?' * len(actions))})" if actions else ""
        query = f"SELECT {', '.join(_FILM)} FROM films{where} ORDER BY place"
        for *fields, findings in self._read(query, actions):
            found = dict(zip(_FILM, fields, strict=False))
            yield PlannedFilm(**found, findings=tuple(findings.splitlines()))

    def work(self, sort: str) -> Iterator[bytes]:
        """The documents of one sort, in the catalog's order."""
        query = "SELECT document FROM work WHERE sort = ? ORDER BY number"
        for (document,) in self._read(query, (sort,)):
            yield zlib.decompress(document)

    def rejects(self) -> Iterator[Reject]:
        """Rows that cannot be made."""
        for (document,) in self._read("SELECT document FROM rejects ORDER BY place", ()):
            yield Reject.from_document(json.loads(document))

    def close(self) -> None:
        """Remove the file."""
        self._base.close()
        for file in self._file.parent.glob(f"{self._file.name}*"):
            file.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _read(self, query: str, values: tuple[Any, ...]) -> Iterator[Any]:
        # A connection of its own: generators are read in threads and while rows are added.
        with closing(open_for_reading(self._file)) as base:
            yield from base.execute(query, values)


@dataclass(frozen=True, slots=True)
class Remembered:
    """What an unchanged row had: its films as (file, key), and how many shots they are made of.

    `files` are the row's own, whose sizes and times are in `row_key`.
    """

    row_key: str
    films: tuple[tuple[str, str], ...]
    shots: int
    files: tuple[str, ...] = ()


class RowMemo:
    """What each row of one output was planned to have, by the key of everything it depends on."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._base = open_cache(file)
        self._base.executescript(_MEMO)

    def read(self, identifiers: Sequence[str]) -> dict[str, Remembered]:
        """What is remembered of these rows (a chunk at most)."""
        query = (
            "SELECT id, row_key, shots, made FROM remembered"
            f" WHERE id IN ({','.join('?' * len(identifiers))})"
        )
        found: dict[str, Remembered] = {}
        for identifier, row_key, shots, made in self._base.execute(query, identifiers):
            films, files = json.loads(made)
            found[identifier] = Remembered(row_key, tuple(map(tuple, films)), shots, tuple(files))
        return found

    def forget(self, identifiers: Iterable[str]) -> None:
        """Plan these rows anew, although nothing that is known of them changed."""
        with self._base as base:
            each = ((identifier,) for identifier in identifiers)
            base.executemany("DELETE FROM remembered WHERE id = ?", each)

    def write(self, rows: Mapping[str, Remembered]) -> None:
        """Remember these rows."""
        with self._base as base:
            base.executemany(
                "INSERT OR REPLACE INTO remembered VALUES (?, ?, ?, ?)",
                (
                    (identifier, one.row_key, one.shots, json.dumps([one.films, one.files]))
                    for identifier, one in rows.items()
                ),
            )

    def close(self) -> None:
        """Close the file."""
        self._base.close()
