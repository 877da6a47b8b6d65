"""Turn: runs that write into one output folder take turns.

It does not know what they write. The lock goes with its process, however that ends.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["turn"]

_PAUSE = 0.5
"""Seconds between two tries: a blocking wait would not hear of a cancelled run in every thread."""


@contextmanager
def turn(out: Path, waiting: Callable[[str], None]) -> Iterator[None]:
    """Hold `out` for the block; until it is free, wait, having told `waiting` once.

    Two runs that interleave there would each write a manifest without the other's films. Not for
    one process to take twice. Raises OSError where the folder cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    with (out / ".turn").open("ab") as file:
        told = False
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if not told:
                    waiting(f"Waiting for another run to finish with {out}")
                    told = True
                time.sleep(_PAUSE)
        yield
