"""The flow `produce`: a catalog in, signed films out. It reads as the specification does."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import cast
from uuid import UUID

from prefect import flow
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.task_runners import ThreadPoolTaskRunner

from engine.production.plan import Plan
from engine.production.row import RowPlan, Unwritten
from engine.production.rows import rows_of
from engine.production.sheet import Sheet
from engine.production.studio import Studio, open_studio
from engine.production.turn import turn
from engine.proof import config_folder
from flows.batch import Outcome, make_rows
from flows.progress import Quiet, Watcher
from flows.run import Run
from flows.settings import Target, places_of, secrets_of
from flows.writing import write_rows
from schemas.errors import ProductionError
from schemas.production import Production
from schemas.run import Counts, Fate, FilmCounts, SegmentCounts, ShotCounts, Spending, WritingCounts
from tasks.catalog import check_catalog
from tasks.handover import whole
from tasks.planning import plan_catalog
from tasks.reporting import report, withdraw_films

__all__ = ["produce", "watching"]

watching: ContextVar[Watcher] = ContextVar("watching")
"""Who hears of progress beside Prefect: the command line sets it for its own run."""


@flow(
    name="produce",
    flow_run_name="produce {production.name}",
    task_runner=ThreadPoolTaskRunner(max_workers=16),  # type: ignore[arg-type]
    persist_result=False,
)
def produce(
    production: Production, base: str = ".", only: Sequence[str] = (), *, strict: bool = False
) -> Run:
    """Make the production's catalog: exactly what its plan says.

    Raises RefusedError where nothing can be done. Prefect's form shows what stands below.

    Args:
        production: The wanted state, as its file says it; change it here for this run only.
        base: The folder that the production's paths start from.
        only: The ids of the rows to make; none: all.
        strict: Refuse to deliver less than was asked for, such as films without their voice.
    """
    places = places_of(Target(production, Path(base).resolve()), config_folder())
    watcher, clock = watching.get(Quiet()), _Clock()
    with open_studio(production, places, secrets_of(os.environ)) as studio:
        _assert_nothing_less(studio, strict=strict)
        with turn(places.out, watcher.stage):
            watcher.stage(f"Checking {places.catalog.name}")
            sheet = check_catalog(whole(studio))
            clock.lap("check")
            watcher.stage(f"Planning {sheet.briefs} rows")
            plan = plan_catalog(whole(studio), whole(sheet), only, {})
            clock.lap("plan")
            if plan.would.writing.asked:
                plan = _written(studio, sheet, plan, only, watcher)
                clock.lap("write")
            outcomes = _make(studio, sheet, plan, only, watcher)
            clock.lap("make")
            failed = [film for one in outcomes if one.failed for film in one.row.to_make]
            stale = _standing(studio, [film.planned.file for film in failed])
            gone = [film.file for film in plan.of(Fate.WITHDRAW)]
            withdraw_films(whole(studio), gone + stale)
            rejects = (*plan.rejects, *(one.reject for one in outcomes if one.reject))
            counts = _counts(plan, outcomes, len(rejects), clock, studio.paid_calls.spent())
            made = [film for one in outcomes for film in one.films]
            report(whole(studio), counts, whole(rejects), whole(made))
    return Run(counts, rejects)


def _written(
    studio: Studio, sheet: Sheet, plan: Plan, only: Sequence[str], watcher: Watcher
) -> Plan:
    """Have the unwritten rows written, and plan again: only now is it known what they need."""
    asked = plan.would.writing.asked
    watcher.stage(f"Writing {asked} rows", asked)
    rows = (row for row in rows_of(studio, sheet, only) if isinstance(row, Unwritten))
    failed = write_rows(studio, rows, watcher.step)
    watcher.stage(f"Planning {sheet.briefs} rows again")
    again = plan_catalog(whole(studio), whole(sheet), only, whole(failed))
    counts = WritingCounts(asked=asked, failed=len(failed))
    return replace(again, would=again.would.model_copy(update={"writing": counts}))


def _make(
    studio: Studio, sheet: Sheet, plan: Plan, only: Sequence[str], watcher: Watcher
) -> tuple[Outcome, ...]:
    """Make what the plan says is missing; where it is nothing, the pool never starts."""
    if not plan.would.films.made:
        return ()
    total = plan.would.films.made
    watcher.stage("Making films", total)
    shown = create_progress_artifact(0.0, key="films-made", description=f"of {total} films")
    done = count(1)

    def tell(what: str) -> None:
        watcher.step(what)
        update_progress_artifact(cast("UUID", shown), 100 * next(done) / total)

    jobs = plan.would.shots.rendered + plan.would.segments.encoded + total
    needs = studio.renderers.asked.needs()
    # Where it cannot be, no row is at fault.
    studio.pool.start(jobs, () if needs is None else (needs,))
    rows = (row for row in rows_of(studio, sheet, only) if isinstance(row, RowPlan) and row.to_make)
    return tuple(make_rows(studio, rows, tell))


def _standing(studio: Studio, files: Sequence[str]) -> list[str]:
    """Those of `files` that are still live: what they show is out of date, and must not stay."""
    return sorted(studio.store.ledger.films.standing(studio.output).keys() & set(files))


def _counts(
    plan: Plan, outcomes: Sequence[Outcome], rejects: int, clock: _Clock, spent: Spending
) -> Counts:
    would = plan.would
    made = sum(len(one.films) for one in outcomes)
    failed = sum(one.failed for one in outcomes)
    rendered = sum(one.rendered for one in outcomes)
    lost = sum(len(one.row.missing()) for one in outcomes if one.reject and not one.rendered)
    return would.model_copy(
        update={
            "rejects": rejects,
            "shots": ShotCounts(
                planned=would.shots.planned,
                rendered=rendered,
                reused=would.shots.reused,
                failed=lost,
            ),
            "segments": SegmentCounts(
                encoded=sum(one.encoded for one in outcomes),
                reused=sum(one.reused for one in outcomes),
            ),
            "films": FilmCounts(
                made=made,
                reused=would.films.reused,
                withdrawn=would.films.withdrawn,
                failed=failed,
            ),
            "spent": spent,
            "seconds": clock.laps,
        }
    )


def _assert_nothing_less(studio: Studio, *, strict: bool) -> None:
    if strict and studio.downgrades:
        raise ProductionError(
            "--strict refuses to make less than was asked for",
            "; ".join(studio.downgrades),
            "Install what is missing, or run without --strict.",
        )


class _Clock:
    """Wall-clock seconds per stage."""

    def __init__(self) -> None:
        self._since = time.perf_counter()
        self.laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.laps[stage] = now - self._since
        self._since = now
