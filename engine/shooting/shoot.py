"""Shoot: every wanted setup on the pool, sources before what starts from them.

It knows neither rows nor films. What was shot is recorded as it comes in; a failed shot stops only
those that start from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.inputs import InputFile
from engine.inspection import Limits
from engine.jobs import shooting
from engine.jobs.shooting import AcceptedTake, Shooting, Standards
from engine.pool import Job, Pool
from engine.proof import is_generative
from engine.renderers import RendererRouter
from engine.shooting.selects import Selects
from engine.store import Store
from schemas.errors import CallsheetError, InspectionError
from schemas.inspection import Inspection
from schemas.setup import Setup

__all__ = ["shoot_all"]


def shoot_all(
    wanted: Mapping[str, Setup],
    accepted: Mapping[str, AcceptedTake],
    pictures: Mapping[str, InputFile],
    *,
    pool: Pool,
    store: Store,
    router: RendererRouter,
    limits: Limits,
    retakes: int,
    name: str = "",
    report: Callable[[str, float], None] | None = None,
) -> Selects:
    """Shoot what is wanted and has no accepted take; every failure is in the selects.

    `wanted` are setups by their keys, each after its sources; `accepted` are takes by the setup's
    key, of the sources too that are not wanted; `pictures` the pictures' files by their SHA-256.
    `name` says in errors whose shots they are. `report` hears how far a setup is, from 0 to 1.
    """
    takes = {key: accepted[key] for key in wanted if key in accepted}
    jobs: dict[str, Job[Shooting]] = {}
    failures: dict[str, CallsheetError] = {}
    for key, setup in wanted.items():
        if key in takes:
            continue
        renderer = router.named(setup.renderer)
        offer = router.offer_again(setup)
        standards = Standards(
            limits,
            retakes=retakes if offer.seeded else 0,
            generated=is_generative(renderer.source_type),
        )
        jobs[key] = pool.run(
            shooting.shoot,
            setup,
            renderer.shooter(),
            [pictures[picture.sha256] for picture in setup.pictures],
            standards,
            store.blobs,
            *(jobs.get(source) or accepted[source] for source in setup.sources),
            what=f"shot {setup.shot.name!r} of {name!r}",
            resources=offer.resources,
            on_progress=_about(key, report),
        )
    inspections: dict[str, Inspection] = {}
    rendered = again = 0
    for key, job in jobs.items():
        try:
            shot = job.result()
            _record(store, wanted[key], shot)
            rendered += shot.rendered
            again += len(shot.takes) - 1
            if not shot.passed:
                raise _failure(name, wanted[key], shot)
        except CallsheetError as error:
            failures[key] = error
        else:
            takes[key] = shot.accepted
            inspections[shot.accepted.key] = shot.inspections[-1]
    before = {take.key for take in takes.values()} - inspections.keys()
    inspections |= store.ledger.inspections(before)
    return Selects(takes, inspections, failures, rendered, again)


def _about(key: str, report: Callable[[str, float], None] | None) -> Callable[[float], None] | None:
    return None if report is None else lambda share: report(key, share)


def _record(store: Store, setup: Setup, shot: Shooting) -> None:
    """Takes and inspections first and the accepted take last: the ledger never refers to a take
    that is missing.
    """
    store.record(*shot.made)
    store.ledger.inspect(*shot.inspections)
    if shot.passed:
        accepted = {"take": shot.takes[-1].key, "shot": setup.shot.name}
        store.ledger.facts.write({shot.setup: accepted})


def _failure(name: str, setup: Setup, shot: Shooting) -> InspectionError:
    worst = shot.inspections[-1].failed[0]
    bounds = worst.limit
    allowed = f"{bounds.low} to {bounds.high} {bounds.unit}" if bounds else "nothing"
    count = len(shot.takes)
    return InspectionError(
        f"shot {setup.shot.name!r} of row {name!r} fails its inspection",
        f"{worst.measure} is {worst.value:.3g} {worst.unit}, allowed is {allowed}; "
        f"{count} {'take' if count == 1 else 'takes'}",
        "Change the picture or the shot, or the limit under checks.takes.",
    )
