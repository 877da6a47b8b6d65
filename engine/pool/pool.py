"""Pool and Job: what every pool promises to whoever hands it work.

This file knows neither threads nor Ray; `local_pool` and `ray_pool` do.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from schemas.errors import CallsheetError, CancelledError, UnexpectedError, WorkError

__all__ = ["Job", "Pool", "WorkerResources", "cancelled", "closed", "perform"]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class WorkerResources:
    """What a job's worker has beside a processor: `gpus`, as Ray counts them.

    Such a worker lives as long as the pool and keeps the models that its jobs loaded. `workers` is
    how many of them there are; None is as many as the GPUs allow, and one where no GPU is asked
    for.
    """

    gpus: float = 0.0
    workers: int | None = None


class Job(Protocol[T_co]):
    """Work that was handed to a pool."""

    def result(self) -> T_co:
        """Wait for the job and return what it returned.

        An error of ours is raised as it was. Any other error is an UnexpectedError, and a worker
        that kept dying a WorkError. After `cancel` it is a CancelledError.
        """
        ...

    def done(self) -> bool:
        """Whether `result` would return or raise at once."""
        ...

    def cancel(self) -> None:
        """Give the job up: it never starts, or, where it runs, ends when it reports next.

        A job that reports nothing runs to its end, and its result is thrown away. Where the job is
        done already, nothing happens.
        """
        ...


class Pool(Protocol):
    """Runs jobs side by side, and after each other where they must.

    A job is a plain function of `engine.jobs`; the pool does not know what it does. It may run more
    than once, so it is free and writes whole blobs: paid work is no job. Errors that a job raises
    are never retried. A job must not use the pool that runs it.
    """

    @property
    def started(self) -> bool:
        """Whether the pool has been started."""
        ...

    @property
    def remote(self) -> bool:
        """Whether workers may not see this machine's files, but only the store's."""
        ...

    def start(self, jobs: int = 1, resources: Collection[WorkerResources] = ()) -> None:
        """Get ready for about `jobs` jobs, some of which will ask for `resources`.

        The first job starts the pool as well; who starts it before learns what is wrong with it
        while no row is at fault. Where the pool has started, the number changes nothing.

        Raises ProductionError where the cluster does not answer or nobody has the resources,
        StoreError where a node of the cluster does not see the store.
        """
        ...

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
        """Hand `job` to the pool; it starts when every job in `after` has ended well.

        A Job of this pool among `arguments` is waited for and arrives as its result. A job that
        waits for one that failed does not run; its own `result` raises that error. `what` names the
        job in errors.

        With `on_progress` the job is called with the keyword `report`, a function of the fraction
        done, 0 to 1. What it reports reaches `on_progress` on a thread of the pool, the last report
        before `result` returns; `on_progress` returns soon and does not raise.

        Raises what `start` raises, and WorkError where the pool was left.
        """
        ...

    def close(self) -> None:
        """Cancel what has not ended and stop what was started; the next job starts it anew."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None:
        """Close it for good."""
        ...


def perform(
    job: Callable[..., T],
    arguments: Sequence[Any],
    what: str,
    report: Callable[[float], None] | None = None,
) -> T:
    """On a worker: do the job called `what`.

    Errors of libraries become UnexpectedErrors here, because many of them do not survive the way to
    another process.
    """
    try:
        return job(*arguments) if report is None else job(*arguments, report=report)
    except CallsheetError:
        raise
    except Exception as error:
        raise UnexpectedError(
            f"{what} failed",
            f"{type(error).__name__}: {error}",
            "Run again; report it if it stays.",
        ) from error


def cancelled(what: str) -> CancelledError:
    """The error of the job called `what`, which nobody wants any more."""
    return CancelledError(f"{what} was cancelled", remedy="Run again to continue.")


def closed() -> WorkError:
    """The error of a pool that was left.

    It is raised because threads of a cancelled run would otherwise start the pool anew.
    """
    return WorkError("the pool is closed", remedy="Run again to continue.")
