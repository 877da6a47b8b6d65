"""Progress on Ray: reports of running jobs on their way from workers to the driver.

It does not know what a fraction is of.
"""

from __future__ import annotations

import contextlib
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.pool.pool import cancelled

__all__ = ["Progress", "Reporter", "Reporting"]

_INTERVAL = 0.5
"""Seconds between two reports of one job, and between two looks of the driver for new ones."""


@dataclass(frozen=True, slots=True)
class Reporting:
    """Where the reports of one job go; it travels to the worker with the job."""

    board: Any
    job: str


class Progress:
    """The driver's side: an actor that workers report to, and a thread that asks it.

    The thread lives while there is a job that reports. Ray has been started.
    """

    def __init__(self) -> None:
        import ray  # noqa: PLC0415 - heavy

        self._board: Any = ray.remote(_Board).options(num_cpus=0, max_restarts=-1).remote()
        self._lock = threading.Lock()
        self._delivering = threading.RLock()
        self._listeners: dict[str, Callable[[float], None]] = {}
        self._jobs: dict[str, Any] = {}
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def reporting(self, on_progress: Callable[[float], None]) -> Reporting:
        """Where a new job reports to."""
        job = uuid.uuid4().hex
        with self._lock:
            self._listeners[job] = on_progress
        return Reporting(self._board, job)

    def follow(self, reporting: Reporting, reference: Any) -> None:
        """Ask for its reports until the job that Ray knows by `reference` is done."""
        with self._lock:
            self._jobs[reporting.job] = reference
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._ask, name="callsheet-progress", daemon=True
                )
                self._thread.start()

    def deliver(self) -> None:
        """Hand on what was reported since the last time."""
        import ray  # noqa: PLC0415 - heavy

        with self._delivering:
            try:
                news: dict[str, float] = ray.get(self._board.take.remote())
            except ray.exceptions.RayError:
                return  # the cluster is gone: the jobs' results say so
            for job, fraction in news.items():
                with self._lock:
                    listener = self._listeners.get(job)
                if listener is not None:
                    listener(fraction)

    def close(self) -> None:
        """End the thread; Ray is still there."""
        self._closed.set()
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join()

    def _ask(self) -> None:
        import ray  # noqa: PLC0415 - heavy

        while not self._closed.wait(_INTERVAL):
            with self._lock:
                jobs = {reference: job for job, reference in self._jobs.items()}
            ended, _ = ray.wait(list(jobs), num_returns=len(jobs), timeout=0)
            self.deliver()
            with self._lock:
                for reference in ended:
                    del self._jobs[jobs[reference]], self._listeners[jobs[reference]]
                if not self._jobs:
                    self._thread = None
                    return


class Reporter:
    """The worker's side: the `report` of one job, which raises CancelledError once it is given up.

    It sends twice a second at most; `flush` sends the last report, and waits until it has arrived.
    """

    def __init__(self, reporting: Reporting, what: str, is_cancelled: Callable[[], bool]) -> None:
        self._reporting = reporting
        self._what = what
        self._is_cancelled = is_cancelled
        self._last: float | None = None
        self._sent_at = 0.0

    def __call__(self, fraction: float) -> None:
        """Report that `fraction` of the job is done, 0 to 1."""
        if self._is_cancelled():
            raise cancelled(self._what)
        self._last = fraction
        now = time.monotonic()
        if now >= self._sent_at + _INTERVAL:
            self._sent_at = now
            self._send()

    def flush(self) -> None:
        """Send the last report; where nobody can be reached any more, the job's work counts."""
        import ray  # noqa: PLC0415 - heavy

        if self._last is not None:
            with contextlib.suppress(ray.exceptions.RayError):
                ray.get(self._send())

    def _send(self) -> Any:
        return self._reporting.board.put.remote(self._reporting.job, self._last)


class _Board:
    """Runs on the cluster: the newest report of each job that the driver has not seen."""

    def __init__(self) -> None:
        self._news: dict[str, float] = {}

    def put(self, job: str, fraction: float) -> None:
        """From a worker."""
        self._news[job] = fraction

    def take(self) -> dict[str, float]:
        """To the driver."""
        news, self._news = self._news, {}
        return news
