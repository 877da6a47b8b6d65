"""Watch: who hears of a run's progress: a terminal, Prefect's pages, or nobody."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from engine.production.outcome import RowOutcome

__all__ = ["Quiet", "Stage", "Watch"]


class Stage(StrEnum):
    """What a run does now, as its sentences begin."""

    CHECK = "Checking"
    FETCH = "Fetching"
    PLAN = "Planning"
    WRITE = "Writing"
    MAKE = "Making"


class Watch(Protocol):
    """Hears of stages and steps as they come, in sentences."""

    @property
    def follows_shots(self) -> bool:
        """Whether `shot` is of use: on a cluster the reports of workers cost an actor."""

    def stage(self, stage: Stage, what: str, total: int | None = None) -> None:
        """A stage begins ("Planning", "12 rows"), of `total` steps where that is known."""

    def step(self, sentence: str, steps: int = 1) -> None:
        """Steps of the stage are done."""

    def row(self, outcome: RowOutcome) -> None:
        """The films of a row are done, or failed: a step each."""

    def shot(self, row: str, shot: str, share: float) -> None:
        """How far a shot of a row is, 0 to 1; from any thread. It returns soon."""

    def shots(self, row: str, sentence: str) -> None:
        """The shots of a row are done, or failed: "lamp-7: 6 shots in 14 s, 1 retake"."""

    def note(self, sentence: str) -> None:
        """Something to know that is no step: what the run will cost, what it waits for."""


class Quiet:
    """Ignores everything that it is told."""

    follows_shots = False

    def stage(self, stage: Stage, what: str, total: int | None = None) -> None:
        """A stage begins."""

    def step(self, sentence: str, steps: int = 1) -> None:
        """Steps are done."""

    def row(self, outcome: RowOutcome) -> None:
        """The films of a row are done."""

    def shot(self, row: str, shot: str, share: float) -> None:
        """How far a shot is."""

    def shots(self, row: str, sentence: str) -> None:
        """The shots of a row are done."""

    def note(self, sentence: str) -> None:
        """Something to know."""
