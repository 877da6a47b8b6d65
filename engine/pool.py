"""The pool: the one room of Ray. Jobs run on it in parallel and may wait for each other.

It does not know what a job does; jobs are plain functions of `engine.crew`.
"""

from __future__ import annotations

import logging
import os
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Generic, Self, TypeVar

from schemas.errors import CallsheetError, ProductionError, StoreError, WorkError
from schemas.production import PoolSettings

__all__ = ["Job", "Pool"]

T = TypeVar("T")

_OBJECT_STORE = 256 * 1024 * 1024
"""Bytes of shared memory: frames never travel through Ray, only recipes and results do."""


class Job(Generic[T]):
    """A job that was handed to the pool."""

    def __init__(self, reference: Any, what: str) -> None:
        self.reference = reference
        self._what = what

    def result(self) -> T:
        """Wait for the job and return what it returned.

        An error of ours is raised as it was; any other, and a worker that kept dying, is a
        WorkError.
        """
        import ray  # noqa: PLC0415 - heavy

        try:
            outcome: T = ray.get(self.reference)
        except ray.exceptions.RayTaskError as error:
            cause = error.cause
            if isinstance(cause, CallsheetError):
                raise cause from None
            raise WorkError(f"{self._what} failed", f"{type(cause).__name__}: {cause}") from error
        except ray.exceptions.WorkerCrashedError as error:
            raise WorkError(
                f"{self._what} failed: its worker died again and again",
                remedy="Look for a lack of memory; give the pool fewer cpus.",
            ) from error
        except ray.exceptions.RayError as error:
            # Ray killed it for its memory, or its error could not be pickled.
            last = str(error).strip().splitlines()[-1]
            raise WorkError(f"{self._what} failed", f"{type(error).__name__}: {last}") from error
        return outcome


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
        self, job: Callable[..., T], /, *arguments: Any, what: str, after: Sequence[Job[Any]] = ()
    ) -> Job[T]:
        """Hand `job` to the pool; it starts when every job in `after` has ended well.

        `arguments` must pickle; a Job among them arrives as its result. `what` names it in errors.
        """
        runner = self._ready()
        plain = [item.reference if isinstance(item, Job) else item for item in arguments]
        return Job(runner.remote(job, len(plain), *plain, *(one.reference for one in after)), what)

    def close(self) -> None:
        """Leave the cluster, or stop the local one."""
        if self.started:
            import ray  # noqa: PLC0415 - heavy

            ray.shutdown()
            self._runner = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _ready(self) -> Any:
        with self._lock:
            if self._runner is None:
                self._runner = self._start()
        return self._runner

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
            self._assert_store_is_seen()
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

    def _assert_store_is_seen(self) -> None:
        """Ask every node of the cluster for a file in the store.

        A worker that writes into a folder of its own would lose everything it made without a word.
        """
        import ray  # noqa: PLC0415 - heavy
        from ray.util.scheduling_strategies import (  # noqa: PLC0415 - heavy
            NodeAffinitySchedulingStrategy,
        )

        sees = ray.remote(num_cpus=0)(Path.is_file)
        with tempfile.NamedTemporaryFile(dir=self._store, prefix="seen-") as mark:
            # A list, because several nodes may have one address.
            asked = [
                (
                    node["NodeManagerAddress"],
                    sees.options(
                        scheduling_strategy=NodeAffinitySchedulingStrategy(
                            node["NodeID"], soft=False
                        )
                    ).remote(Path(mark.name)),
                )
                for node in ray.nodes()  # type: ignore[no-untyped-call]
                if node["Alive"]
            ]
            blind = [address for address, answer in asked if not ray.get(answer)]
        if blind:
            ray.shutdown()
            raise StoreError(
                "some nodes of the cluster cannot see the store",
                f"{', '.join(blind)} and {self._store}",
                "Name a store that every node sees, or leave pool.address out.",
            )


def _perform(job: Callable[..., Any], count: int, *arguments: Any) -> Any:
    """On a worker: the job with its own arguments; what follows them was only waited for."""
    return job(*arguments[:count])
