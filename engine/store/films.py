"""Films: every version of every film under an output folder, and which are live.

Live is what was delivered and neither replaced nor withdrawn since.

It does not know which films there should be; the plan compares.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from stat import S_ISREG
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, insert, literal_column, select, update

from engine.files import sha256_of
from engine.store.database import WRITING
from engine.store.rows import batches, find, find_each, lock
from engine.store.tables import film_versions as versions
from schemas.film import Film

__all__ = ["DeliveredFilm", "FilmState", "FilmVersion", "Films"]

_PAGE = 1000
_LIVE = versions.c.state == literal_column("'delivered'")
"""Written out as the partial indexes have it, because a plan that is made for any bound value (as
Postgres' prepared statements may get) cannot take them."""


class FilmState(StrEnum):
    """What became of a version: it is live, another took its place, or it was taken away."""

    DELIVERED = "delivered"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class DeliveredFilm:
    """One live film under an output folder; enough to decide about reuse.

    `file` is relative to the output folder, `version` counts the file's films from 1, `id` is the
    row's, `mtime_ns` the delivered file's.
    """

    output: str
    file: str
    version: int
    id: str
    slug: str
    locale: str
    profile: str
    key: str
    sha256: str
    bytes: int
    mtime_ns: int

    def intact(self, folder: Path) -> bool:
        """Whether the file under `folder` is still the one that was delivered.

        A file of the same size and time counts as the same. One of another time (copied, or
        restored from a backup) is hashed.
        """
        try:
            found = os.stat(f"{folder}/{self.file}")  # noqa: PTH116 - a Path takes twice as long
        except (FileNotFoundError, NotADirectoryError):
            return False
        if found.st_size != self.bytes or not S_ISREG(found.st_mode):
            return False
        return found.st_mtime_ns == self.mtime_ns or sha256_of(folder / self.file) == self.sha256


@dataclass(frozen=True, slots=True)
class FilmVersion:
    """One film that was delivered under a file's name; the times are ISO 8601 in UTC."""

    version: int
    state: FilmState
    made_at: str
    changed_at: str
    film: Film


class Films:
    """Films by output folder and file. `output` is the folder's identity, the caller's choice.

    A version is written once and only its state changes: delivered, then replaced or withdrawn.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def deliver(self, output: str, folder: Path, *films: Film) -> None:
        """Remember that `films` lie under `folder`, whose size and time are read from the files.

        Each is the next version of its file. Raises FileNotFoundError where one is not there.
        """
        if not films:
            return
        rows = {film.file: _row(output, folder, film) for film in films}
        with self._engine.execution_options(**WRITING).begin() as connection:
            lock(connection, versions)
            newest: dict[str, int] = {}
            for files in batches(sorted(rows)):
                newest |= _newest(connection, output, files)
                _end(connection, output, files, FilmState.REPLACED)
            numbered = [row | {"version": newest.get(file, 0) + 1} for file, row in rows.items()]
            connection.execute(insert(versions), numbered)

    def withdraw(self, output: str, files: Iterable[str]) -> None:
        """Remember that these films are no longer live. What they were stays on record."""
        with self._engine.execution_options(**WRITING).begin() as connection:
            lock(connection, versions)
            for some in batches(files):
                _end(connection, output, some, FilmState.WITHDRAWN)

    def one(self, output: str, file: str) -> DeliveredFilm | None:
        """The live film of that name; None where there is none."""
        rows = find(self._engine, _standing(output).where(versions.c.file == file))
        return next(map(_delivered, rows), None)

    def of_rows(self, output: str, identifiers: Sequence[str]) -> list[DeliveredFilm]:
        """The live films of these rows of the catalog."""
        found = find_each(self._engine, _standing(output), versions.c.id, identifiers)
        return [_delivered(row) for row in found]

    def rows(self, output: str) -> Iterator[list[str]]:
        """The ids of rows that have live films, in order, a thousand at a time."""
        query = select(versions.c.id).distinct().where(versions.c.output == output, _LIVE)
        after: list[str] = []
        while True:
            found = query.where(versions.c.id > after[-1]) if after else query
            after = [
                row.id for row in find(self._engine, found.order_by(versions.c.id).limit(_PAGE))
            ]
            if not after:
                return
            yield after

    def chunks(self, output: str) -> Iterator[list[DeliveredFilm]]:
        """The live films, in the order of their files, a thousand at a time."""
        after = ""
        while chunk := self._after(output, after):
            yield chunk
            after = chunk[-1].file

    def pages(self, output: str) -> Iterator[list[Film]]:
        """The records of the live films, in the order of their files, a page at a time."""
        for chunk in self.chunks(output):
            found = {film.file: film for film in self.documents(output, [c.file for c in chunk])}
            yield [found[one.file] for one in chunk if one.file in found]

    def documents(self, output: str, files: Iterable[str]) -> Iterator[Film]:
        """The records of those of `files` that are live, a thousand at a time and in no order."""
        query = select(versions.c.document).where(versions.c.output == output, _LIVE)
        for row in find_each(self._engine, query, versions.c.file, files):
            yield Film.from_document(row.document)

    def versions(self, output: str, file: str) -> tuple[FilmVersion, ...]:
        """Everything that was ever delivered under that name, oldest first."""
        query = select(versions).where(versions.c.output == output, versions.c.file == file)
        return tuple(
            FilmVersion(
                row.version,
                FilmState(row.state),
                row.made_at,
                row.changed_at,
                Film.from_document(row.document),
            )
            for row in find(self._engine, query.order_by(versions.c.version))
        )

    def count(self, output: str) -> int:
        """How many films are live."""
        count = select(func.count()).where(versions.c.output == output, _LIVE)
        return int(find(self._engine, count)[0][0])

    def state(self, output: str) -> list[Any]:
        """How many films are live, and when any last changed: the same where nothing happened."""
        last = select(func.max(versions.c.changed_at)).where(versions.c.output == output)
        return [self.count(output), *find(self._engine, last)[0]]

    def _after(self, output: str, file: str) -> list[DeliveredFilm]:
        query = _standing(output).where(versions.c.file > file)
        rows = find(self._engine, query.order_by(versions.c.file).limit(_PAGE))
        return [_delivered(row) for row in rows]


def _newest(connection: Connection, output: str, files: Sequence[str]) -> dict[str, int]:
    query = (
        select(versions.c.file, func.max(versions.c.version))
        .where(versions.c.output == output, versions.c.file.in_(files))
        .group_by(versions.c.file)
    )
    return {file: int(number) for file, number in connection.execute(query)}


def _end(connection: Connection, output: str, files: Sequence[str], state: FilmState) -> None:
    """The live versions of `files` are live no longer."""
    connection.execute(
        update(versions)
        .where(versions.c.output == output, versions.c.file.in_(files), _LIVE)
        .values(state=state, changed_at=_now())
    )


def _standing(output: str) -> Select[Any]:
    columns = [versions.c[name] for name in DeliveredFilm.__slots__]
    return select(*columns).where(versions.c.output == output, _LIVE)


def _delivered(row: Any) -> DeliveredFilm:
    return DeliveredFilm(*row)  # as `_standing` names them


def _row(output: str, folder: Path, film: Film) -> dict[str, Any]:
    found, now = (folder / film.file).stat(), _now()
    return {
        "output": output,
        "file": film.file,
        "id": film.id,
        "slug": film.slug,
        "locale": film.locale,
        "profile": film.profile,
        "key": film.key,
        "state": FilmState.DELIVERED,
        "sha256": film.sha256,
        "bytes": found.st_size,
        "mtime_ns": found.st_mtime_ns,
        "made_at": now,
        "changed_at": now,
        "document": film.document(),
    }


def _now() -> str:
    return datetime.now(UTC).isoformat()
