"""Unfinished: runs that an earlier serve lost, and schedules that came round without one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from prefect.client.orchestration import PrefectClient

__all__ = ["mark_crashed", "missed", "start_missed"]


async def mark_crashed(client: PrefectClient, names: Sequence[str]) -> None:
    """Set runs to Crashed that were under way when the serve that worked on them died.

    Only where that serve's server died with it: on a server that lives on, the automation that
    listens for signs of life does it, and others may have runs of these names there.
    """
    from prefect.states import Crashed  # noqa: PLC0415 - heavy

    for run in await _runs(client, names, ["RUNNING", "PENDING", "CANCELLING"]):
        gone: Any = Crashed(message="callsheet serve ended while it ran. What was made is kept.")
        await client.set_flow_run_state(run.id, gone)


async def missed(client: PrefectClient, names: Sequence[str]) -> list[UUID]:
    """The deployments whose schedule came round while nobody served."""
    now = datetime.now(UTC)
    return sorted(
        {
            run.deployment_id
            for run in await _runs(client, names, ["SCHEDULED"])
            if run.auto_scheduled and run.deployment_id and (run.expected_start_time or now) < now
        }
    )


async def start_missed(client: PrefectClient, deployments: Sequence[UUID]) -> None:
    """Make up for it with one run each, however many were missed."""
    for deployment in deployments:
        await client.create_flow_run_from_deployment(deployment, tags=["made up for"])


async def _runs(client: PrefectClient, names: Sequence[str], states: Sequence[str]) -> list[Any]:
    from prefect.client.schemas.filters import (  # noqa: PLC0415 - heavy
        DeploymentFilter,
        DeploymentFilterName,
        FlowRunFilter,
        FlowRunFilterState,
        FlowRunFilterStateType,
    )
    from prefect.client.schemas.objects import StateType  # noqa: PLC0415 - heavy

    kinds = FlowRunFilterStateType(any_=[StateType(state) for state in states])
    return await client.read_flow_runs(
        deployment_filter=DeploymentFilter(name=DeploymentFilterName(any_=list(names))),
        flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=kinds)),
    )
