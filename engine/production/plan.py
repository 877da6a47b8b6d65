"""Plan: the whole catalog against what stands. It is data; nothing is made or spent for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from engine.production.foresee import foresee
from engine.production.row import RowPlan, Unwritten
from engine.production.rows import rows_of
from engine.production.sheet import Sheet
from engine.production.studio import Studio
from schemas.errors import BudgetError, RefusedError
from schemas.money import Money
from schemas.reject import Reject
from schemas.run import (
    Counts,
    Fate,
    FilmCounts,
    PlannedFilm,
    SegmentCounts,
    ShotCounts,
    Spending,
    WritingCounts,
)

__all__ = ["Plan", "draw_plan"]


@dataclass(frozen=True, slots=True)
class Plan:
    """Every film with its fate, the rows that cannot be made, the counts and the most it costs.

    `would` counts what is known: rows that are not written yet (`would.writing.asked`) will also
    shoot and encode, and how much is known once they are.
    """

    films: tuple[PlannedFilm, ...]
    rejects: tuple[Reject, ...]
    would: Counts
    cost: Money | None

    def of(self, fate: Fate) -> tuple[PlannedFilm, ...]:
        """The films of one fate."""
        return tuple(film for film in self.films if film.fate is fate)


def draw_plan(
    studio: Studio,
    sheet: Sheet,
    only: Collection[str] = (),
    tell: Callable[[int, int], None] = lambda _done, _all: None,
    failed: Mapping[str, Reject] | None = None,
) -> Plan:
    """Go through the catalog once. `only` limits the plan to rows of those ids.

    `tell` hears how many rows of how many are done; `failed` are rows whose words could not be had,
    by id. Raises RefusedError for an id that is not there, BudgetError where the work costs more
    than the production allows.
    """
    films: list[PlannedFilm] = []
    rejects = [reject for reject in sheet.rejects if not only or reject.id in only]
    checked = len(rejects)
    planned = rendered = encoded = reused = asked = 0
    bill = _Bill(studio)
    for done, row in enumerate(rows_of(studio, sheet, only), 1):
        tell(done, sheet.briefs)
        match row:
            case Reject():
                rejects.append(row)
            case Unwritten(brief=brief) if failed and brief.id in failed:
                rejects.append(failed[brief.id])
            case Unwritten():
                films += row.films
                asked += 1
                bill.add(row.assignment.most)
            case RowPlan():
                films += [film.planned for film in row.films]
                missing = row.missing()
                planned += len(row.every_setup())
                rendered += len(missing)
                for setup in missing.values():
                    bill.add(studio.renderers.named(setup.renderer).cost(setup))
                for film in row.to_make:
                    new, old = foresee(studio, row, film)
                    encoded, reused = encoded + new, reused + old
    _assert_found(only, films, rejects)
    # Of rows that were handed back and mended, nothing follows for the others' films.
    looked_at = {*(brief.id for brief in sheet.index), *(one.id for one in sheet.rejects)}
    films += _withdrawn(studio, films, only or (looked_at if sheet.partial else ()))
    cost = bill.affordable()
    fates = [film.fate for film in films]
    counts = Counts(
        briefs=sheet.briefs - (len(rejects) - checked),
        rejects=len(rejects),
        writing=WritingCounts(asked=asked),
        shots=ShotCounts(planned=planned, rendered=rendered, reused=planned - rendered),
        segments=SegmentCounts(encoded=encoded, reused=reused),
        films=FilmCounts(
            made=fates.count(Fate.CREATE) + fates.count(Fate.CHANGE),
            reused=fates.count(Fate.REUSE),
            withdrawn=fates.count(Fate.WITHDRAW),
        ),
        spent=Spending(
            amount=cost.amount if cost else Decimal(0), currency=cost.currency if cost else None
        ),
        downgrades=studio.downgrades,
    )
    return Plan(tuple(films), tuple(rejects), counts, cost)


class _Bill:
    """What a plan costs at most, held against what the production may still spend."""

    def __init__(self, studio: Studio) -> None:
        self._budget = studio.production.budget
        self._purse = studio.paid_calls
        self._sum: Money | None = None

    def add(self, most: Money | None) -> None:
        """Add the most that one thing costs; None is nothing. Raises BudgetError."""
        if most is None:
            return
        if most.currency != self._budget.currency:
            raise BudgetError(
                "the work is paid in another currency than the budget's",
                f"up to {most}, budget in {self._budget.currency}",
                "State the budget and the prices in one currency.",
            )
        before = self._sum.amount if self._sum else Decimal(0)
        self._sum = Money(amount=before + most.amount, currency=most.currency)

    def affordable(self) -> Money | None:
        """The sum, None for nothing. Raises BudgetError where it is more than is left."""
        if self._sum is None:
            return None
        left = self._purse.left()
        if self._sum.amount > left.amount:
            raise BudgetError(
                "the plan costs more than the production's budget",
                f"up to {self._sum}, of {self._budget.amount} {left.currency} are left {left}",
                "Raise budget in the production, or plan fewer rows with --only.",
            )
        return self._sum


def _withdrawn(
    studio: Studio, films: Collection[PlannedFilm], only: Collection[str]
) -> list[PlannedFilm]:
    """Films that stand and are no longer wanted: their row is gone or rejected."""
    wanted = {film.file for film in films}
    standing = studio.store.ledger.films.standing(studio.output)
    gone = []
    for file, film in standing.items():
        if file not in wanted and (not only or film.id in only):
            name = file.rsplit("/", 1)[-1].removesuffix(".mp4")
            slug, locale, profile = name.rsplit("_", 2)
            gone.append(
                PlannedFilm(
                    id=film.id,
                    slug=slug,
                    locale=locale,
                    profile=profile,
                    file=file,
                    fate=Fate.WITHDRAW,
                    why="its row is gone, rejected, or delivers it no longer",
                    key=film.key,
                )
            )
    return gone


def _assert_found(
    only: Collection[str], films: Collection[PlannedFilm], rejects: Collection[Reject]
) -> None:
    found = {film.id for film in films} | {reject.id for reject in rejects}
    if missing := set(only) - found:
        raise RefusedError(
            "the catalog has no such row", f"--only {min(missing)}", "Name an id of the catalog."
        )
