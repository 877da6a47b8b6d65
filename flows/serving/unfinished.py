"""Unfinished: runs that ended before their work did, and which of them go on by themselves.

It does not know why their process ended: a stop of `callsheet serve`, a kill, a power cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prefect.client.orchestration import PrefectClient
    from prefect.client.schemas.objects import FlowRun

__all__ = ["attempt_of", "go_on", "goes_on", "is_settled", "mark_crashed", "tags_of"]

_ATTEMPTS = 5
"""Runs that one piece of work gets, so that a file that kills its process does not do so for ever.
"""
_STOPPED = "Runner is shutting down."
"""Prefect's words where `serve` was told to end; a person's cancelling says nothing."""
_GONE = "callsheet serve ended while it ran. What was made is kept."
_TAG = "attempt "
_PARAMETERS = frozenset({"production", "choices", "file", "claim"})
_SETTLES = timedelta(seconds=15)


def attempt_of(tags: Sequence[str]) -> int:
    """Which attempt a run with these tags is; 1 is the first."""
    return max((int(tag.removeprefix(_TAG)) for tag in tags if tag.startswith(_TAG)), default=1)


def tags_of(attempt: int) -> list[str]:
    """The tags that say so."""
    return [f"{_TAG}{attempt}"] if attempt > 1 else []


def goes_on(run: FlowRun) -> bool:
    """Whether an ended run is followed by another that ends its work. One with parameters that
    no run of ours has crashes every time.
    """
    if run.state is None or attempt_of(run.tags) >= _ATTEMPTS:
        return False
    if not run.parameters.keys() <= _PARAMETERS:
        return False
    stopped = run.state.is_cancelled() and run.state.message == _STOPPED
    return stopped or run.state.is_crashed()


def is_settled(run: FlowRun) -> bool:
    """Whether the run has ended for good: a crash may still turn out to be somebody's cancelling,
    since Prefect's runner says that seconds after the process has ended.
    """
    if run.state is None or not run.state.is_final():
        return False
    return not run.state.is_crashed() or datetime.now(UTC) - run.state.timestamp > _SETTLES


async def go_on(client: PrefectClient, run: FlowRun) -> FlowRun:
    """The run that goes on after `run`: the same one however often it is asked for."""
    assert run.deployment_id is not None  # noqa: S101 - runs of ours have one
    others = [tag for tag in run.tags if not tag.startswith(_TAG)]
    return await client.create_flow_run_from_deployment(
        run.deployment_id,
        name=run.name,
        parameters=run.parameters,
        tags=[*others, *tags_of(attempt_of(run.tags) + 1)],
        idempotency_key=f"after {run.id}",
    )


async def mark_crashed(client: PrefectClient, names: Sequence[str]) -> None:
    """Set runs to Crashed that were under way when the serve that worked on them died.

    Only where that serve's server died with it: on a server that lives on, the automation that
    listens for signs of life does it, and others may have runs of these names there.
    """
    from prefect.client.schemas.filters import (  # noqa: PLC0415 - heavy
        DeploymentFilter,
        DeploymentFilterName,
        FlowRunFilter,
        FlowRunFilterState,
        FlowRunFilterStateType,
    )
    from prefect.client.schemas.objects import StateType  # noqa: PLC0415 - heavy
    from prefect.states import Crashed  # noqa: PLC0415 - heavy

    kinds = FlowRunFilterStateType(
        any_=[StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]
    )
    runs = await client.read_flow_runs(
        deployment_filter=DeploymentFilter(name=DeploymentFilterName(any_=list(names))),
        flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=kinds)),
    )
    for run in runs:
        gone: Any = Crashed(message=_GONE)
        await client.set_flow_run_state(run.id, gone)
