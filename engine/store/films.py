"""Films: which films stand under an output folder, and which were withdrawn.

It does not know which films there should be; the plan compares.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, func, select, update

from engine.store import tables
from engine.store.database import WRITING
from engine.store.rows import find, find_each, put
from schemas.film import Film

__all__ = ["DeliveredFilm", "FilmState", "Films"]


_PAGE = 1000


class FilmState(StrEnum):
    """Whether a film is live under its output folder."""

    DELIVERED = "delivered"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class DeliveredFilm:
    """One film under an output folder, as it was delivered; enough to decide about reuse.

    `file` is relative to the output folder, `mtime_ns` the delivered file's, `id` the row's.
    """

    output: str
    file: str
    id: str
    slug: str
    locale: str
    profile: str
    key: str
    state: FilmState
    sha256: str
    bytes: int
    mtime_ns: int

    def intact(self, folder: Path) -> bool:
        """Whether the file under `folder` is still the one that was delivered.

        A file of the same size and time counts as the same. One of another time (copied, or
        restored from a backup) is hashed.
        """
        path = folder / self.file
        if not path.is_file():
            return False
        found = path.stat()
        if found.st_size != self.bytes:
            return False
        if found.st_mtime_ns == self.mtime_ns:
            return True
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == self.sha256


class Films:
    """Films by output folder and file. `output` is the folder's identity, the caller's choice."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def deliver(self, output: str, folder: Path, *films: Film) -> None:
        """Remember that `films` lie under `folder`, whose size and time are read from the files.

        Raises FileNotFoundError where one is not there.
        """
        put(self._engine, tables.films, [_row(output, folder, film) for film in films])

    def withdraw(self, output: str, files: Iterable[str]) -> None:
        """Remember that these films are no longer live. What they were stays on record."""
        table = tables.films
        statement = update(table).values(state=FilmState.WITHDRAWN, changed_at=_now())
        with self._engine.execution_options(**WRITING).begin() as connection:
            for file in sorted(files):  # as `put` does, and why
                connection.execute(statement.where(table.c.output == output, table.c.file == file))

    def one(self, output: str, file: str) -> DeliveredFilm | None:
        """The film that stands under that name; None where there is none."""
        return next(self._standing(output, tables.films.c.file == file), None)

    def of_rows(self, output: str, identifiers: Sequence[str]) -> list[DeliveredFilm]:
        """The films that stand of these rows of the catalog."""
        query = _delivered(output)
        found = find_each(self._engine, query, tables.films.c.id, identifiers)
        return [_film(row) for row in found]

    def chunks(self, output: str) -> Iterator[list[DeliveredFilm]]:
        """The films that stand, in the order of their files, a thousand at a time."""
        after = ""
        while chunk := self._after(output, after):
            yield chunk
            after = chunk[-1].file

    def pages(self, output: str) -> Iterator[list[Film]]:
        """The records of the films that stand, in the order of their files, a page at a time."""
        for chunk in self.chunks(output):
            found = {film.file: film for film in self.documents(output, [c.file for c in chunk])}
            yield [found[one.file] for one in chunk if one.file in found]

    def state(self, output: str) -> list[Any]:
        """How many films stand and when any last changed: the same where nothing has happened."""
        table = tables.films
        query = select(func.count(), func.max(table.c.changed_at)).where(table.c.output == output)
        (standing,) = find(self._engine, query.where(table.c.state == FilmState.DELIVERED))
        (ever,) = find(self._engine, query)
        return [*standing, *ever]

    def _after(self, output: str, file: str) -> list[DeliveredFilm]:
        query = _delivered(output).where(tables.films.c.file > file)
        rows = find(self._engine, query.order_by(tables.films.c.file).limit(_PAGE))
        return [_film(row) for row in rows]

    def _standing(self, output: str, where: ColumnElement[bool]) -> Iterator[DeliveredFilm]:
        yield from map(_film, find(self._engine, _delivered(output).where(where)))

    def documents(self, output: str, files: Iterable[str]) -> Iterator[Film]:
        """The films of these files, whatever their state, a thousand at a time and in no order."""
        table = tables.films
        query = select(table.c.document).where(table.c.output == output)
        for row in find_each(self._engine, query, table.c.file, files):
            yield Film.from_document(row.document)


def _delivered(output: str) -> Select[Any]:
    table = tables.films
    columns = [table.c[name] for name in DeliveredFilm.__slots__]
    return select(*columns).where(table.c.output == output, table.c.state == FilmState.DELIVERED)


def _film(row: Any) -> DeliveredFilm:
    return DeliveredFilm(**{**row._mapping, "state": FilmState(row.state)})  # noqa: SLF001 - SQLAlchemy's public name


def _row(output: str, folder: Path, film: Film) -> dict[str, Any]:
    found = (folder / film.file).stat()
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
        "document": film.document(),
        "changed_at": _now(),
    }


def _now() -> str:
    return datetime.now(UTC).isoformat()
