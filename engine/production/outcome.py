"""Outcome: what became of one row, and the reject that says why where it failed."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from engine.production.planning.row import FilmPlan, RowPlan
from schemas.brief import Brief
from schemas.errors import (
    BudgetError,
    CallsheetError,
    InspectionError,
    RowError,
    UnexpectedError,
)
from schemas.film import Film
from schemas.reject import Code, Reject

__all__ = ["RowOutcome", "explained", "rejected"]

T = TypeVar("T")
U = TypeVar("U")


@dataclass(slots=True)
class RowOutcome:
    """The row's delivered films, its failed ones with their errors, and what was made for them.

    `seconds` is the wall-clock time that the row took, `retakes` how many takes were made again.
    """

    row: RowPlan
    films: list[Film] = field(default_factory=list)
    failures: dict[str, CallsheetError] = field(default_factory=dict)
    rendered: int = 0
    failed_shots: int = 0
    retakes: int = 0
    encoded: int = 0
    reused: int = 0
    seconds: float = 0.0

    @property
    def failed(self) -> int:
        """Films that should have been made and were not."""
        return len(self.failures)

    @property
    def unexpected(self) -> bool:
        """Whether a defect of callsheet is among the failures."""
        return any(isinstance(error, UnexpectedError) for error in self.failures.values())

    @property
    def reject(self) -> Reject | None:
        """The row with the first of its errors; None where every film was delivered."""
        first = next(iter(self.failures.values()), None)
        return rejected(self.row.brief, first) if first else None

    def each(
        self, films: Iterable[tuple[FilmPlan, T]], step: Callable[[FilmPlan, T], U]
    ) -> list[tuple[FilmPlan, U]]:
        """The films that `step` works for, each with its result; a failure stops no other film."""
        done = []
        for film, value in films:
            try:
                done.append((film, step(film, value)))
            except Exception as error:  # noqa: BLE001 - a defect in one film must not end the batch
                self.failures[film.planned.file] = explained(error)
        return done

    def deliver(
        self, films: Iterable[tuple[FilmPlan, T]], step: Callable[[FilmPlan, T], Film]
    ) -> None:
        """As `each`; what `step` gives are the row's delivered films."""
        self.films += [film for _, film in self.each(films, step)]

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """An error of the block fails every film that is not delivered; its seconds are counted."""
        began = time.perf_counter()
        try:
            yield
        except Exception as error:  # noqa: BLE001 - as above
            delivered = {film.file for film in self.films}
            for film in self.row.to_make:
                if film.planned.file not in delivered:
                    self.failures.setdefault(film.planned.file, explained(error))
        finally:
            self.seconds = time.perf_counter() - began

    def lines(self) -> Iterator[str]:
        """A line for each film: "lamp-7_en_reels: created", or why it failed."""
        done = {film.file for film in self.films}
        for film in self.row.to_make:
            file, action = film.planned.file, film.planned.action.value
            if file in done:
                yield f"{film.name}: {action}d"
            elif file in self.failures:
                yield f"{film.name}: failed, {self.failures[file].what}"

    def shots_sentence(self, seconds: float) -> str:
        """Of the shots alone, which took `seconds`: "lamp-7: 6 shots in 14 s, 1 retake"."""
        text = f"{self.row.brief.id}: {_counted(self.rendered, 'shot')} in {seconds:.0f} s"
        if self.retakes:
            text += f", {_counted(self.retakes, 'retake')}"
        return f"{text}, {self.failed_shots} failed" if self.failed_shots else text

    def sentence(self) -> str:
        """For logs: "lamp-7: 2 films, 6 shots in 14 s, 1 retake"."""
        made = [_counted(len(self.films), "film")]
        if self.rendered:
            made.append(_counted(self.rendered, "shot"))
        text = f"{self.row.brief.id}: {', '.join(made)} in {self.seconds:.0f} s"
        if self.retakes:
            text += f", {_counted(self.retakes, 'retake')}"
        if self.failures:
            first = next(iter(self.failures.values()))
            text += f"; {_counted(self.failed, 'film')} failed: {first.what}"
        return text


def rejected(brief: Brief, error: CallsheetError) -> Reject:
    """The row as a reject, for an error that it met after the check."""
    where = f" ({error.where})" if error.where else ""
    match error:
        case RowError():
            code = Code(error.code)
        case InspectionError():
            code = Code.INSPECTION
        case BudgetError():
            code = Code.BUDGET
        case _:
            code = Code.WORK
    return Reject(
        row=brief.origin.rows[0],
        rows=brief.origin.rows,
        id=brief.id,
        code=code,
        reason=error.what + where,
        remedy=error.remedy,
    )


def explained(error: Exception) -> CallsheetError:
    """The error as one of ours; any other is a defect, whose traceback goes to the log."""
    if isinstance(error, CallsheetError):
        return error
    logging.getLogger("callsheet").error("an unexpected error", exc_info=error)
    return UnexpectedError(
        f"{type(error).__name__}: {error}", remedy="Run again; report it if it stays."
    )


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
