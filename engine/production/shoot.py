"""Shoot: the setups of a row that have no accepted take yet, on the pool, inspected.

A take that starts from others waits for them, and is not shot where one of them failed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.inputs import InputFile
from engine.jobs import shooting
from engine.jobs.shooting import Shooting
from engine.pool import Job
from engine.production.context import RunContext
from engine.production.outcome import RowOutcome
from engine.production.row import FilmPlan, RowPlan
from schemas.errors import CallsheetError, InspectionError
from schemas.inspection import Inspection
from schemas.setup import Setup

__all__ = ["Selects", "shoot"]


@dataclass(frozen=True, slots=True)
class Selects:
    """A row's accepted takes by setup key, what was measured of them, and why others failed."""

    takes: Mapping[str, str]
    inspections: Mapping[str, Inspection]
    failures: Mapping[str, CallsheetError]

    def of_film(self, film: FilmPlan) -> dict[str, str]:
        """The key of each shot's take. Raises what the first take that is missing failed with."""
        for key in film.setups.values():
            if key in self.failures:
                raise self.failures[key]
        return {name: self.takes[key] for name, key in film.setups.items()}


def shoot(context: RunContext, row: RowPlan, outcome: RowOutcome) -> Selects:
    """Shoot what is missing and remember it, counted in `outcome`; a failed take stops no other."""
    missing, takes = row.missing, dict(row.accepted)
    jobs: dict[str, Job[Shooting]] = {}
    for key, setup in missing.items():
        sources = [jobs[source] for source in setup.sources if source in jobs]
        jobs[key] = _handed_over(context, row, setup, sources)
    failures: dict[str, CallsheetError] = {}
    for key, job in jobs.items():
        try:
            takes[key] = _accepted(context, row, missing[key], job.result(), outcome)
        except CallsheetError as error:
            failures[key] = error
            outcome.failed_shots += 1
    needed = {takes[key] for film in row.to_make for key in film.setups.values() if key in takes}
    return Selects(takes, context.store.ledger.inspections(needed), failures)


def _handed_over(
    context: RunContext, row: RowPlan, setup: Setup, sources: list[Job[Shooting]]
) -> Job[Shooting]:
    pictures = [
        context.for_workers(InputFile(context.paths.root / picture.path, picture.sha256))
        for picture in setup.pictures
    ]
    offer = context.router.offer_again(setup, context.style_inputs)
    retakes = context.production.takes.retakes if offer.seeded else 0
    return context.pool.run(
        shooting.shoot,
        setup,
        context.production.renderers,
        context.paths.base,
        pictures,
        context.store.blobs,
        context.limits,
        retakes,
        *sources,
        what=f"shot {setup.shot.name!r} of {row.brief.id!r}",
        resources=offer.resources,
    )


def _accepted(
    context: RunContext, row: RowPlan, setup: Setup, shot: Shooting, outcome: RowOutcome
) -> str:
    """The key of the take that passed, remembered. Raises InspectionError where none did.

    Takes and inspections are recorded first and the accepted take last, so that the ledger never
    refers to a take that is missing.
    """
    ledger = context.store.ledger
    context.store.record(*shot.made)
    ledger.inspect(*shot.inspections)
    outcome.rendered += shot.rendered
    outcome.retakes += len(shot.takes) - 1
    if shot.passed:
        take = shot.takes[-1].key
        ledger.facts.write({shot.setup: {"take": take, "shot": setup.shot.name}})
        return take
    worst = shot.inspections[-1].failed[0]
    bounds = worst.limit
    allowed = f"{bounds.low} to {bounds.high} {bounds.unit}" if bounds else "nothing"
    takes = len(shot.takes)
    raise InspectionError(
        f"shot {setup.shot.name!r} of row {row.brief.id!r} fails its inspection",
        f"{worst.measure} is {worst.value:.3g} {worst.unit}, allowed is {allowed}; "
        f"{takes} {'take' if takes == 1 else 'takes'}",
        "Change the picture or the shot, or the limit under checks.takes.",
    )
