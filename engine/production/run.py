"""Run: a catalog in, signed films out, from the check to the report.

It runs the stages in order. Prefect, if it is used, is handed in as `make` and `watch`; it decides
nothing here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice

from engine.production.check import Catalog, CatalogCheck, check_catalog
from engine.production.collect import collect
from engine.production.context import RunContext
from engine.production.deliver import withdraw
from engine.production.loop import make_rows, prepare_rows
from engine.production.outcome import RowOutcome
from engine.production.output_lock import output_lock
from engine.production.planning.build import build_plan, resolve
from engine.production.planning.plan import Plan
from engine.production.planning.row import RowPlan
from engine.production.prerequisites import fetch_pictures, fulfil_all
from engine.production.report import report
from engine.production.rewriting import rewriting
from engine.production.totals import RunTotals
from engine.production.watch import Stage, Watch
from schemas.errors import ProductionError, UnexpectedError, WithdrawalError
from schemas.reject import Reject
from schemas.run import (
    Action,
    Counts,
    WritingCounts,
)

__all__ = ["Choices", "Consent", "Make", "Publish", "RunResult", "produce"]

Make = Callable[[RunContext, Iterable[RowPlan], Watch], Iterator[RowOutcome]]
"""Who makes the rows: `make_rows`, or Prefect tasks that call `make_row`."""
Consent = Callable[[Plan], None]
"""Called with the plan before anything is spent; raises to end the run there. Called again when
rows were written, if what they need costs more: only then is that known."""
Publish = Callable[[Plan, Callable[[], None]], None]
"""Called before any film is delivered or withdrawn, with what makes the films without delivering
them; raises to end the run there.
"""

_FEW = 3
"""Fewer lost rows than this never stop a run: small catalogs change by large shares."""
_SHARE = 0.2
"""Share of the rows with films that a catalog may lose at once."""
_RESOLVED = 200
"""Rows that were written and are planned at a time."""
_SHOWN = 1000
"""Rejects that a result holds; all of them are in rejects.csv."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a run may choose: its rows (`only`; none: all), to refuse less than was asked for
    (`strict`), to withdraw the films of a catalog that lost many of its rows (`withdraw`), to leave
    films alone that its deliveries do not name (`keep_others`), to have rows written anew
    (`rewrite`), and to refuse a catalog that has none of the rows with films, however few: another
    one of the same name (`another_is_refused`).
    """

    only: Collection[str] = ()
    strict: bool = False
    withdraw: bool = False
    keep_others: bool = False
    rewrite: Collection[str] = ()
    another_is_refused: bool = False


@dataclass(frozen=True, slots=True)
class RunResult:
    """The outcome of one run. `rejects` are the first of the rows that need a look."""

    counts: Counts
    rejects: tuple[Reject, ...]
    unexpected: bool = False

    @property
    def status(self) -> int:
        """The exit status: 0 all delivered, 1 rows were quarantined or failed, 3 a defect."""
        if self.unexpected:
            return 3
        return 1 if self.counts.rejects or self.counts.films.failed else 0

    def sentence(self) -> str:
        """As people are told: "11 of 14 films made, 3 rows rejected"."""
        films, rejects = self.counts.films, self.counts.rejects
        asked = films.made + films.failed
        parts = [f"{films.made} of {asked} films made" if asked else "no film to make"]
        if films.reused:
            parts.append(f"{films.reused} reused")
        if films.withdrawn:
            parts.append(f"{films.withdrawn} withdrawn")
        if rejects:
            parts.append("1 row rejected" if rejects == 1 else f"{rejects} rows rejected")
        return ", ".join(parts)


def produce(
    context: RunContext,
    catalog: Catalog,
    choices: Choices,
    watch: Watch,
    *,
    consent: Consent = lambda _plan: None,
    publish: Publish | None = None,
    make: Make = make_rows,
) -> RunResult:
    """Make exactly what the plan says is missing. Raises RefusedError where nothing can be done."""
    clock, out = _Clock(), context.paths.out
    context.paid_calls.tell = watch.note
    with output_lock(out, watch.note):
        watch.stage(Stage.CHECK, context.paths.catalog.name)
        check = check_catalog(context, catalog, out / "checks" / "catalog")
        clock.lap("check")
        collect(context, watch)
        if fetch_pictures(context, check, choices.only, watch):
            clock.lap("fetch")
        watch.stage(Stage.PLAN, f"{check.briefs} rows", check.briefs)
        with ExitStack() as held:
            with rewriting(context, check, choices.rewrite, choices.only):
                plan = held.enter_context(
                    build_plan(context, check, watch, choices.only, keep_others=choices.keep_others)
                )
                clock.lap("plan")
                _assert_meant(plan, check, choices)
                _assert_nothing_less(plan, strict=choices.strict)
                plan.assert_affordable()
                consent(plan)
            most, defects = plan.counts.spent.most, 0
            written = WritingCounts()
            if plan.waits:
                written, defects = _fulfil(context, check, plan, watch)
                _assert_nothing_less(plan, strict=choices.strict)
                if plan.counts.spent.most > most:
                    consent(plan)
                clock.lap("write")
            if publish is not None:
                publish(plan, lambda: _prepare(context, plan, watch))
            made = _made(context, plan, watch, make)
            clock.lap("make")
            gone = [film.file for film in plan.films(Action.WITHDRAW)]
            withdraw(context, [*gone, *made.expired])
            counts = made.counts(plan.counts, context.paid_calls.spent(), written, clock.laps)
            report(context, catalog, check, plan, counts, made.films)
            rejects = tuple(islice(plan.rejects(), _SHOWN))
    return RunResult(counts, rejects, made.unexpected or bool(defects))


def _fulfil(
    context: RunContext, check: CatalogCheck, plan: Plan, watch: Watch
) -> tuple[WritingCounts, int]:
    """Have what rows wait for asked for, and plan them: only now is it known what they need.
    How many were asked about, and in how many a defect of callsheet showed.
    """
    asked, failed, defects = plan.counts.writing.asked, 0, 0
    watch.stage(Stage.WRITE, f"{asked} rows", asked or None)
    # In one stream, because a batch would wait for its slowest row.
    written = fulfil_all(context, plan.pending(), watch)
    while some := list(islice(written, _RESOLVED)):
        refused = {row.brief.id: error for row, error in some if error is not None}
        resolve(context, check, plan, [row for row, _ in some], refused)
        failed += sum(not row.is_stuck for row, error in some if error is not None)
        defects += sum(isinstance(error, UnexpectedError) for error in refused.values())
    plan.assert_affordable()
    return WritingCounts(asked=asked, failed=failed), defects


def _prepare(context: RunContext, plan: Plan, watch: Watch) -> None:
    """Make the films into the store, for somebody to say that they may be delivered."""
    if plan.counts.films.made:
        watch.stage(Stage.MAKE, "films, which are not delivered yet", plan.counts.films.made)
        _start_pool(context, plan)
        for outcome in prepare_rows(context, plan.rows(), watch):
            watch.row(outcome)


def _start_pool(context: RunContext, plan: Plan) -> None:
    """A pool that cannot be started is no row's fault."""
    counts = plan.counts
    resources = context.router.resources if counts.shots.rendered else ()
    context.pool.start(counts.shots.rendered + counts.segments.encoded, resources)


def _made(context: RunContext, plan: Plan, watch: Watch, make: Make) -> RunTotals:
    """Make what the plan says is missing; where it is nothing, the pool never starts."""
    made, counts = RunTotals(), plan.counts
    if counts.films.made:
        watch.stage(Stage.MAKE, "films", counts.films.made)
        _start_pool(context, plan)
        for outcome in make(context, plan.rows(), watch):
            made.add(outcome)
            if outcome.reject is not None:
                plan.add_rejects([outcome.reject])
    return made


def _assert_nothing_less(plan: Plan, *, strict: bool) -> None:
    if strict and (less := plan.counts.downgrades):
        raise ProductionError(
            "--strict refuses to make less than was asked for",
            "; ".join(less),
            "Mend what is named (install it, or change the row or its writer), or run without "
            "--strict.",
        )


def _assert_meant(plan: Plan, check: CatalogCheck, choices: Choices) -> None:
    """A broken export must not take a shop's films away."""
    lost, delivered = len(plan.lost), plan.delivered
    if choices.withdraw or choices.only or not lost:
        return
    another = (
        choices.another_is_refused
        and lost == delivered
        and not check.index.known(sorted(plan.lost))
    )
    if another or (lost >= _FEW and (lost == delivered or lost > _SHARE * delivered)):
        raise WithdrawalError(
            f"the catalog lost {lost} of the {delivered} rows that have films",
            f"{min(plan.lost)!r} is one of them; nothing was made, and nothing was withdrawn",
            "Look at the catalog. If it is meant, run again with --withdraw.",
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
