"""Automations: finds runs whose process died, on a Prefect server that outlives this serve.

Written anew with every start. A server that serve starts itself needs none: its runs are ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

__all__ = ["HEARTBEAT", "watch_for_dead_runs"]

HEARTBEAT: int = 30
"""Seconds between signs of life of a run; the least that Prefect allows."""
_NAME = "callsheet: "
_ENDS = ("Completed", "Completed with rejects", "Failed", "Crashed", "Cancelled", "Suspended")
"""Prefect's events carry the state's name, and not its type."""


async def watch_for_dead_runs(deployments: Sequence[UUID]) -> None:
    """Have the server set runs of the deployments to Crashed that give no more signs of life.

    Without it such a run is shown as running for ever, and keeps others of its deployment waiting
    (Prefect's documentation, "How to detect zombie flows").
    """
    from prefect.client.orchestration import get_client  # noqa: PLC0415 - heavy
    from prefect.events.schemas.automations import AutomationCore  # noqa: PLC0415 - heavy

    title = f"{_NAME}runs that died"
    automation = AutomationCore.model_validate({"name": title, **_dead(deployments)})
    async with get_client() as client:
        standing = {
            one.name: one.id
            for one in await client.read_automations()
            if one.name.startswith(_NAME)
        }
        if title in standing:
            await client.update_automation(standing[title], automation)
        else:
            await client.create_automation(automation)
        for other in standing.keys() - {title}:
            await client.delete_automation(standing[other])


def _dead(deployments: Sequence[UUID]) -> dict[str, Any]:
    ours = [f"prefect.deployment.{one}" for one in deployments]
    ends = [f"prefect.flow-run.{name}" for name in _ENDS]
    return {
        "description": "Written by `callsheet serve`: sets runs whose process is gone to Crashed.",
        "trigger": {
            "type": "event",
            "posture": "Proactive",
            "match": {"prefect.resource.id": "prefect.flow-run.*"},
            "match_related": {"prefect.resource.role": "deployment", "prefect.resource.id": ours},
            "for_each": ["prefect.resource.id"],
            "after": ["prefect.flow-run.heartbeat"],
            "expect": ["prefect.flow-run.heartbeat", *ends],
            "threshold": 1,
            "within": 3 * HEARTBEAT,
        },
        "actions": [
            {
                "type": "change-flow-run-state",
                "state": "CRASHED",
                "message": "Its process gives no more signs of life. What was made is kept.",
            }
        ],
    }
