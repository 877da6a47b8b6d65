"""The flow `produce`: the engine's run, shown on Prefect's pages and made by its tasks."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner

from engine.production import run
from engine.production.opening import open_context
from engine.production.planning.plan import Plan
from engine.production.run import Choices, Consent, Publish, RunResult
from engine.production.watch import Quiet, Watch
from flows.catalog import catalog_of, unpacked_paths
from flows.settings import Target, config_folder, paths_of, secrets_of
from schemas.production import Production
from tasks.pages import Pages, PrefectWatch
from tasks.rows import make_rows_as_tasks

__all__ = ["THREADS", "produce", "produce_shown", "produce_watched", "state_of"]

THREADS = 16


@dataclass(slots=True)
class _Caller:
    """Who called the flow in this process, and what came of it."""

    watch: Watch
    consent: Consent
    result: RunResult | None = None


_caller: ContextVar[_Caller] = ContextVar("caller")


@flow(
    name="produce",
    flow_run_name="produce {production.name}",
    task_runner=ThreadPoolTaskRunner(max_workers=THREADS),  # type: ignore[arg-type]
    persist_result=False,
)
def produce(
    production: Production,
    base: str = ".",
    only: Sequence[str] = (),
    *,
    strict: bool = False,
    withdraw: bool = False,
    rewrite: Sequence[str] = (),
) -> State[Any]:
    """Make the production's catalog: exactly what its plan says.

    Raises RefusedError where nothing can be done. Prefect's form shows what stands below.

    Args:
        production: The wanted state, as its file says it; change it here for this run only.
        base: The folder that the production's paths start from.
        only: The ids of the rows to make; none: all.
        strict: Refuse to deliver less than was asked for, such as films in a plainer voice.
        withdraw: Withdraw films also where the catalog lost many of its rows.
        rewrite: The ids of rows that a model is to write anew.
    """
    target = Target(production, Path(base).resolve())
    choices = Choices(tuple(only), strict=strict, withdraw=withdraw, rewrite=tuple(rewrite))
    result = produce_shown(target, choices)
    return state_of(result)


def produce_shown(
    target: Target,
    choices: Choices,
    approve: Consent = lambda _plan: None,
    publish: Publish | None = None,
) -> RunResult:
    """The engine's run within a flow's run, on Prefect's pages. `approve` is asked after the plan
    is shown, and `publish` before a film is delivered.
    """
    caller, pages = _caller.get(_Caller(Quiet(), lambda _plan: None)), Pages()

    def consent(plan: Plan) -> None:
        pages.plan(plan)
        caller.consent(plan)
        approve(plan)

    paths = unpacked_paths(paths_of(target, config_folder()), target.production)
    secrets = secrets_of(os.environ)
    with open_context(target.production, paths, secrets, strict=choices.strict) as context:
        result = run.produce(
            context,
            catalog_of(context),
            choices,
            PrefectWatch(caller.watch, pages),
            consent=consent,
            publish=publish,
            make=make_rows_as_tasks,
        )
        pages.result(context, result)
    caller.result = result
    return result


def produce_watched(target: Target, choices: Choices, watch: Watch, consent: Consent) -> RunResult:
    """Run the flow in this process, watched. Raises RefusedError."""
    caller = _Caller(watch, consent)
    token = _caller.set(caller)
    try:
        state: State[Any] = produce(
            target.production,
            str(target.base),
            list(choices.only),
            strict=choices.strict,
            withdraw=choices.withdraw,
            rewrite=list(choices.rewrite),
            return_state=True,
        )
        if caller.result is None:
            state.result()  # raises what the run ended with
            raise AssertionError  # pragma: no cover - a run without a result has raised
        return caller.result
    finally:
        _caller.reset(token)


def state_of(result: RunResult) -> State[Any]:
    """How the flow's run ends: not "Completed" where less was delivered than was asked for."""
    sentence = f"{result.sentence()}."
    films = result.counts.films
    if result.unexpected or (films.failed and not films.made):
        return Failed(message=sentence)
    if result.status and not (films.made or films.reused):
        return Failed(message=sentence)
    name = "Completed with rejects" if result.status else "Completed"
    return Completed(message=sentence, name=name)
