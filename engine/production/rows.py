"""Rows: each good row's plan, one at a time, or why it cannot be made after all."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from engine.intake import gather
from engine.production.planner import plan_row
from engine.production.row import RowPlan, Unwritten
from engine.production.sheet import Sheet
from engine.production.studio import Studio
from engine.report import Slugs
from engine.store import Standing
from schemas.brief import Brief
from schemas.errors import BudgetError, CallsheetError, InspectionError, RowError, WorkError
from schemas.reject import Code, Reject

__all__ = ["rejected", "rows_of"]


def rows_of(
    studio: Studio, sheet: Sheet, only: Collection[str] = ()
) -> Iterator[RowPlan | Unwritten | Reject]:
    """The plan of each good row; `only` limits it to rows of those ids."""
    slugs = Slugs([*(brief.id for brief in sheet.index), *(one.id for one in sheet.rejects)])
    standing = studio.store.ledger.films.standing(studio.output)
    for brief in sheet.index:
        if not only or brief.id in only:
            yield _row(studio, brief, slugs, standing)


def rejected(brief: Brief, error: Exception) -> Reject:
    """The row as a reject, for an error that it met after validation."""
    if not isinstance(error, CallsheetError):
        error = WorkError(
            f"{type(error).__name__}: {error}", remedy="Run again; report it if it stays."
        )
    where = f" ({error.where})" if error.where else ""
    code = {
        RowError: getattr(error, "code", ""),
        InspectionError: Code.INSPECTION,
        BudgetError: Code.BUDGET,
    }
    return Reject(
        row=brief.origin.rows[0],
        id=brief.id,
        code=Code(code.get(type(error), Code.WORK)),
        reason=error.what + where,
        remedy=error.remedy,
    )


def _row(
    studio: Studio, brief: Brief, slugs: Slugs, standing: Mapping[str, Standing]
) -> RowPlan | Unwritten | Reject:
    try:
        material = gather(brief, studio.places.root, studio.store.ledger.pictures)
        slug = slugs.of(brief.id, brief.kind.value)
        return plan_row(studio, brief, material, slug, standing)
    except RowError as error:
        return rejected(brief, error)
