"""A drop folder that is looked at: one file that cannot be dealt with keeps no other waiting."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from prefect.client.schemas.objects import FlowRun, State
from prefect.states import Cancelled, Crashed, Failed

from flows.serving.folder import DropFolder, Seen
from flows.serving.watch import Watch
from schemas.serving import DropSettings

ROWS = "id,title\na,Lamp\n"


class Prefect:
    """A server that refuses the runs of one file and remembers the others."""

    def __init__(self, refused: str) -> None:
        self._refused = refused
        self._runs: dict[str, FlowRun] = {}
        self.asked = 0
        self.started: list[str] = []

    async def create_flow_run_from_deployment(
        self,
        _deployment: object,
        *,
        parameters: dict[str, str],
        tags: list[str],
        idempotency_key: str,
        **_more: object,
    ) -> FlowRun:
        """As Prefect's client does."""
        self.asked += 1
        if parameters["file"] == self._refused:
            raise OSError(36, "File name too long")
        if idempotency_key not in self._runs:
            self.started.append(parameters["file"])
            run = FlowRun(flow_id=uuid4(), tags=tags, name=parameters["file"])
            self._runs[idempotency_key] = run
        return self._runs[idempotency_key]

    async def read_flow_runs(self, **_filters: object) -> list[FlowRun]:
        """As Prefect's client does."""
        return list(self._runs.values())

    def end(self, state: State) -> None:
        """End every run that has not ended, a while after it began."""
        for key, run in self._runs.items():
            if run.state is None:
                then = {"timestamp": datetime.now(UTC) - timedelta(minutes=1)}
                self._runs[key] = run.model_copy(update={"state": state.model_copy(update=then)})


class Unreadable(DropFolder):
    """A folder with one file that nobody may read."""

    def is_complete(self, seen: Seen) -> bool:
        if seen.name == "closed.csv":
            raise PermissionError(13, "Permission denied")
        return super().is_complete(seen)


def looked(folder: DropFolder, server: Any) -> list[str]:
    """What three looks at the folder tell."""
    told: list[str] = []
    settings = DropSettings(folder=folder.address)
    watch = Watch(folder, settings, "keeper", uuid4(), "shop", told.append)

    async def look() -> None:
        for _ in range(3):
            await watch.look(server)

    asyncio.run(look())
    return told


def drop(folder: Path, *names: str) -> None:
    folder.mkdir()
    for name in names:
        (folder / name).write_text(ROWS)


def test_a_claim_that_fails_is_told_once_and_the_others_get_their_runs(tmp_path: Path) -> None:
    drop(tmp_path / "drop", "a.csv", "b.csv", "c.csv")
    server = Prefect(refused="a.csv")
    told = looked(DropFolder(str(tmp_path / "drop")), server)
    assert set(server.started) == {"b.csv", "c.csv"}
    assert len([line for line in told if "a.csv: OSError" in line and "tried again" in line]) == 1


def test_a_file_that_cannot_be_read_keeps_no_other_waiting(tmp_path: Path) -> None:
    drop(tmp_path / "drop", "a.csv", "closed.csv", "z.csv")
    server = Prefect(refused="")
    told = looked(Unreadable(str(tmp_path / "drop")), server)
    assert set(server.started) == {"a.csv", "z.csv"}
    assert len([line for line in told if "closed.csv: PermissionError" in line]) == 1


def test_a_run_that_is_under_way_is_not_asked_for_again(tmp_path: Path) -> None:
    drop(tmp_path / "drop", "a.csv", "b.csv", "c.csv")
    server = Prefect(refused="")
    looked(DropFolder(str(tmp_path / "drop")), server)
    assert server.asked == 3


def interrupted(folder: Path, state: State, times: int) -> tuple[Prefect, list[str]]:
    """A dropped file's server, and what became of the file, when every run of it ends so."""
    drop(folder, "a.csv")
    server: Any = Prefect(refused="")
    watch = Watch(
        DropFolder(str(folder)), DropSettings(folder=""), "keeper", uuid4(), "shop", lambda _: None
    )

    async def look() -> None:
        await watch.look(server)
        for _ in range(times):
            await watch.look(server)
            server.end(state)
        await watch.look(server)

    asyncio.run(look())
    return server, [path.name for path in folder.glob("failed/*/*")]


@pytest.mark.parametrize(
    "state", [Crashed(message="killed"), Cancelled(message="Runner is shutting down.")]
)
def test_a_drop_whose_run_was_interrupted_goes_on_by_itself(tmp_path: Path, state: State) -> None:
    server, failed = interrupted(tmp_path / "drop", state, times=1)
    assert server.started == ["a.csv", "a.csv"]
    assert failed == []


def test_a_drop_that_kills_its_process_every_time_is_put_away_in_the_end(tmp_path: Path) -> None:
    server, failed = interrupted(tmp_path / "drop", Crashed(message="out of memory"), times=6)
    assert server.started == ["a.csv"] * 5
    assert sorted(failed) == ["a.csv", "report.txt"]


@pytest.mark.parametrize("state", [Cancelled(), Failed(message="no such column")])
def test_a_drop_that_was_cancelled_or_failed_is_put_away_at_once(
    tmp_path: Path, state: State
) -> None:
    server, failed = interrupted(tmp_path / "drop", state, times=1)
    assert server.started == ["a.csv"]
    assert "report.txt" in failed
