"""Choice: which pool a production's settings ask for, and which `auto` takes when it starts.

It runs no job itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from typing import Any, Self, TypeVar

from engine.pool.local_pool import LocalPool
from engine.pool.pool import Job, Pool, WorkerResources, closed
from engine.pool.ray_pool import RayPool
from schemas.production import PoolSettings

__all__ = ["AutoPool", "open_pool"]

T = TypeVar("T")

HANDFUL = 100
"""Jobs up to which `auto` stays in this process: at 1080p some two minutes of two processors.

Ray takes 5 to 11 s and a dozen processes to start; before the first frame of two small films (40
jobs) it had used 16 s of a processor. Beyond, processes are worth it: a library that crashes takes
one job with it and not the run, and on many processors threads wait for Python's lock.
"""


def open_pool(settings: PoolSettings, store_location: str) -> Pool:
    """The pool that `settings` ask for; nothing is started yet."""
    if settings.kind == "local":
        return LocalPool(settings)
    if settings.kind == "ray" or settings.address:
        return RayPool(settings, store_location)
    return AutoPool(settings, store_location)


class AutoPool:
    """In this process for a handful of work, on Ray for more and for workers of which it has none.

    Call `start(n)` before handing out many jobs: a pool that starts with its first job stays in
    this process.
    """

    def __init__(self, settings: PoolSettings, store_location: str) -> None:
        self._settings = settings
        self._store_location = store_location
        self._lock = threading.Lock()
        self._left = False
        self._chosen: Pool | None = None

    @property
    def started(self) -> bool:
        """Whether the pool has been started."""
        return self._chosen is not None and self._chosen.started

    @property
    def remote(self) -> bool:
        """No: both pools are this machine's; only a named cluster is not."""
        return False

    def start(self, jobs: int = 1, resources: Collection[WorkerResources] = ()) -> None:
        """See `Pool.start`."""
        self._choose(jobs, resources).start(jobs, resources)

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
        chosen = self._choose(1, () if resources is None else (resources,))
        return chosen.run(
            job,
            *arguments,
            what=what,
            after=after,
            resources=resources,
            on_progress=on_progress,
        )

    def close(self) -> None:
        """See `Pool.close`; the next start chooses anew."""
        with self._lock:
            chosen, self._chosen = self._chosen, None
        if chosen is not None:
            chosen.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        with self._lock:
            self._left = True
        self.close()

    def _choose(self, jobs: int, resources: Collection[WorkerResources]) -> Pool:
        with self._lock:
            if self._left:
                raise closed()
            if self._chosen is None:
                much = jobs > HANDFUL or any(map(_needs_processes, resources))
                self._chosen = (
                    RayPool(self._settings, self._store_location)
                    if much
                    else LocalPool(self._settings)
                )
            return self._chosen


def _needs_processes(resources: WorkerResources) -> bool:
    """A GPU is given to a process, and several models at work at a time need one each."""
    return resources.gpus > 0 or (resources.workers or 1) > 1
