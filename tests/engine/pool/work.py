"""What the workers of these tests run: each leaves files behind that show that it ran."""

from __future__ import annotations

import functools
import os
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

__all__ = [
    "TIMEOUT",
    "add",
    "awkward",
    "count_down",
    "die",
    "die_if_bad",
    "fail",
    "loaded_after",
    "meet",
    "slow_stamp",
    "stamp",
    "stay_until_killed_once",
    "threads",
    "wait_for",
]

TIMEOUT = 120.0
"""Seconds after which something that should have happened will not."""


def wait_for(path: Path) -> None:
    late = time.monotonic() + TIMEOUT
    while not path.exists():
        if time.monotonic() > late:
            raise TimeoutError(path.name)
        time.sleep(0.02)


def add(*numbers: int) -> int:
    return sum(numbers)


def meet(mine: Path, other: Path) -> bool:
    mine.touch()
    wait_for(other)
    return True


def stamp(mark: Path) -> float:
    mark.touch()
    return time.monotonic()


def slow_stamp(mark: Path) -> float:
    time.sleep(0.5)
    return stamp(mark)


def count_down(begun: Path, go: Path, report: Callable[[float], None]) -> str:
    """Report a half until `go` is there, then the whole."""
    begun.touch()
    late = time.monotonic() + TIMEOUT
    while not go.exists():
        if time.monotonic() > late:
            raise TimeoutError(go.name)
        report(0.5)
        time.sleep(0.02)
    report(1.0)
    return "made"


def stay_until_killed_once(folder: Path) -> str:
    """The first time it waits to be killed; the second time it returns."""
    if (folder / "pid").exists():
        return "made at the second attempt"
    part = folder / "part"
    part.write_text(str(os.getpid()))
    part.rename(folder / "pid")
    time.sleep(TIMEOUT)
    return "made at the first attempt"


def die(folder: Path) -> None:
    """As a worker without memory dies: at once, and every time."""
    Path(tempfile.mkstemp(dir=folder)[1]).touch()
    os.kill(os.getpid(), signal.SIGKILL)


def die_if_bad(folder: Path, bad: bool) -> str:
    if bad:
        die(folder)
    return "made"


def fail(error: Exception, folder: Path | None = None) -> None:
    if folder:
        Path(tempfile.mkstemp(dir=folder)[1]).touch()
    raise error


def threads() -> str | None:
    return os.environ.get("OMP_NUM_THREADS")


class _AwkwardError(Exception):
    """It cannot be rebuilt from its arguments, as many an error of a library."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} and {other}")


def awkward() -> None:
    raise _AwkwardError("this", "that")


@functools.cache
def _loaded() -> str:
    """As a model is: once in each process."""
    return f"{os.getpid()} at {time.monotonic()}"


def loaded_after(seconds: float) -> str:
    time.sleep(seconds)
    return _loaded()
