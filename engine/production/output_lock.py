"""Output lock: runs that write into one output folder wait for each other.

It does not know what they write. The lock goes with its process, however that ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

__all__ = ["output_lock"]

_POLL = 0.5
"""Seconds between two tries. A wait without an end could not be interrupted in every thread when
the run is cancelled."""


@contextmanager
def output_lock(out: Path, waiting: Callable[[str], None]) -> Iterator[None]:
    """Hold `out` for the block; where another run has it, tell `waiting` once and wait.

    Two runs that interleave there would each write a manifest without the other's films. One
    process cannot take it twice. Raises OSError where the folder cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    lock = FileLock(out / ".lock", thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        waiting(f"Waiting for another run to finish with {out}")
        lock.acquire(poll_interval=_POLL)
    try:
        yield
    finally:
        lock.release()
