"""Which pool a production's settings ask for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Self, TypeVar

from engine.pool.local import LocalPool
from engine.pool.pool import Job, Pool, Report, WorkerResources
from engine.pool.ray_pool import RayPool
from schemas.production import PoolSettings

__all__ = ["AutoPool", "open_pool"]

T = TypeVar("T")

_HANDFUL = 150
"""Jobs that this process does by itself. Ray takes 5 to 11 seconds to start and 0.7 GB; two films
are some 40 jobs of half a second."""


def open_pool(settings: PoolSettings, store: str, *, models: bool = False) -> Pool:
    """The pool; it starts with the first job. `store` is the location that workers must see, and
    `models` says whether renderers load some, which Ray's workers keep between jobs.
    """
    match settings.kind:
        case "local":
            return LocalPool(settings.cpus)
        case "ray":
            return RayPool(settings, store)
        case "auto":
            on_ray = models or settings.address
            return RayPool(settings, store) if on_ray else AutoPool(settings, store)


class AutoPool:
    """This process for a handful of jobs, Ray for more: what `start` is told decides."""

    remote = False

    def __init__(self, settings: PoolSettings, store: str) -> None:
        self._settings, self._store = settings, store
        self._local = LocalPool(settings.cpus)
        self._ray: RayPool | None = None

    @property
    def started(self) -> bool:
        """Whether there was anything to do."""
        return self._local.started or self._ray is not None

    def start(self, jobs: int = 1) -> None:
        """Start what suits that many jobs."""
        if jobs > _HANDFUL and self._ray is None:
            self._ray = RayPool(self._settings, self._store)
            self._ray.start(jobs)

    def run(
        self,
        job: Callable[..., T],
        /,
        *arguments: Any,
        what: str,
        after: Sequence[Job[Any]] = (),
        resources: WorkerResources | None = None,
        on_progress: Report | None = None,
    ) -> Job[T]:
        """Hand `job` over, as `Pool.run` says."""
        pool: Pool = self._ray or self._local
        return pool.run(
            job,
            *arguments,
            what=what,
            after=after,
            resources=resources,
            on_progress=on_progress,
        )

    def close(self) -> None:
        """Stop both."""
        self._local.close()
        if self._ray is not None:
            self._ray.__exit__()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()
