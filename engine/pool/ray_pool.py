"""The Ray pool: jobs on a local or a given cluster.

It does not know what a job does; jobs are plain functions of `engine.jobs`.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Generic, Self, TypeVar

from engine.pool.model_workers import open_dispatcher
from engine.pool.pool import Job, Report, WorkerResources
from engine.pool.ray_nodes import assert_fit
from engine.pool.ray_progress import ProgressRelay
from schemas.errors import (
    CallsheetError,
    CancelledError,
    ProductionError,
    RefusedError,
    UnexpectedError,
    WorkError,
)
from schemas.production import PoolSettings

__all__ = ["RayPool"]

T = TypeVar("T")

_OBJECT_STORE = 256 * 1024 * 1024
"""Bytes of shared memory: frames never travel through Ray, only recipes and results do."""


class RayPool:
    """Starts Ray when the first job comes, and not at all where there is nothing to do.

    A job whose worker dies is run again, up to three times: jobs are free and write whole blobs,
    so running one twice costs time and nothing else. Errors that a job raises are not retried.
    """

    def __init__(self, settings: PoolSettings, store: str) -> None:
        self._settings = settings
        self._store = store
        self._lock = threading.Lock()
        self._runner: Any = None
        self._left = False
        self._relay: ProgressRelay | None = None
        self._dispatchers: dict[WorkerResources, Any] = {}

    @property
    def started(self) -> bool:
        """Whether there was anything to do."""
        return self._runner is not None

    @property
    def remote(self) -> bool:
        """Whether workers may not see this machine's files: those of a cluster need not."""
        return self._settings.address is not None

    def start(self, jobs: int = 1) -> None:  # noqa: ARG002 - a cluster has its own size
        """Start now, or join the cluster, rather than with the first job.

        Raises ProductionError where the cluster does not answer, StoreError where a node of it does
        not see the store.
        """
        self._ready()

    def run(
        self,
        job: Callable[..., T],
        /,
        *arguments: Any,
        what: str,
        after: Sequence[Job[Any]] = (),
        resources: WorkerResources | None = None,
        on_progress: Report | None = None,
    ) -> RayJob[T]:
        """Hand `job` over, as `Pool.run` says; `arguments` must pickle."""
        runner = self._ready() if resources is None else self._dispatcher(resources).perform
        plain = [one.reference if isinstance(one, RayJob) else one for one in arguments]
        waited = [one.reference for one in after if isinstance(one, RayJob)]
        reporter = None if on_progress is None else self._reporter(on_progress)
        reference = runner.remote(job, reporter, len(plain), *plain, *waited)
        return RayJob(reference, what)

    def close(self) -> None:
        """Leave the cluster, or stop the local one."""
        with self._lock:
            if self.started:
                import ray  # noqa: PLC0415 - heavy

                if self._relay is not None:
                    self._relay.close()
                    self._relay = None
                ray.shutdown()
                self._runner = None
                self._dispatchers = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._left = True
        self.close()

    def _ready(self) -> Any:
        with self._lock:
            if self._left:
                # The threads of a cancelled run would start Ray anew behind its back.
                raise WorkError("the pool is closed", remedy="Run again to continue.")
            if self._runner is None:
                with _callers_sigterm():
                    self._runner = self._start()
        return self._runner

    def _dispatcher(self, resources: WorkerResources) -> Any:
        self._ready()
        with self._lock:
            if resources not in self._dispatchers:
                self._dispatchers[resources] = open_dispatcher(resources)
            return self._dispatchers[resources]

    def _reporter(self, on_progress: Report) -> Any:
        """A handle that travels to the worker, whose reports reach `on_progress` here."""
        self._ready()
        with self._lock:
            if self._relay is None:
                self._relay = ProgressRelay()
            return self._relay.reporter(on_progress)

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
                assert_fit(self._store)
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


class RayJob(Generic[T]):
    """A job of the Ray pool."""

    def __init__(self, reference: Any, what: str) -> None:
        self.reference = reference
        self._what = what

    def result(self) -> T:
        """As `Job.result` says."""
        import ray  # noqa: PLC0415 - heavy

        try:
            outcome: T = ray.get(self.reference)
        except ray.exceptions.TaskCancelledError:
            raise CancelledError(f"{self._what} was cancelled") from None
        except ray.exceptions.RayTaskError as error:
            cause = error.cause
            if isinstance(cause, CallsheetError):
                raise cause from None
            if isinstance(cause, ray.exceptions.RayError):
                raise self._of_ray(cause) from error
            raise self._unexpected(f"{type(cause).__name__}: {cause}") from error
        except ray.exceptions.RayError as error:
            raise self._of_ray(error) from error
        return outcome

    def done(self) -> bool:
        """Whether it has ended."""
        import ray  # noqa: PLC0415 - heavy

        ended, _ = ray.wait([self.reference], timeout=0)
        return bool(ended)

    def cancel(self) -> None:
        """As `Job.cancel` says."""
        import ray  # noqa: PLC0415 - heavy

        ray.cancel(self.reference, recursive=True)

    def _of_ray(self, error: Exception) -> WorkError:
        """For what Ray itself says, not the job."""
        import ray  # noqa: PLC0415 - heavy

        if isinstance(error, ray.exceptions.WorkerCrashedError | ray.exceptions.RayActorError):
            return WorkError(
                f"{self._what} failed: its worker died again and again",
                remedy="Look for a lack of memory; give the pool fewer cpus or workers.",
            )
        # Ray killed it for its memory, or its error could not be pickled.
        last = str(error).strip().splitlines()[-1]
        return self._unexpected(f"{type(error).__name__}: {last}")

    def _unexpected(self, what: str) -> UnexpectedError:
        remedy = "Run again; report it if it stays."
        return UnexpectedError(f"{self._what} failed", what, remedy)


def _perform(job: Callable[..., Any], reporter: Any, count: int, *arguments: Any) -> Any:
    """On a worker: the job with its own arguments; what follows them was only waited for."""
    if reporter is None:
        return job(*arguments[:count])
    return job(*arguments[:count], report=reporter)
