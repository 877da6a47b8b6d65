"""Prefect's server dies: serve starts it again, and the run that is under way goes on."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import httpx
import pytest

from tests.flows.serving.office import Office, until


def servers_of(office: Office) -> list[int]:
    """The processes of the server that this serve started."""
    parent, found = f"PPid:\t{office.process.pid}\n", []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            ours = parent in (process / "status").read_text("utf-8")
            if ours and b"flows.serving.child" in (process / "cmdline").read_bytes():
                found.append(int(process.name))
        except OSError:  # it ended
            continue
    return found


@pytest.mark.timeout(900)
def test_a_server_that_dies_is_started_again_and_the_run_goes_on(office: Office) -> None:
    health = f"{office.said['films']}/health"
    until(lambda: httpx.get(health).status_code == 200)
    run = office.start("shop")
    until(lambda: office.run(run)["state_name"] == "Running")
    (server,) = servers_of(office)
    os.kill(server, signal.SIGKILL)
    until(lambda: servers_of(office) not in ([], [server]))
    assert office.ended(run)["state_name"] == "Completed"
    until(lambda: httpx.get(health).status_code == 200)
    log = office.log.read_text("utf-8")
    assert log.count("Prefect's server has ended (status -9) and is started again") == 1
    metrics = httpx.get(f"{office.said['films']}/metrics").text
    assert "callsheet_up 1.0" in metrics
