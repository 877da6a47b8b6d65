"""Watch: who hears of a run's progress: a terminal, Prefect's pages, or nobody."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from engine.production.outcome import RowOutcome

__all__ = ["Quiet", "Stage", "Watch"]


class Stage(StrEnum):
    """What a run does now, as its sentences begin."""

    CHECK = "Checking"
    PLAN = "Planning"
    WRITE = "Writing"
    MAKE = "Making"


class Watch(Protocol):
    """Hears of stages and steps as they come, in sentences."""

    def stage(self, stage: Stage, what: str, total: int | None = None) -> None:
        """A stage begins ("Planning", "12 rows"), of `total` steps where that is known."""

    def step(self, sentence: str, steps: int = 1) -> None:
        """Steps of the stage are done."""

    def row(self, outcome: RowOutcome) -> None:
        """The films of a row are done, or failed: a step each."""

    def note(self, sentence: str) -> None:
        """Something to know that is no step: what the run will cost, what it waits for."""


class Quiet:
    """Ignores everything that it is told."""

    def stage(self, stage: Stage, what: str, total: int | None = None) -> None:
        """A stage begins."""

    def step(self, sentence: str, steps: int = 1) -> None:
        """Steps are done."""

    def row(self, outcome: RowOutcome) -> None:
        """The films of a row are done."""

    def note(self, sentence: str) -> None:
        """Something to know."""
