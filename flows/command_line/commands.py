"""Commands: what each command of the command line does, and the answer that it gives.

It opens the target and hands it to the engine. Prefect is asked only by `produce`, and only where
a server of Prefect's is named that shows the run to somebody.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from engine.production.check import check_catalog
from engine.production.context import RunContext
from engine.production.opening import open_context
from engine.production.planning.build import build_plan
from engine.production.planning.plan import Plan
from engine.production.run import Choices, produce
from engine.production.watch import Quiet, Stage
from engine.proof import anchors, verify
from engine.store import Call, CallState, open_store
from engine.store import Calls as KeptCalls
from flows.catalog import catalog_of, unpacked_paths
from flows.command_line.answers import Checked, Planned, Produced
from flows.command_line.doctor import findings
from flows.command_line.lookups import Calls, Examined, Verified
from flows.command_line.progress import progress_for
from flows.settings import Overrides, Target, config_folder, open_target, paths_of, secrets_of
from schemas.errors import BudgetError, ProductionError

__all__ = [
    "check_target",
    "examine",
    "list_calls",
    "opened_context",
    "plan_target",
    "produce_target",
    "verify_files",
]


def check_target(target: Path, catalog: str | None, store: str | None) -> Checked:
    """Judge the catalog's rows, and plan them as far as their words and pictures go.

    Nothing is counted against the budget. Raises RefusedError.
    """
    opened = open_target(target, Overrides(catalog=catalog, store=store), os.environ)
    with opened_context(opened) as context:
        check = check_catalog(context, catalog_of(context))
        with build_plan(context, check, Quiet()) as plan:
            return Checked.of(check, plan)


@contextmanager
def plan_target(
    target: Path,
    catalog: str | None,
    out: str | None,
    store: str | None,
    only: Sequence[str],
    *,
    whole: bool,
) -> Iterator[Planned]:
    """Build the plan, which is open in the block; `whole` for machines, who want every film of it.

    Raises RefusedError.
    """
    opened = open_target(target, Overrides(catalog=catalog, out=out, store=store), os.environ)
    console = Console(stderr=True)
    with opened_context(opened) as context:
        with progress_for(console) as watch:
            check = check_catalog(context, catalog_of(context))
            watch.stage(Stage.PLAN, f"{check.briefs} rows", check.briefs)
            plan = build_plan(context, check, watch, only)
        with plan:
            production = opened.production
            moderated = production.moderation is not None and production.moderation.name != "off"
            written = production.writer.name == "model"
            yield Planned.of(plan, whole=whole, unjudged=written and not moderated)


def produce_target(
    target: Path,
    catalog: str | None,
    out: str | None,
    store: str | None,
    choices: Choices,
    *,
    agreed: Callable[[str], bool] | None,
) -> Produced:
    """Make what the plan says is missing, with a progress bar. Raises RefusedError."""
    opened = open_target(target, Overrides(catalog=catalog, out=out, store=store), os.environ)
    with progress_for(Console(stderr=True)) as watch:

        def consent(plan: Plan) -> None:
            if plan.cost is None:
                return
            rows = plan.counts.writing.asked
            likely = f", likely about {plan.likely_cost}" if plan.likely_cost else ""
            counted = "1 row" if rows == 1 else f"{rows} rows"
            what = f" for having {counted} written or judged" if rows else ""
            later = "; what else they cost is said when that is done" if rows else ""
            watch.note(f"This run may cost up to {plan.cost}{likely}{what}{later}.")
            if agreed is not None:
                with watch.paused():
                    said = agreed(str(plan.cost))
                if not said:
                    raise BudgetError(
                        "the cost was not agreed to, so nothing was spent on it",
                        str(plan.cost),
                        "Plan fewer rows (--only), or run again.",
                    )

        if _is_shown_by_prefect():
            from flows.produce import produce_watched  # noqa: PLC0415 - Prefect is heavy

            result = produce_watched(opened, choices, watch, consent)
        else:
            with opened_context(opened) as context:
                result = produce(context, catalog_of(context), choices, watch, consent=consent)
    return Produced(result, paths_of(opened, config_folder()).out)


def verify_files(files: Sequence[Path], trust: Sequence[Path]) -> Verified:
    """The verdict on each file."""
    trusted = anchors(config_folder(), trust)
    return Verified(tuple(verify(file, anchors=trusted) for file in files))


def list_calls(
    target: Path, store: str | None, retry: Sequence[str], not_charged: Sequence[str] = ()
) -> Calls:
    """The calls whose outcome is unknown, and the jobs that are not collected; but for those of
    `retry` and `not_charged` (keys, or `all` whose outcome is unknown), which may be sent again.
    What is reserved for the first counts as spent, what is reserved for the second goes back.

    Raises RefusedError.
    """
    opened = open_target(target, Overrides(store=store), os.environ)
    paths = paths_of(opened, config_folder())
    with open_store(paths.store, secrets_of(os.environ).ledger, paths.state) as kept:
        calls, account = kept.ledger.calls, opened.production.name
        unknown, submitted = calls.unknown(account), calls.submitted(account)
        paid = _chosen(calls, account, unknown, retry)
        free = _chosen(calls, account, unknown, not_charged)
        if both := {one.key for one in paid} & {one.key for one in free}:
            raise ProductionError(
                "a call cannot be charged and not charged",
                min(both),
                "Name it under --retry or under --not-charged.",
            )
        if answered := [one for one in free if one.state is CallState.STORED]:
            raise ProductionError(
                "the call was answered, and charged",
                answered[0].key,
                "`--retry` forgets its answer, and has it sent and paid again.",
            )
        for call in paid:
            calls.retry(call.key)
        for call in free:
            calls.retry(call.key, charged=False)
        settled = (*paid, *free)
        return Calls(
            tuple(call for call in unknown if call not in settled),
            tuple(call for call in submitted if call not in settled),
            settled,
            datetime.now(UTC),
        )


def _chosen(
    calls: KeptCalls, account: str, unknown: Sequence[Call], keys: Sequence[str]
) -> list[Call]:
    """The calls of those keys. Raises ProductionError for a key of nobody's."""
    named = [found for key in keys if (found := calls.get(key)) and found.account == account]
    if strange := set(keys) - {"all", *(call.key for call in named)}:
        raise ProductionError(
            "no call of this production was sent under that key",
            min(strange),
            "`callsheet calls TARGET` lists those whose outcome is unknown.",
        )
    return [*named, *(call for call in unknown if "all" in keys and call not in named)]


def examine() -> Examined:
    """What works here and what is missing."""
    return Examined(tuple(findings()))


@contextmanager
def opened_context(target: Target) -> Iterator[RunContext]:
    """The target's production, open. Raises RefusedError."""
    paths = unpacked_paths(paths_of(target, config_folder()), target.production)
    with open_context(target.production, paths, secrets_of(os.environ)) as context:
        # What is loaded by now stays to the end: to look through it again for every few hundred
        # rows took a tenth of a plan's time.
        gc.freeze()
        yield context


def _is_shown_by_prefect() -> bool:
    """Whether a server of Prefect's is named: without one, a run would start a server that ends
    with it and that nobody looks at (some 15 processes and 16 seconds of processor time).
    """
    if "PREFECT_API_URL" in os.environ:
        return True
    profiles = Path(os.environ.get("PREFECT_HOME", Path.home() / ".prefect")) / "profiles.toml"
    return profiles.is_file() and "PREFECT_API_URL" in profiles.read_text("utf-8")
