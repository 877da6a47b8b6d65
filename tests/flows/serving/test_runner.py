"""What of the due runs is run, and what happens while the server is away."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import httpx
from prefect.client.schemas.objects import FlowRun

from flows.serving.runner import RegisteredRunner

CLOCK, SHOP = uuid4(), uuid4()


def run(deployment: UUID, minutes_ago: int, **fields: Any) -> FlowRun:
    then = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    made = FlowRun(flow_id=uuid4(), deployment_id=deployment, expected_start_time=then)
    return made.model_copy(update={"auto_scheduled": True, **fields})


def runner(told: list[str], due: Any) -> tuple[RegisteredRunner, list[UUID]]:
    """A runner whose server says what is `due`; the runs that it deleted."""
    made: Any = RegisteredRunner(Path("serving.yaml"), told.append, name="test")
    deleted: list[UUID] = []

    async def delete_flow_run(identity: UUID) -> None:
        deleted.append(identity)

    async def ours(_run: FlowRun) -> bool:
        return True

    made._client = SimpleNamespace(delete_flow_run=delete_flow_run)
    made._scheduled_run_poller = SimpleNamespace(_submitting_flow_run_ids=set())
    made._due, made._is_ours = due, ours
    return made, deleted


def test_of_many_missed_runs_of_a_schedule_the_latest_is_run_and_all_others_are_left() -> None:
    missed = [run(CLOCK, minutes) for minutes in (80, 79, 1, 40)]
    asked = [run(SHOP, 90, auto_scheduled=False), run(SHOP, 80, auto_scheduled=False)]
    waiting = run(CLOCK, 100, run_count=1)  # somebody has yet to approve it
    told: list[str] = []

    async def due() -> list[FlowRun]:
        return [*missed, *asked, waiting]

    made, deleted = runner(told, due)
    left = asyncio.run(made._due_and_ours())
    assert {one.id for one in left} == {missed[2].id, waiting.id, *(one.id for one in asked)}
    assert set(deleted) == {missed[0].id, missed[1].id, missed[3].id}
    assert told == ["3 runs were missed; the latest of each schedule is made instead"]


def test_while_the_server_is_away_nothing_is_due_and_that_is_said_once() -> None:
    told: list[str] = []
    away = True

    async def due() -> list[FlowRun]:
        if away:
            raise httpx.ConnectError("refused")
        return [run(SHOP, 0)]

    made, _ = runner(told, due)
    made.asked -= 100
    assert [asyncio.run(made._due_and_ours()) for _ in range(5)] == [[]] * 5
    assert time.monotonic() - made.asked >= 100
    away = False
    assert len(asyncio.run(made._due_and_ours())) == 1
    assert time.monotonic() - made.asked < 60
    assert [line.partition(" (")[0] for line in told] == [
        "Prefect's server does not answer",
        "Prefect's server answers again",
    ]
