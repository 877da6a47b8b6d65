"""Batch: rows through their tasks, many at once, with what became of each film."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from prefect.futures import PrefectFuture

from engine.production.film import Made
from engine.production.row import FilmPlan, RowPlan
from engine.production.rows import rejected
from engine.production.shoot import Rushes
from engine.production.studio import Studio
from schemas.film import Film
from schemas.reject import Reject
from tasks.film import deliver_film, make, shoot
from tasks.handover import promised, whole

__all__ = ["Outcome", "make_rows"]

_AT_ONCE = 24
"""Rows whose tasks are handed out together: enough to fill the pool, few enough to hold."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row: its films, or why there are none, and what was made for it."""

    row: RowPlan
    films: tuple[Film, ...]
    reject: Reject | None
    rendered: int
    encoded: int
    reused: int

    @property
    def failed(self) -> int:
        """Films that should have been made and were not."""
        return len(self.row.to_make) - len(self.films)


@dataclass(frozen=True, slots=True)
class _Filming:
    """One film's tasks under way."""

    film: FilmPlan
    made: PrefectFuture[Made]
    delivered: PrefectFuture[Film]


def make_rows(
    studio: Studio, rows: Iterable[RowPlan], tell: Callable[[str], None]
) -> Iterator[Outcome]:
    """Shoot, make and deliver what the rows want; a row that fails stops no other.

    `tell` hears of every film as it is done.
    """
    waiting = iter(rows)
    while batch := list(islice(waiting, _AT_ONCE)):
        under_way = [(row, *_handed_out(studio, row)) for row in batch]
        for row, shot, films in under_way:
            yield _outcome(row, shot, films, tell)


def _handed_out(studio: Studio, row: RowPlan) -> tuple[PrefectFuture[Rushes], list[_Filming]]:
    shot = shoot.submit(row.brief.id, whole(studio), whole(row))
    films = []
    for film in row.to_make:
        name = film.planned.file.rsplit("/", 1)[-1].removesuffix(".mp4")
        made = make.submit(name, whole(studio), whole(row), whole(film), promised(shot))
        delivered = deliver_film.submit(
            name, whole(studio), whole(row), whole(film), promised(made)
        )
        films.append(_Filming(film, made, delivered))
    return shot, films


def _outcome(
    row: RowPlan,
    shot: PrefectFuture[Rushes],
    films: list[_Filming],
    tell: Callable[[str], None],
) -> Outcome:
    rushes = _result(shot)
    errors = [rushes] if isinstance(rushes, Exception) else []
    delivered: list[Film] = []
    made: list[Made] = []
    for filming in films:
        ends = [_result(filming.made), _result(filming.delivered)]
        made += [end for end in ends if isinstance(end, Made)]
        delivered += [end for end in ends if isinstance(end, Film)]
        problems = [end for end in ends if isinstance(end, Exception)]
        errors += problems
        verdict = "failed" if errors or problems else filming.film.planned.fate.value + "d"
        tell(f"{filming.film.planned.file} {verdict}")
    return Outcome(
        row=row,
        films=tuple(delivered),
        reject=rejected(row.brief, errors[0]) if errors else None,
        rendered=rushes.rendered if isinstance(rushes, Rushes) else 0,
        encoded=sum(one.encoded for one in made),
        reused=sum(one.reused for one in made),
    )


def _result(future: PrefectFuture[Any]) -> object:
    """What the task returned, the error that it raised, or None where it never ran."""
    future.wait()
    if future.state.is_pending():
        return None
    return future.result(raise_on_failure=False)
