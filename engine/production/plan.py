"""Plan: the whole catalog against what stands. It is data; nothing is made or spent for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from engine.intake import gather
from engine.production.foresee import foresee
from engine.production.planner import plan_row
from engine.production.row import RowPlan
from engine.production.sheet import Sheet
from engine.production.studio import Studio
from engine.report import Slugs
from engine.store import Standing
from schemas.brief import Brief
from schemas.errors import (
    BudgetError,
    CallsheetError,
    InspectionError,
    RefusedError,
    RowError,
    WorkError,
)
from schemas.money import Money
from schemas.reject import Code, Reject
from schemas.run import (
    Counts,
    Fate,
    FilmCounts,
    PlannedFilm,
    SegmentCounts,
    ShotCounts,
    Spending,
)

__all__ = ["Plan", "draw_plan", "rejected", "rows_of"]


@dataclass(frozen=True, slots=True)
class Plan:
    """Every film with its fate, the rows that cannot be made, the counts and the most it costs."""

    films: tuple[PlannedFilm, ...]
    rejects: tuple[Reject, ...]
    would: Counts
    cost: Money | None

    def of(self, fate: Fate) -> tuple[PlannedFilm, ...]:
        """The films of one fate."""
        return tuple(film for film in self.films if film.fate is fate)


def rows_of(studio: Studio, sheet: Sheet, only: Collection[str] = ()) -> Iterator[RowPlan | Reject]:
    """Each good row's plan, or why it cannot be made after all, one at a time."""
    slugs = Slugs([*(brief.id for brief in sheet.index), *(one.id for one in sheet.rejects)])
    standing = studio.store.ledger.films.standing(studio.output)
    for brief in sheet.index:
        if not only or brief.id in only:
            yield _row(studio, brief, slugs, standing)


def draw_plan(
    studio: Studio,
    sheet: Sheet,
    only: Collection[str] = (),
    tell: Callable[[int, int], None] = lambda _done, _all: None,
) -> Plan:
    """Go through the catalog once. `only` limits the plan to rows of those ids.

    `tell` hears how many rows of how many are done. Raises RefusedError for an id that is not
    there, BudgetError where the work costs more than the production allows.
    """
    films: list[PlannedFilm] = []
    rejects = [reject for reject in sheet.rejects if not only or reject.id in only]
    late = planned = rendered = encoded = reused = 0
    cost = Decimal(0)
    currency: str | None = None
    for done, row in enumerate(rows_of(studio, sheet, only), 1):
        tell(done, sheet.briefs)
        if isinstance(row, Reject):
            rejects.append(row)
            late += 1
            continue
        films += [film.planned for film in row.films]
        missing = row.missing()
        planned += len(row.every_setup())
        rendered += len(missing)
        for setup in missing.values():
            if (price := studio.renderer.cost(setup)) is not None:
                cost, currency = cost + price.amount, price.currency
        for film in row.to_make:
            new, old = foresee(studio, row, film)
            encoded, reused = encoded + new, reused + old
    _assert_found(only, films, rejects)
    # Of rows that were handed back and mended, nothing follows for the others' films.
    looked_at = {*(brief.id for brief in sheet.index), *(one.id for one in sheet.rejects)}
    films += _withdrawn(studio, films, only or (looked_at if sheet.partial else ()))
    total = Money(amount=cost, currency=currency) if currency else None
    _assert_affordable(studio, total)
    fates = [film.fate for film in films]
    counts = Counts(
        briefs=sheet.briefs - late,
        rejects=len(rejects),
        shots=ShotCounts(planned=planned, rendered=rendered, reused=planned - rendered),
        segments=SegmentCounts(encoded=encoded, reused=reused),
        films=FilmCounts(
            made=fates.count(Fate.CREATE) + fates.count(Fate.CHANGE),
            reused=fates.count(Fate.REUSE),
            withdrawn=fates.count(Fate.WITHDRAW),
        ),
        spent=Spending(amount=cost, currency=currency),
        downgrades=studio.downgrades,
    )
    return Plan(tuple(films), tuple(rejects), counts, total)


def rejected(brief: Brief, error: Exception) -> Reject:
    """The row as a reject, for an error that it met after validation."""
    if not isinstance(error, CallsheetError):
        error = WorkError(
            f"{type(error).__name__}: {error}", remedy="Run again; report it if it stays."
        )
    where = f" ({error.where})" if error.where else ""
    code = {RowError: getattr(error, "code", ""), InspectionError: Code.INSPECTION}
    return Reject(
        row=brief.origin.rows[0],
        id=brief.id,
        code=Code(code.get(type(error), Code.WORK)),
        reason=error.what + where,
        remedy=error.remedy,
    )


def _row(
    studio: Studio, brief: Brief, slugs: Slugs, standing: Mapping[str, Standing]
) -> RowPlan | Reject:
    try:
        material = gather(brief, studio.places.root, studio.store.ledger.pictures)
        slug = slugs.of(brief.id, brief.kind.value)
        return plan_row(studio, brief, material, slug, standing)
    except RowError as error:
        return rejected(brief, error)


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


def _assert_affordable(studio: Studio, cost: Money | None) -> None:
    budget = studio.production.budget
    if cost is None:
        return
    if cost.currency != budget.currency or cost.amount > budget.amount:
        raise BudgetError(
            "the plan costs more than the production's budget",
            f"up to {cost}, budget {budget.amount} {budget.currency}",
            "Raise budget in the production, or plan fewer rows with --only.",
        )
