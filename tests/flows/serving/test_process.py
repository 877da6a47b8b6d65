"""A served run's process ends soon after it is told to, and when its serve is gone."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.flows.serving.office import until

RUN = """
import signal, sys, time
from flows.serving.process import end_with_serve
signal.signal(signal.SIGTERM, lambda *_: print("heard", flush=True))
end_with_serve()
print("begun", flush=True)
while True:
    time.sleep(1)
"""


def test_a_run_that_does_not_end_by_itself_is_ended_after_its_own_handler_was_heard() -> None:
    run = subprocess.Popen([sys.executable, "-c", RUN], stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    with run.stdout as said:
        assert said.readline() == "begun\n"
        run.send_signal(signal.SIGTERM)
        began = time.monotonic()
        assert said.read() == "heard\n"
        assert run.wait() == 128 + signal.SIGTERM
    assert time.monotonic() - began < 30


def test_a_run_whose_serve_was_killed_ends(tmp_path: Path) -> None:
    told = tmp_path / "told"
    serve = f"""
import subprocess, sys, time
with open({str(told)!r}, "w") as told:
    run = subprocess.Popen([sys.executable, "-c", {RUN!r}], stdout=told)
print(run.pid, flush=True)
time.sleep(600)
"""
    parent = subprocess.Popen([sys.executable, "-c", serve], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout as said:
        run = int(said.readline())
    until(lambda: "begun" in told.read_text("ascii"))
    parent.kill()
    parent.wait()
    until(lambda: "heard" in told.read_text("ascii"))
    until(lambda: not _lives(run))


def _lives(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"  # ended, and nobody has asked how
