"""Pool: jobs in parallel, after each other where they must; here what every pool promises.

It does not know what a job does; jobs are plain functions of `engine.jobs`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, Self, TypeVar

__all__ = ["Job", "Pool", "Report", "WorkerResources"]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Report = Callable[[float], None]
"""Hears how far a job is, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class WorkerResources:
    """What a job's worker needs: GPUs, as Ray counts them, and how many such workers there are.

    Workers with resources are long-lived: what one of them loaded serves its later jobs. `workers`
    None is as many as the GPUs allow.
    """

    gpus: float = 0.0
    workers: int | None = None


class Job(Protocol[T_co]):
    """A job that was handed to a pool."""

    def result(self) -> T_co:
        """Wait for the job and return what it returned.

        Raises an error of ours as it was; any other, and a worker that kept dying, as WorkError or
        UnexpectedError; CancelledError where it was cancelled.
        """

    def done(self) -> bool:
        """Whether it has ended, however it did."""

    def cancel(self) -> None:
        """It never starts where it has not; where it runs, it ends at its next report."""


class Pool(Protocol):
    """Runs jobs. A context manager; jobs must not be handed over after its block."""

    @property
    def started(self) -> bool:
        """Whether there was anything to do."""

    @property
    def remote(self) -> bool:
        """Whether workers may not see this machine's files, but those of the store."""

    def start(self, jobs: int = 1) -> None:
        """Start, for about that many jobs. Raises ProductionError, StoreError where it cannot."""

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
        """Hand `job` over; it starts when every job in `after` and among `arguments` ended well.

        A Job among the arguments arrives as its result; where one fails, this one does with the
        same error and never runs. With `on_progress` the job is called with the keyword `report`.
        `what` names it in errors. Raises ProductionError where no worker can have the resources.
        """

    def close(self) -> None:
        """Stop; jobs that have not started never do."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_error: object) -> None: ...
