"""Shoot: the takes that a row's films need and that it has not got yet."""

from __future__ import annotations

from engine.inputs import InputFile
from engine.jobs.shooting import AcceptedTake
from engine.production.context import RunContext
from engine.production.outcome import RowOutcome
from engine.production.row import RowPlan
from engine.shooting import Selects, shoot_all
from schemas.setup import Setup

__all__ = ["shoot"]


def shoot(context: RunContext, row: RowPlan, outcome: RowOutcome) -> Selects:
    """Shoot what is missing, counted in `outcome`; a failed take stops no other."""
    missing = row.missing
    needed = {key for film in row.to_make for key in film.setups.values()}
    wanted = {key: row.setups[key] for key in row.setups if key in needed or key in missing}
    pictures = {one.sha256: one.path for setup in missing.values() for one in setup.pictures}
    selects = shoot_all(
        wanted,
        {key: _accepted(row.setups[key], take) for key, take in row.accepted.items()},
        {
            sha256: context.for_workers(InputFile(context.paths.root / path, sha256))
            for sha256, path in pictures.items()
        },
        pool=context.pool,
        store=context.store,
        router=context.router,
        limits=context.limits,
        retakes=context.production.takes.retakes,
        paid_calls=context.paid_calls,
        name=row.brief.id,
    )
    outcome.rendered += selects.rendered
    outcome.retakes += selects.retakes
    outcome.failed_shots += len(selects.failures)
    return selects


def _accepted(setup: Setup, take: str) -> AcceptedTake:
    return AcceptedTake(take, setup.shot.name, setup.canvas, setup.frames)
