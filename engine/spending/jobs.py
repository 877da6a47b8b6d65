"""Jobs of paid providers: work that a server takes on, and that is asked after until it is done.

It does not know what is made, nor how a job is remembered between runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal, Protocol

__all__ = ["Failed", "Finished", "JobProvider", "Running"]


@dataclass(frozen=True, slots=True)
class Running:
    """The job is waiting or under way; `progress` is from 0 to 1."""

    progress: float


@dataclass(frozen=True, slots=True)
class Finished:
    """The job is done and can be fetched; `cost` is in the currency of its reservation."""

    cost: Decimal


@dataclass(frozen=True, slots=True)
class Failed:
    """The job has ended without a result, and why; what it cost all the same."""

    why: str
    cost: Decimal


class JobProvider(Protocol):
    """A server that takes on one kind of work, as jobs with ids of its own."""

    base_url: str
    recovery: Literal["keyed", "lookup", "neither"]
    """What becomes of a submission whose answer was lost: the server knows our key (`keyed`: the
    same key gives the same job), can be asked for it (`lookup`), or `neither`."""

    def submit(self, key: str) -> str:
        """Submit the work under `key`; the provider's job id.

        Raises NotAccepted, OutcomeUnknown, WorkError.
        """
        ...

    def find(self, key: str) -> str | None:
        """The id of the job that was submitted under `key`; only for `lookup`."""
        ...

    def poll(self, job: str) -> Running | Finished | Failed:
        """How far the job is. Idempotent. Raises NotAccepted, OutcomeUnknown, WorkError."""
        ...

    def fetch(self, job: str, target: Path) -> None:
        """Write the finished job's result to `target`. Idempotent. Raises as `poll` does."""
        ...
