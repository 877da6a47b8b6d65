"""Commands: what each command of the command line does, and the answer that it gives."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console

from engine.production.plan import draw_plan
from engine.production.studio import open_studio
from engine.proof import anchors, config_folder, verify
from engine.store import open_store
from flows.answers import Checked, Examined, Owed, Planned, Produced, Verified
from flows.doctor import findings
from flows.progress import watcher_for
from flows.settings import Overrides, open_target, places_of, secrets_of
from schemas.errors import BudgetError, ProductionError
from tasks.catalog import look_through

__all__ = ["check_target", "examine", "owed_by", "plan_target", "produce_target", "verify_files"]


def check_target(target: Path, catalog: str | None, store: str | None) -> Checked:
    """Look through the catalog, pictures included. Raises RefusedError."""
    opened = open_target(target, Overrides(catalog=catalog, store=store), os.environ)
    places = places_of(opened, config_folder())
    with open_studio(opened.production, places, secrets_of(os.environ)) as studio:
        sheet = look_through(studio)
        plan = draw_plan(studio, sheet)
        return Checked(sheet, plan.rejects)


def plan_target(
    target: Path, catalog: str | None, out: str | None, store: str | None, only: Sequence[str]
) -> Planned:
    """Draw the plan. Raises RefusedError."""
    opened = open_target(target, Overrides(catalog=catalog, out=out, store=store), os.environ)
    places = places_of(opened, config_folder())
    with open_studio(opened.production, places, secrets_of(os.environ)) as studio:
        return Planned(draw_plan(studio, look_through(studio), only))


def produce_target(
    target: Path,
    catalog: str | None,
    out: str | None,
    store: str | None,
    only: Sequence[str],
    *,
    strict: bool,
    consent: Callable[[str], bool],
) -> Produced:
    """Run the flow with a progress bar. Raises RefusedError."""
    from flows.produce import produce, watching  # noqa: PLC0415 - Prefect is heavy

    opened = open_target(target, Overrides(catalog=catalog, out=out, store=store), os.environ)
    places = places_of(opened, config_folder())
    if opened.production.budget.amount:
        _ask(plan_target(target, catalog, out, store, only), consent)
    console = Console(stderr=True)
    with watcher_for(console) as watcher:
        token = watching.set(watcher)
        try:
            run = produce(opened.production, str(opened.base), list(only), strict=strict)
        finally:
            watching.reset(token)
    return Produced(run, places.out)


def verify_files(files: Sequence[Path], trust: Sequence[Path]) -> Verified:
    """The verdict on each file."""
    trusted = anchors(config_folder(), trust)
    return Verified(tuple(verify(file, anchors=trusted) for file in files))


def owed_by(target: Path, store: str | None, repay: Sequence[str]) -> Owed:
    """The calls in doubt, once those of `repay` (keys, or `all`) are let go; RefusedError."""
    opened = open_target(target, Overrides(store=store), os.environ)
    places = places_of(opened, config_folder())
    with open_store(places.store, secrets_of(os.environ).ledger, places.state) as kept:
        calls, account = kept.ledger.calls, opened.production.name
        doubts = calls.doubts(account)
        chosen = [call for call in doubts if call.key in repay or "all" in repay]
        if unknown := set(repay) - {"all", *(call.key for call in doubts)}:
            raise ProductionError(
                "no call of this production is in doubt under that key",
                min(unknown),
                "`callsheet owed TARGET` lists those that are.",
            )
        for call in chosen:
            calls.repay(call.key)
        return Owed(tuple(call for call in doubts if call not in chosen), tuple(chosen))


def examine() -> Examined:
    """What works here and what is missing."""
    return Examined(tuple(findings()))


def _ask(planned: Planned, consent: Callable[[str], bool]) -> None:
    cost = planned.plan.cost
    if cost is not None and not consent(str(cost)):
        raise BudgetError("nothing was spent", str(cost), "Say yes, or plan fewer rows.")
