"""RayPool: jobs in processes of Ray, on this machine or on a cluster.

It does not know what a job does.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Generic, Self, TypeVar

from engine.pool.model_workers import open_dispatcher
from engine.pool.nodes import assert_fit
from engine.pool.pool import Job, WorkerResources, cancelled, closed, perform
from engine.pool.progress import Progress, Reporter, Reporting
from schemas.errors import CallsheetError, ProductionError, RefusedError, WorkError
from schemas.production import PoolSettings

__all__ = ["RayJob", "RayPool"]

T = TypeVar("T")

_OBJECT_STORE = 256 * 1024 * 1024
"""Bytes of shared memory: frames never travel through Ray, only recipes and results do."""


class RayPool:
    """Starts Ray when the first job comes, and not at all where there is nothing to do.

    Arguments and results must pickle. A job whose worker dies is run again, up to three times.
    Closing kills the jobs that run.
    """

    def __init__(self, settings: PoolSettings, store_location: str) -> None:
        self._settings = settings
        self._store_location = store_location
        self._lock = threading.Lock()
        self._left = False
        self._performer: Any = None
        self._dispatchers: dict[WorkerResources, Any] = {}
        self._progress: Progress | None = None

    @property
    def started(self) -> bool:
        """Whether there was anything to do."""
        return self._performer is not None

    @property
    def remote(self) -> bool:
        """Whether it is a cluster, whose workers need not see this machine's files."""
        return self._settings.address is not None

    def start(self, jobs: int = 1, resources: Collection[WorkerResources] = ()) -> None:
        """See `Pool.start`."""
        del jobs  # Ray has as many workers as processors, however much there is to do
        with self._lock:
            if self._left:
                raise closed()
            if self._performer is None:
                with _callers_sigterm():
                    self._performer = self._start()
            for asked in resources:
                if asked not in self._dispatchers:
                    self._dispatchers[asked] = open_dispatcher(asked)

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
        with self._lock:
            performer = self._performer if resources is None else self._dispatchers[resources]
            if resources is not None:
                performer = performer.perform
            if on_progress is not None and self._progress is None:
                self._progress = Progress()
            progress = self._progress if on_progress is not None else None
        reporting = progress.reporting(on_progress) if progress and on_progress else None
        given = [one.reference if isinstance(one, RayJob) else one for one in arguments]
        waited_for = [one.reference for one in after if isinstance(one, RayJob)]
        reference = performer.remote(job, what, reporting, len(given), *given, *waited_for)
        if progress and reporting:
            progress.follow(reporting, reference)
        return RayJob(reference, what, progress)

    def close(self) -> None:
        """Leave the cluster, or stop the local one."""
        with self._lock:
            if self.started:
                import ray  # noqa: PLC0415 - heavy

                if self._progress is not None:
                    self._progress.close()
                ray.shutdown()
                self._performer = None
                self._dispatchers = {}
                self._progress = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._left = True
        self.close()

    def _start(self) -> Any:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        os.environ.setdefault("RAY_ENABLE_UV_RUN_RUNTIME_ENV", "0")
        import ray  # noqa: PLC0415 - heavy

        workers = {"env_vars": {"OMP_NUM_THREADS": "1", "VIPS_CONCURRENCY": "1"}}
        if self._settings.address:
            try:
                ray.init(
                    address=self._settings.address,
                    log_to_driver=False,
                    logging_level=logging.ERROR,
                    runtime_env=workers,
                )
            except ConnectionError as error:
                raise ProductionError(
                    "the pool's cluster cannot be joined",
                    f"pool.address {self._settings.address}: {error}",
                    "Start it, or leave pool.address out; where it asks for a token, say "
                    "RAY_AUTH_MODE=token.",
                ) from error
            try:
                assert_fit(self._store_location)
            except RefusedError:
                ray.shutdown()
                raise
        else:
            # "local", because without an address Ray joins any cluster that runs on this machine.
            ray.init(
                address="local",
                num_cpus=self._settings.cpus or os.cpu_count(),
                include_dashboard=False,
                log_to_driver=False,
                logging_level=logging.ERROR,
                object_store_memory=_OBJECT_STORE,
                runtime_env=workers,
            )
        return ray.remote(num_cpus=1, max_retries=3)(_perform)


class RayJob(Generic[T]):
    """A job of a RayPool; Ray knows it by `reference`."""

    def __init__(self, reference: Any, what: str, progress: Progress | None) -> None:
        self.reference = reference
        self._what = what
        self._progress = progress
        self._cancelled = False

    def result(self) -> T:
        """See `Job.result`."""
        import ray  # noqa: PLC0415 - heavy

        try:
            outcome: T = ray.get(self.reference)
        except ray.exceptions.RayError as error:
            raise self._failure(error) from None
        finally:
            if self._progress is not None:
                self._progress.deliver()
        if self._cancelled:
            raise cancelled(self._what)
        return outcome

    def done(self) -> bool:
        """See `Job.done`."""
        import ray  # noqa: PLC0415 - heavy

        ended, _ = ray.wait([self.reference], timeout=0)
        return bool(ended)

    def cancel(self) -> None:
        """See `Job.cancel`."""
        import ray  # noqa: PLC0415 - heavy

        if not self.done():
            self._cancelled = True
            ray.cancel(self.reference)

    def _failure(self, error: Exception) -> CallsheetError:
        """What Ray says, in our words; a job's own errors are ours already, see `perform`."""
        import ray  # noqa: PLC0415 - heavy

        if isinstance(error, ray.exceptions.RayTaskError):
            if isinstance(error.cause, CallsheetError):
                return error.cause
            if isinstance(error.cause, ray.exceptions.RayError):
                error = error.cause
        if self._cancelled or isinstance(error, ray.exceptions.TaskCancelledError):
            return cancelled(self._what)
        if isinstance(error, ray.exceptions.WorkerCrashedError | ray.exceptions.RayActorError):
            return WorkError(
                f"{self._what} failed: its worker died again and again",
                remedy="Look for a lack of memory; give the pool fewer cpus or workers.",
            )
        # Ray killed it for its memory, or a result could not be pickled.
        last = str(error).strip().splitlines()[-1]
        return WorkError(
            f"{self._what} failed",
            f"{type(error).__name__}: {last}",
            "Run again; report it if it stays.",
        )


@contextmanager
def _callers_sigterm() -> Iterator[None]:
    """Keep the caller's handler of SIGTERM: the one that Ray puts in place ends the process.

    Prefect's raises an error within the run, which is how a run that is cancelled closes what it
    opened; with Ray's it was shown as crashed, and only then as cancelled.
    """
    before = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, before)


def _perform(
    job: Callable[..., Any], what: str, reporting: Reporting | None, count: int, *arguments: Any
) -> Any:
    """On a worker: the job with its own `count` arguments; the others were only waited for."""
    with _interrupts_noted() as interrupted:
        if reporting is None:
            return perform(job, arguments[:count], what)
        report = Reporter(reporting, what, interrupted)
        try:
            return perform(job, arguments[:count], what, report)
        finally:
            report.flush()


@contextmanager
def _interrupts_noted() -> Iterator[Callable[[], bool]]:
    """Note the interrupt by which Ray cancels a running task, instead of raising it there.

    Raised in the midst of an import, it leaves a library half loaded in a worker that lives on.
    """
    noted = threading.Event()
    before = signal.signal(signal.SIGINT, lambda *_: noted.set())
    try:
        yield noted.is_set
    finally:
        signal.signal(signal.SIGINT, before)
