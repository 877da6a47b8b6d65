"""A worker that dies in the middle costs time, and nothing else."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.flows.conftest import Opening
from tests.flows.frames import frames_of
from tests.flows.shop import PROFILES, Shop
from tests.flows.terminal import COMMAND

_DEADLINE = 240
BOTTLE = [f"bottle_en_{profile}" for profile in PROFILES]


@dataclass(frozen=True, slots=True)
class Survivor:
    """A run in a process of its own, some of whose workers were killed at work."""

    shop: Shop
    killed: int
    status: int
    out: str
    err: str


@pytest.fixture(scope="module")
def survivor(prefect: Path, tmp_path_factory: pytest.TempPathFactory) -> Survivor:  # noqa: ARG001
    """The command as it is installed, with a local pool, which loses two workers."""
    from prefect.settings import PREFECT_API_URL  # noqa: PLC0415 - after `prefect`

    shop = Shop.opened(tmp_path_factory.mktemp("killed") / "shop")
    environment = {name: text for name, text in os.environ.items() if "CALLSHEET" not in name}
    environment |= {
        "CALLSHEET_POOL__KIND": "ray",
        "CALLSHEET_POOL__CPUS": "2",
        "PREFECT_API_URL": str(PREFECT_API_URL.value()),
    }
    process = subprocess.Popen(
        [COMMAND, "produce", shop.production, "--only", "bottle", "--json"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    killed = _kill_workers(process, 2)
    out, err = process.communicate(timeout=_DEADLINE)
    return Survivor(shop, killed, process.returncode, out, err)


def _kill_workers(process: subprocess.Popen[str], count: int) -> int:
    """SIGKILL workers of `process` that are at a job, one after the other; how many it were."""
    killed: set[int] = set()
    deadline = time.monotonic() + _DEADLINE
    while len(killed) < count and process.poll() is None and time.monotonic() < deadline:
        for worker in _at_work(process.pid):
            if worker not in killed:
                os.kill(worker, signal.SIGKILL)
                killed.add(worker)
                break
        time.sleep(0.05)
    return len(killed)


def _at_work(pid: int) -> Iterator[int]:
    """Ray's workers below the process, by the title that Ray gives one while it runs a job."""
    import ray  # noqa: F401, PLC0415 - brings its psutil

    psutil: Any = pytest.importorskip("psutil")
    for child in psutil.Process(pid).children(recursive=True):
        try:
            title = " ".join(child.cmdline())
        except psutil.Error:
            continue
        if title.startswith("ray::_perform"):
            yield child.pid


def test_a_run_that_loses_workers_delivers_the_same_films(
    opening: Opening, survivor: Survivor
) -> None:
    assert survivor.killed == 2
    assert survivor.status == 0, survivor.err
    assert json.loads(survivor.out)["films"]["made"] == len(BOTTLE)
    for film in BOTTLE:
        assert survivor.shop.segments(film) == opening.delivered.segments(film)
        good = frames_of(opening.delivered.films()[film])
        assert frames_of(survivor.shop.films()[film]) == good


def test_standard_output_is_one_json_document_and_progress_goes_to_standard_error(
    survivor: Survivor,
) -> None:
    assert survivor.out.startswith("{")
    assert "briefs" in json.loads(survivor.out)
    assert [line.split("] ")[-1] for line in survivor.err.splitlines() if "] " in line] == [
        f"films/bottle/{film}.mp4 created" for film in BOTTLE
    ]
