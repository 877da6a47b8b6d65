"""Shoot: every wanted setup on the pool or by a server, sources before what starts from them.

It knows neither rows nor films. What was shot is recorded as it comes in; a failed shot stops only
those that start from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from engine.inputs import InputFile
from engine.inspection import Limits
from engine.jobs import shooting
from engine.jobs.shooting import AcceptedTake, Shooting, Standards, order_of
from engine.pool import Job, Pool
from engine.proof import is_generative
from engine.renderers import Offer, RemoteShooter, RendererRouter
from engine.shooting.remote import JobRunner, shoot_remotely
from engine.store import Store
from schemas.errors import CallsheetError, InspectionError, RenderError
from schemas.inspection import Inspection
from schemas.setup import Setup

__all__ = ["Selects", "shoot_all"]

Pending = Job[Shooting] | Future[Shooting]
"""A setup that the pool shoots, or (Future) one that waits for a server in a thread of ours."""


@dataclass(frozen=True, slots=True)
class Selects:
    """The result of shooting: `takes` and `failures` are by setup key, `inspections` by take.

    `rendered` counts the takes that were made now, `retakes` those of them beyond the first of
    their setup.
    """

    takes: Mapping[str, AcceptedTake]
    inspections: Mapping[str, Inspection]
    failures: Mapping[str, CallsheetError]
    rendered: int = 0
    retakes: int = 0

    def take(self, setup: str) -> AcceptedTake:
        """The accepted take of that setup. Raises what its shooting failed with."""
        if setup in self.failures:
            raise self.failures[setup]
        return self.takes[setup]


def shoot_all(
    wanted: Mapping[str, Setup],
    accepted: Mapping[str, AcceptedTake],
    files: Mapping[str, InputFile],
    *,
    pool: Pool,
    store: Store,
    router: RendererRouter,
    limits: Limits,
    retakes: int,
    paid_calls: JobRunner | None = None,
    name: str = "",
    report: Callable[[str, float], None] | None = None,
) -> Selects:
    """Shoot what is wanted and has no accepted take; every failure is in the selects.

    `wanted` are setups by their keys, each after its sources; `accepted` are takes by the setup's
    key, of the sources too that are not wanted; `files` are pictures and videos by their SHA-256.
    `paid_calls` runs the jobs of renderers that are servers. `name` says in errors whose shots they
    are. `report` hears how far a setup is, from 0 to 1.
    """
    takes = {key: accepted[key] for key in wanted if key in accepted}
    pending: dict[str, Pending] = {}
    failures: dict[str, CallsheetError] = {}
    inspections: dict[str, Inspection] = {}
    rendered = again = 0
    # A thread for each setup that waits for a server, so that none waits for another's.
    with ThreadPoolExecutor(len(wanted) or 1, thread_name_prefix="callsheet-shot") as threads:
        for key, setup in wanted.items():
            if key not in takes:
                one = _Shot(setup, name, pool, store, router, limits, retakes, report)
                given = [files[one.sha256] for one in setup.files]
                sources = [pending.get(source) or accepted[source] for source in setup.sources]
                pending[key] = one.begin(given, sources, threads, paid_calls)
        for key, job in pending.items():
            try:
                shot = job.result()
                _record(store, shot)
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


@dataclass(frozen=True, slots=True)
class _Shot:
    """One setup that is to be shot, and with what."""

    setup: Setup
    name: str
    pool: Pool
    store: Store
    router: RendererRouter
    limits: Limits
    retakes: int
    report: Callable[[str, float], None] | None = field(repr=False)

    @property
    def what(self) -> str:
        """As errors call it."""
        return f"shot {self.setup.shot.name!r} of {self.name!r}"

    def begin(
        self,
        files: Sequence[InputFile],
        sources: Sequence[Pending | AcceptedTake],
        threads: ThreadPoolExecutor,
        paid_calls: JobRunner | None,
    ) -> Pending:
        """Hand it to the pool; in a thread where a server shoots it, or one of its sources."""
        offer = self.router.offer_again(self.setup)
        if offer.where == "remote":
            return threads.submit(self._ask, offer, files, sources, paid_calls)
        if any(isinstance(source, Future) for source in sources):
            return threads.submit(lambda: self._hand_over(offer, files, _ended(sources)).result())
        return self._hand_over(offer, files, sources)

    def _hand_over(
        self,
        offer: Offer,
        files: Sequence[InputFile],
        sources: Sequence[Pending | Shooting | AcceptedTake],
    ) -> Job[Shooting]:
        shooter = self.router.named(self.setup.renderer).shooter()
        assert not isinstance(shooter, RemoteShooter)  # noqa: S101 - the offer says where
        return self.pool.run(
            shooting.shoot,
            self.setup,
            shooter,
            list(files),
            self._standards(offer),
            self.store.blobs,
            *sources,
            what=self.what,
            resources=offer.resources,
            on_progress=self._on_progress(),
        )

    def _ask(
        self,
        offer: Offer,
        files: Sequence[InputFile],
        sources: Sequence[Pending | AcceptedTake],
        paid_calls: JobRunner | None,
    ) -> Shooting:
        shooter = self.router.named(self.setup.renderer).shooter()
        if paid_calls is None or not isinstance(shooter, RemoteShooter):
            raise RenderError(
                f"the {self.setup.renderer} renderer has no server that jobs can be paid at",
                self.what,
                "This is a defect: report it.",
            )
        return shoot_remotely(
            order_of(self.setup, files, self.store.blobs, *_ended(sources)),
            shooter,
            offer,
            self._standards(offer),
            runner=paid_calls,
            pool=self.pool,
            blobs=self.store.blobs,
            what=self.what,
            report=self._on_progress(),
        )

    def _standards(self, offer: Offer) -> Standards:
        return Standards(
            self.limits,
            retakes=self.retakes if offer.seeded else 0,
            generated=is_generative(self.router.source_type(self.setup.renderer)),
        )

    def _on_progress(self) -> Callable[[float], None] | None:
        report = self.report
        if report is None:
            return None
        key = self.setup.key()
        return lambda share: report(key, share)


def _ended(sources: Sequence[Pending | AcceptedTake]) -> list[Shooting | AcceptedTake]:
    """The sources once they are there. Raises what they failed with."""
    return [one if isinstance(one, AcceptedTake) else one.result() for one in sources]


def _record(store: Store, shot: Shooting) -> None:
    """Takes and inspections first and the accepted take last: the ledger never refers to a take
    that is missing.
    """
    store.record(*shot.made)
    store.ledger.inspect(*shot.inspections)
    if shot.passed:
        store.ledger.accept(shot.setup, shot.takes[-1].key)


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
