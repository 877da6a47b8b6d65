"""Run: what a production run hands back: its counts and the rows that need a look."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.reject import Reject
from schemas.run import Counts

__all__ = ["Run"]


@dataclass(frozen=True, slots=True)
class Run:
    """The outcome of one run."""

    counts: Counts
    rejects: tuple[Reject, ...]

    @property
    def status(self) -> int:
        """The exit status: 0 everything delivered, 1 rows were quarantined or failed."""
        return 1 if self.rejects or self.counts.films.failed else 0
