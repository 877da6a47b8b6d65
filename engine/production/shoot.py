"""Shoot: the takes that a row's films need and that it has not got yet."""

from __future__ import annotations

import time
from collections.abc import Callable

from engine.inputs import InputFile
from engine.jobs.shooting import AcceptedTake
from engine.production.context import RunContext
from engine.production.outcome import RowOutcome
from engine.production.row import RowPlan
from engine.production.watch import Watch
from engine.shooting import Selects, shoot_all
from schemas.setup import Setup

__all__ = ["shoot"]


def shoot(context: RunContext, row: RowPlan, outcome: RowOutcome, watch: Watch) -> Selects:
    """Shoot what is missing, count it and tell `watch`; a failed take stops no other."""
    began = time.perf_counter()
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
        report=_report(row, watch) if watch.follows_shots else None,
    )
    outcome.rendered += selects.rendered
    outcome.retakes += selects.retakes
    outcome.failed_shots += len(selects.failures)
    if missing:
        watch.shots(row.brief.id, outcome.shots_sentence(time.perf_counter() - began))
    return selects


def _report(row: RowPlan, watch: Watch) -> Callable[[str, float], None]:
    def report(key: str, share: float) -> None:
        watch.shot(row.brief.id, row.setups[key].shot.name, share)

    return report


def _accepted(setup: Setup, take: str) -> AcceptedTake:
    return AcceptedTake(take, setup.shot.name, setup.canvas, setup.frames)
