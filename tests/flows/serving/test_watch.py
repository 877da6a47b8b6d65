"""A drop folder that is looked at: one file that cannot be dealt with keeps no other waiting."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from flows.serving.folder import DropFolder, Seen
from flows.serving.watch import Watch
from schemas.serving import DropSettings

ROWS = "id,title\na,Lamp\n"


class Prefect:
    """A server that refuses the runs of one file and remembers the others."""

    def __init__(self, refused: str) -> None:
        self._refused = refused
        self.started: list[str] = []

    async def create_flow_run_from_deployment(
        self, _deployment: object, *, parameters: dict[str, str], **_more: object
    ) -> Any:
        """As Prefect's client does."""
        if parameters["file"] == self._refused:
            raise OSError(36, "File name too long")
        self.started.append(parameters["file"])
        return SimpleNamespace(state=None)


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
