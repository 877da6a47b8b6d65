"""LocalPool: jobs on threads of this process. It starts no process and pickles nothing.

It does not know what a job does. Threads are enough, because FFmpeg is a process of its own, and
OpenCV and NumPy let other threads run while they work.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent import futures
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Generic, Self, TypeVar

from engine.pool.pool import Job, WorkerResources, cancelled, closed, perform
from schemas.errors import ProductionError
from schemas.production import PoolSettings

__all__ = ["LocalJob", "LocalPool"]

T = TypeVar("T")


class LocalPool:
    """At most `cpus` jobs at a time; a job that waits for others holds no thread.

    Jobs that ask for the same resources run one after the other on a thread beside those, because
    what one of them loads into this process is there once, and two must not use it at a time. So
    this process counts as one model worker, whatever number was asked for. It has no GPUs to share
    out. Closing waits for the jobs that run: a thread cannot be killed.
    """

    def __init__(self, settings: PoolSettings) -> None:
        self._cpus = settings.cpus or os.cpu_count() or 1
        self._lock = threading.Lock()
        self._started = False
        self._left = False
        self._executors: dict[WorkerResources | None, ThreadPoolExecutor] = {}
        self._unfinished: dict[LocalJob[Any], None] = {}

    @property
    def started(self) -> bool:
        """Whether the pool has been started."""
        return self._started

    @property
    def remote(self) -> bool:
        """No: workers are threads of this process."""
        return False

    def start(self, jobs: int = 1, resources: Collection[WorkerResources] = ()) -> None:
        """See `Pool.start`; only resources can be wrong here."""
        del jobs  # threads come with the jobs
        for asked in resources:
            _assert_no_gpus(asked)
        with self._lock:
            if self._left:
                raise closed()
            self._started = True

    def run(
        self,
        job: Callable[..., T],
        /,
        *arguments: Any,
        what: str,
        after: Sequence[Job[Any]] = (),
        resources: WorkerResources | None = None,
        on_progress: Callable[[float], None] | None = None,
    ) -> Job[T]:
        """See `Pool.run`."""
        self.start(resources=() if resources is None else (resources,))
        sources = [one for one in (*arguments, *after) if isinstance(one, LocalJob)]
        made = LocalJob(job, arguments, sources, what, on_progress)
        with self._lock:
            executor = self._executor(resources)
            self._unfinished[made] = None
        made.future.add_done_callback(lambda _: self._forget(made))
        _when_done([source.future for source in sources], lambda: _submit(executor, made))
        return made

    def close(self) -> None:
        """See `Pool.close`."""
        with self._lock:
            executors = list(self._executors.values())
            unfinished = list(self._unfinished)
            self._executors = {}
            self._started = False
        for executor in executors:
            executor.shutdown(wait=False, cancel_futures=True)
        # The last first, because a job that ends sets those going that wait for it.
        for one in reversed(unfinished):
            one.cancel()
        for executor in executors:
            executor.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        with self._lock:
            self._left = True
        self.close()

    def _executor(self, resources: WorkerResources | None) -> ThreadPoolExecutor:
        if resources not in self._executors:
            threads = self._cpus if resources is None else 1
            self._executors[resources] = ThreadPoolExecutor(threads, "callsheet-job")
        return self._executors[resources]

    def _forget(self, made: LocalJob[Any]) -> None:
        with self._lock:
            self._unfinished.pop(made, None)


class LocalJob(Generic[T]):
    """A job of a LocalPool; `future` is its outcome."""

    def __init__(
        self,
        job: Callable[..., T],
        arguments: Sequence[Any],
        sources: Sequence[LocalJob[Any]],
        what: str,
        on_progress: Callable[[float], None] | None,
    ) -> None:
        self.future: Future[T] = Future()
        self._job = job
        self._arguments = arguments
        self._sources = sources
        self._what = what
        self._on_progress = on_progress
        self._cancelled = threading.Event()

    def result(self) -> T:
        """See `Job.result`."""
        try:
            return self.future.result()
        except futures.CancelledError:
            raise cancelled(self._what) from None

    def done(self) -> bool:
        """See `Job.done`."""
        return self.future.done()

    def cancel(self) -> None:
        """See `Job.cancel`."""
        self._cancelled.set()
        self.future.cancel()

    def perform(self) -> None:
        """On a thread of the pool, when every job that it waits for has ended, well or not."""
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            for source in self._sources:
                source.result()
            outcome = perform(
                self._job,
                [one.result() if isinstance(one, LocalJob) else one for one in self._arguments],
                self._what,
                self._report if self._on_progress else None,
            )
        except BaseException as error:  # noqa: BLE001 - it belongs to who asks for the result
            self.future.set_exception(error)
        else:
            if self._cancelled.is_set():
                self.future.set_exception(cancelled(self._what))
            else:
                self.future.set_result(outcome)

    def _report(self, fraction: float) -> None:
        if self._cancelled.is_set():
            raise cancelled(self._what)
        if self._on_progress:
            self._on_progress(fraction)


def _when_done(waited_for: Iterable[Future[Any]], then: Callable[[], None]) -> None:
    """Call `then` when all have ended, on the thread of the last one, or here and now."""
    left = set(waited_for)
    remaining = len(left) + 1
    lock = threading.Lock()

    def one_less(_: object) -> None:
        nonlocal remaining
        with lock:
            remaining -= 1
            last = remaining == 0
        if last:
            then()

    for future in left:
        future.add_done_callback(one_less)
    one_less(None)


def _submit(executor: ThreadPoolExecutor, made: LocalJob[Any]) -> None:
    try:
        executor.submit(made.perform)
    except RuntimeError:  # the pool was closed meanwhile
        made.cancel()


def _assert_no_gpus(resources: WorkerResources) -> None:
    if resources.gpus:
        raise ProductionError(
            "a pool within this process has no GPUs to share out",
            f"a worker asks for {resources.gpus:g}",
            "Say pool.kind: ray, or device: cpu for the renderer.",
        )
