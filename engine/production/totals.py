"""Totals: what a run made, summed up row by row, and held beside what its plan said."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.production.outcome import RowOutcome
from schemas.film import Film
from schemas.run import (
    Action,
    Counts,
    FilmCounts,
    SegmentCounts,
    ShotCounts,
    Spending,
    WritingCounts,
)

__all__ = ["RunTotals"]


@dataclass(slots=True)
class RunTotals:
    """What a run made. `expired` are files of films that should have changed and could not."""

    films: list[Film] = field(default_factory=list)
    expired: list[str] = field(default_factory=list)
    failed: int = 0
    rendered: int = 0
    failed_shots: int = 0
    encoded: int = 0
    reused: int = 0
    unexpected: bool = False

    def add(self, outcome: RowOutcome) -> None:
        """Count one row. A film that failed must not stay live with what it showed before."""
        self.films += outcome.films
        self.expired += [
            film.planned.file
            for film in outcome.row.to_make
            if film.planned.action is Action.CHANGE and film.planned.file in outcome.failures
        ]
        self.failed += outcome.failed
        self.rendered += outcome.rendered
        self.failed_shots += outcome.failed_shots
        self.encoded += outcome.encoded
        self.reused += outcome.reused
        self.unexpected = self.unexpected or outcome.unexpected

    def counts(
        self, would: Counts, spent: Spending, written: WritingCounts, seconds: dict[str, float]
    ) -> Counts:
        """What was done, of what the plan said `would` be; `seconds` are those of each stage."""
        return would.model_copy(
            update={
                "writing": written,
                "shots": ShotCounts(
                    planned=would.shots.planned,
                    rendered=self.rendered,
                    reused=would.shots.reused,
                    failed=self.failed_shots,
                ),
                "segments": SegmentCounts(encoded=self.encoded, reused=self.reused),
                "films": FilmCounts(
                    made=len(self.films),
                    reused=would.films.reused,
                    withdrawn=would.films.withdrawn + len(self.expired),
                    failed=would.films.failed + self.failed,
                ),
                "spent": spent.model_copy(
                    update={
                        "most": would.spent.most,
                        "currency": spent.currency or would.spent.currency,
                    }
                ),
                "seconds": seconds,
            }
        )
