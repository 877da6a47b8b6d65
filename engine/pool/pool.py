"""Pool: jobs in parallel on Ray, after each other where they must.

It does not know what a job does; jobs are plain functions of `engine.jobs`.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self, TypeVar

from engine.pool.job import Job
from engine.pool.nodes import assert_fit
from engine.pool.residents import open_desk
from engine.renderers.renderer import Needs
from schemas.errors import ProductionError, RefusedError, WorkError
from schemas.production import PoolSettings

__all__ = ["Pool"]

T = TypeVar("T")

_OBJECT_STORE = 256 * 1024 * 1024
"""Bytes of shared memory: frames never travel through Ray, only recipes and results do."""


class Pool:
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
        self._desks: dict[Needs, Any] = {}

    @property
    def started(self) -> bool:
        """Whether there was anything to do."""
        return self._runner is not None

    def start(self) -> None:
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
        needs: Needs | None = None,
    ) -> Job[T]:
        """Hand `job` to the pool; it starts when every job in `after` has ended well.

        `arguments` must pickle; a Job among them arrives as its result. `what` names it in errors.
        A job that `needs` something is done by one of the workers that have it, which stay: what
        one of them loads is there for its next job. Raises ProductionError where none can have it.
        """
        start = self._ready() if needs is None else self._desk(needs).perform
        plain = [item.reference if isinstance(item, Job) else item for item in arguments]
        return Job(start.remote(job, len(plain), *plain, *(one.reference for one in after)), what)

    def close(self) -> None:
        """Leave the cluster, or stop the local one."""
        with self._lock:
            if self.started:
                import ray  # noqa: PLC0415 - heavy

                ray.shutdown()
                self._runner = None
                self._desks = {}

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

    def _desk(self, needs: Needs) -> Any:
        self._ready()
        with self._lock:
            if needs not in self._desks:
                self._desks[needs] = open_desk(needs)
            return self._desks[needs]

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


def _perform(job: Callable[..., Any], count: int, *arguments: Any) -> Any:
    """On a worker: the job with its own arguments; what follows them was only waited for."""
    return job(*arguments[:count])
