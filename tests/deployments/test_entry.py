"""The entry of a container that drives a cluster: beside a node of Ray, and ended with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deployments.recipes import DEPLOYMENTS
from tests.ray_node import head

PATIENCE = 120
COMMAND = """#!/bin/sh
trap 'exit 7' TERM
touch "$1"
if [ -n "$2" ]; then exit "$2"; fi
while true; do sleep 0.1; done
"""


class Container:
    """The entry with a `callsheet` that leaves a mark and waits, or ends with a status."""

    def __init__(self, folder: Path, address: str) -> None:
        self.mark, self.said = folder / "mark", folder / "said"
        command = folder / "callsheet"
        command.write_text(COMMAND)
        command.chmod(0o755)
        self._path = f"{folder}:{Path(sys.executable).parent}:{os.environ['PATH']}"
        self._address = address

    def start(self, status: str = "") -> subprocess.Popen[bytes]:
        with self.said.open("wb") as said:
            return subprocess.Popen(
                [DEPLOYMENTS / "container" / "entry.sh", "callsheet", self.mark, status],
                env={**os.environ, "PATH": self._path, "CALLSHEET_POOL__ADDRESS": self._address},
                stderr=said,
            )

    def wait_for_the_command(self) -> None:
        late = time.monotonic() + PATIENCE
        while not self.mark.exists():
            assert time.monotonic() < late, "the command did not start"
            time.sleep(0.1)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with head() as started:
        yield started


@pytest.fixture
def container(tmp_path: Path, address: str) -> Container:
    return Container(tmp_path, address)


def test_it_ends_with_the_status_of_the_command(container: Container) -> None:
    assert container.start("3").wait(PATIENCE) == 3
    assert container.mark.exists()


def test_what_ends_the_container_ends_the_command_first(container: Container) -> None:
    running = container.start()
    container.wait_for_the_command()
    running.terminate()
    assert running.wait(PATIENCE) == 7


def test_when_its_node_is_lost_the_container_ends_so_that_it_can_begin_anew(
    container: Container,
) -> None:
    running = container.start()
    container.wait_for_the_command()
    (node,) = [pid for pid, line in _children(running.pid) if "--block" in line]
    os.kill(node, signal.SIGTERM)
    assert running.wait(PATIENCE) == 1
    assert "the node of Ray is gone; ending the command" in container.said.read_text()


def _children(pid: int) -> list[tuple[int, str]]:
    import psutil  # type: ignore[import-untyped]  # noqa: PLC0415 - only here

    return [(one.pid, " ".join(one.cmdline())) for one in psutil.Process(pid).children()]
