"""Progress of jobs on Ray: their reports reach the driver through a queue on the cluster."""

from __future__ import annotations

import itertools
import threading
import time
from dataclasses import dataclass
from typing import Any

from engine.pool.pool import Report

__all__ = ["ProgressRelay", "Reporter"]

_EVERY = 0.5
"""Seconds between two reports of one job: more often nobody sees the difference."""


@dataclass(slots=True)
class Reporter:
    """Called by a job on a worker; sends what it hears on, not too often."""

    queue: Any
    number: int
    last: float = 0.0

    def __call__(self, share: float) -> None:
        """Send `share` on."""
        now = time.monotonic()
        if share >= 1 or now - self.last >= _EVERY:
            self.last = now
            self.queue.put((self.number, share))


class ProgressRelay:
    """Takes reports off the queue, in a thread of the driver."""

    def __init__(self) -> None:
        from ray.util.queue import Queue  # noqa: PLC0415 - heavy

        self._queue = Queue(actor_options={"num_cpus": 0})
        self._listeners: dict[int, Report] = {}
        self._numbers = itertools.count()
        self._closed = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def reporter(self, on_progress: Report) -> Reporter:
        """A reporter for one job."""
        number = next(self._numbers)
        self._listeners[number] = on_progress
        return Reporter(self._queue, number)

    def close(self) -> None:
        """Listen no more."""
        self._closed.set()
        self._queue.shutdown(force=True)

    def _listen(self) -> None:
        import ray  # noqa: PLC0415 - heavy
        from ray.util.queue import Empty  # noqa: PLC0415 - heavy

        while not self._closed.is_set():
            try:
                number, share = self._queue.get(timeout=_EVERY)
            except Empty:
                continue
            except ray.exceptions.RayError:  # the cluster is gone, and its jobs with it
                return
            self._listeners[number](share)
