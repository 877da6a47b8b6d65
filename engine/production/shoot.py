"""Shoot: the setups of a row that have no accepted take yet, on the pool, inspected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.inputs import InputFile
from engine.jobs.shooting import Shooting, shoot
from engine.pool import Job
from engine.production.row import RowPlan
from engine.production.studio import Studio
from engine.store import Kind
from schemas.errors import InspectionError
from schemas.inspection import Inspection
from schemas.setup import Setup

__all__ = ["Rushes", "shoot_row"]


@dataclass(frozen=True, slots=True)
class Rushes:
    """The row's accepted takes by setup key, what was measured of them, and how many were made."""

    takes: Mapping[str, str]
    inspections: Mapping[str, Inspection]
    rendered: int


def shoot_row(studio: Studio, row: RowPlan) -> Rushes:
    """Shoot what is missing and remember it.

    Raises InspectionError where a take fails and no retake can help or is left, and what the
    renderer raises; what was shot until then is kept.
    """
    missing = row.missing()
    jobs = _handed_out(studio, row, missing)
    takes = dict(row.accepted)
    rendered = 0
    failed: list[InspectionError] = []
    for key, job in jobs.items():
        shooting = job.result()
        _remember(studio, missing[key], shooting)
        rendered += shooting.rendered
        if shooting.passed:
            takes[key] = shooting.takes[-1].key
        else:
            failed.append(_failure(row, missing[key], shooting))
    if failed:
        raise failed[0]
    return Rushes(takes, studio.store.ledger.inspections(takes.values()), rendered)


def _handed_out(
    studio: Studio, row: RowPlan, missing: Mapping[str, Setup]
) -> dict[str, Job[Shooting]]:
    """A job for each setup; one that starts from other takes waits for them."""
    jobs: dict[str, Job[Shooting]] = {}
    for key, setup in missing.items():
        pictures = [
            studio.input_file(InputFile(studio.places.root / picture.path, picture.sha256))
            for picture in setup.pictures
        ]
        jobs[key] = studio.pool.run(
            shoot,
            setup,
            studio.production.renderer,
            studio.places.base,
            pictures,
            studio.store.blobs,
            studio.limits,
            what=f"shot {setup.shot.name!r} of {row.brief.id!r}",
            resources=studio.renderers.named(setup.renderer).needs(),
            after=[jobs[source] for source in setup.sources if source in jobs],
        )
    return jobs


def _remember(studio: Studio, setup: Setup, shooting: Shooting) -> None:
    """Takes and inspections first, and last which take is accepted: a note never points at air."""
    for take in shooting.takes:
        lineage = {**take.lineage, "setup": shooting.setup, "attempt": take.attempt}
        studio.store.record(take.key, Kind.TAKE, lineage=lineage, seconds=take.seconds)
    studio.store.ledger.inspect(*shooting.inspections)
    if shooting.passed:
        accepted = {"take": shooting.takes[-1].key, "shot": setup.shot.name}
        studio.store.ledger.notes.write({shooting.setup: accepted})


def _failure(row: RowPlan, setup: Setup, shooting: Shooting) -> InspectionError:
    worst = shooting.inspections[-1].failed[0]
    bounds = worst.limit
    allowed = f"{bounds.low} to {bounds.high} {bounds.unit}" if bounds else "nothing"
    return InspectionError(
        f"shot {setup.shot.name!r} of row {row.brief.id!r} fails its inspection",
        f"{worst.measure} is {worst.value:.3g} {worst.unit}, allowed is {allowed}; "
        f"{len(shooting.takes)} takes",
        "Change the picture or the shot, or the limit under checks.takes.",
    )
