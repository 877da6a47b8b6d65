"""Runs that write into one folder take turns."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from engine.production.output_lock import output_lock

HOLD = """
import sys, time
from pathlib import Path
from engine.production.output_lock import output_lock
with output_lock(Path(sys.argv[1]), print):
    print("held", flush=True)
    time.sleep(600)
"""


def held(out: Path) -> subprocess.Popen[bytes]:
    """A process that holds the folder."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(out)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    return process


def test_a_second_run_waits_for_the_first_and_says_so(tmp_path: Path) -> None:
    told: list[str] = []
    order: list[str] = []
    waiting = threading.Event()

    def tell(what: str) -> None:
        told.append(what)
        waiting.set()

    def second() -> None:
        with output_lock(tmp_path, tell):
            order.append("second")

    thread = threading.Thread(target=second)
    with output_lock(tmp_path, told.append):
        thread.start()
        assert waiting.wait(60)
        order.append("first")
    thread.join(60)
    assert order == ["first", "second"]
    assert told == [f"Waiting for another run to finish with {tmp_path}"]


def test_a_run_that_is_killed_leaves_the_folder_free(tmp_path: Path) -> None:
    process = held(tmp_path)
    process.kill()
    process.communicate()
    told: list[str] = []
    with output_lock(tmp_path, told.append):
        assert told == []


def test_another_process_is_waited_for(tmp_path: Path) -> None:
    process = held(tmp_path)

    def end(_what: str) -> None:
        process.terminate()
        process.communicate()

    with output_lock(tmp_path, end):
        assert process.returncode is not None


def test_other_folders_are_not_waited_for(tmp_path: Path) -> None:
    told: list[str] = []
    with output_lock(tmp_path / "a", told.append), output_lock(tmp_path / "b", told.append):
        assert told == []


def test_an_error_in_a_run_leaves_the_folder_free(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="broken"), output_lock(tmp_path, print):
        raise ValueError("broken")
    with output_lock(tmp_path, pytest.fail):
        pass
