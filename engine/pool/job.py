"""Job: work that was handed to the pool, and what becomes of it.

It does not know where the work is done.
"""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from schemas.errors import CallsheetError, WorkError

__all__ = ["Job"]

T = TypeVar("T")


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
            if isinstance(cause, ray.exceptions.RayError):
                raise self._of_ray(cause) from error
            raise self._unexpected(f"{type(cause).__name__}: {cause}") from error
        except ray.exceptions.RayError as error:
            raise self._of_ray(error) from error
        return outcome

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

    def _unexpected(self, what: str) -> WorkError:
        return WorkError(f"{self._what} failed", what, "Run again; report it if it stays.")
