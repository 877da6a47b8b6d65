"""The local pool: jobs in threads of this process. It starts nothing and pickles nothing.

FFmpeg is a process of its own, and OpenCV and NumPy work outside of Python's lock, so threads keep
the processors busy. A job that brings its process down brings the run down; Ray's would not.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError as NeverStarted
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Generic, Self, TypeVar

from engine.pool.pool import Job, Report, WorkerResources
from schemas.errors import CallsheetError, CancelledError, UnexpectedError, WorkError

__all__ = ["LocalPool"]

T = TypeVar("T")


class LocalPool:
    """At most `cpus` jobs run at a time. A job that waits for others holds no thread.

    Those that need a model share one thread: a loaded pipeline shoots one take at a time.
    """

    remote = False

    def __init__(self, cpus: int | None = None) -> None:
        self._threads = ThreadPoolExecutor(
            cpus or os.cpu_count() or 1, thread_name_prefix="callsheet-job"
        )
        self._model = ThreadPoolExecutor(1, thread_name_prefix="callsheet-model")
        self._started = False
        self._closed = False

    @property
    def started(self) -> bool:
        """Whether there was anything to do."""
        return self._started

    def start(self, jobs: int = 1) -> None:  # noqa: ARG002 - threads come with the first job
        """Threads start by themselves."""
        self._started = True

    def run(
        self,
        job: Callable[..., T],
        /,
        *arguments: Any,
        what: str,
        after: Sequence[Job[Any]] = (),
        resources: WorkerResources | None = None,
        on_progress: Report | None = None,
    ) -> LocalJob[T]:
        """Hand `job` over, as `Pool.run` says; those with resources run one after the other."""
        if self._closed:
            raise WorkError("the pool is closed", remedy="Run again to continue.")
        self._started = True
        handed = LocalJob[T](what)
        threads = self._threads if resources is None else self._model
        sources = [one for one in (*arguments, *after) if isinstance(one, LocalJob)]

        def begin() -> None:
            try:
                threads.submit(handed.perform, job, arguments, sources, on_progress)
            except RuntimeError:  # the pool was closed while the sources were waited for
                handed.cancel()

        _when_all_are_done(sources, begin)
        return handed

    def close(self) -> None:
        """Wait for what runs; what has not started never does."""
        self._closed = True
        self._threads.shutdown(cancel_futures=True)
        self._model.shutdown(cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


class LocalJob(Generic[T]):
    """A job of the local pool."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._future: Future[T] = Future()
        self._cancelled = threading.Event()

    def result(self) -> T:
        """As `Job.result` says."""
        try:
            return self._future.result()
        except NeverStarted:
            raise CancelledError(f"{self._what} was cancelled") from None

    def done(self) -> bool:
        """Whether it has ended."""
        return self._future.done()

    def cancel(self) -> None:
        """As `Job.cancel` says."""
        self._cancelled.set()
        self._future.cancel()

    def when_done(self, then: Callable[[], None]) -> None:
        """Call `then` once it has ended, which may be now."""
        self._future.add_done_callback(lambda _future: then())

    def perform(
        self,
        job: Callable[..., T],
        arguments: Sequence[Any],
        sources: Sequence[LocalJob[Any]],
        on_progress: Report | None,
    ) -> None:
        """In a thread: the job, whose sources have ended."""
        if not self._future.set_running_or_notify_cancel():
            return
        try:
            for source in sources:
                source.result()
            plain = [one.result() if isinstance(one, LocalJob) else one for one in arguments]
            named = {} if on_progress is None else {"report": self._report(on_progress)}
            self._future.set_result(job(*plain, **named))
        except CallsheetError as error:
            self._future.set_exception(error)
        except Exception as error:  # noqa: BLE001 - jobs fail in their own ways
            found = UnexpectedError(
                f"{self._what} failed",
                f"{type(error).__name__}: {error}",
                "Run again; report it if it stays.",
            )
            found.__cause__ = error
            self._future.set_exception(found)
        except BaseException as error:
            self._future.set_exception(error)
            raise

    def _report(self, on_progress: Report) -> Report:
        def report(share: float) -> None:
            if self._cancelled.is_set():
                raise CancelledError(f"{self._what} was cancelled")
            on_progress(share)

        return report


def _when_all_are_done(sources: Sequence[LocalJob[Any]], then: Callable[[], None]) -> None:
    """Call `then` once, when the last of the sources has ended; now, where there are none."""
    left, lock = [len(sources)], threading.Lock()
    if not sources:
        then()
        return

    def one_is_done() -> None:
        with lock:
            left[0] -= 1
            last = left[0] == 0
        if last:
            then()

    for source in sources:
        source.when_done(one_is_done)
