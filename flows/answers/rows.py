"""Answers about a catalog's rows: what `check`, `plan` and `produce` found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from engine.production.plan import Plan
from engine.production.sheet import Sheet
from engine.report import run_document
from flows.answers.page import page
from flows.run import Run
from schemas.reject import Reject
from schemas.run import Fate

__all__ = ["Checked", "Planned", "Produced"]

_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Checked:
    """`check`: the contract's reader, briefs, skipped, rejects and warnings."""

    sheet: Sheet
    rejects: tuple[Reject, ...]

    @property
    def status(self) -> int:
        """1 where any row needs a look."""
        return 1 if self.rejects else 0

    @property
    def document(self) -> dict[str, Any]:
        """As the contract has it."""
        late = len(self.rejects) - len(self.sheet.rejects)
        return {
            "reader": self.sheet.reader,
            "briefs": self.sheet.briefs - late,
            "skipped": [one.model_dump(mode="json") for one in self.sheet.skipped],
            "rejects": [_reject(one) for one in self.rejects],
            "warnings": [one.model_dump(mode="json") for one in self.sheet.warnings],
        }

    def show(self) -> None:
        """A line of counts, then what needs a look."""
        found, console = self.document, page()
        console.print(
            f"{found['briefs']} rows are good, {len(self.rejects)} need a look, "
            f"{len(self.sheet.skipped)} are skipped (read as {self.sheet.reader})."
        )
        _show_rejects(console, self.rejects)
        for warned in self.sheet.warnings[:_SHOWN]:
            console.print(f"row {warned.row} {warned.id}: {warned.reason}", markup=False)


@dataclass(frozen=True, slots=True)
class Planned:
    """`plan`: every film with its fate, and the counts under `would`."""

    plan: Plan

    @property
    def status(self) -> int:
        """1 where rows cannot be made."""
        return 1 if self.plan.rejects else 0

    @property
    def document(self) -> dict[str, Any]:
        """run.json's keys under `would`."""
        return {
            "would": run_document(self.plan.would),
            "films": [film.model_dump(mode="json") for film in self.plan.films],
            "rejects": [_reject(one) for one in self.plan.rejects],
        }

    def show(self) -> None:
        """A table of the films that change, then the sums."""
        console = page()
        table = Table("film", "fate", "why", box=None, pad_edge=False)
        moving = [film for film in self.plan.films if film.fate is not Fate.REUSE]
        for film in moving[:_SHOWN]:
            table.add_row(Path(film.file).stem, film.fate.value, film.why)
        if moving:
            console.print(table, soft_wrap=False)
        if len(moving) > _SHOWN:
            console.print(f"... and {len(moving) - _SHOWN} more")
        _show_rejects(console, self.plan.rejects)
        would = self.plan.would
        cost = f"up to {self.plan.cost}" if self.plan.cost else "nothing"
        if would.writing.asked:
            console.print(
                f"{would.writing.asked} rows are to be written first; what they need in shots and "
                "segments is known then."
            )
        console.print(
            f"{would.films.made} films to make, {would.films.reused} stand, "
            f"{would.films.withdrawn} to withdraw; {would.shots.rendered} shots to render, "
            f"{would.segments.encoded} segments to encode. Costs {cost}."
        )


@dataclass(frozen=True, slots=True)
class Produced:
    """`produce`: run.json."""

    run: Run
    out: Path

    @property
    def status(self) -> int:
        """0 everything delivered, 1 rows were quarantined or failed."""
        return self.run.status

    @property
    def document(self) -> dict[str, Any]:
        """run.json."""
        return run_document(self.run.counts)

    def show(self) -> None:
        """The sums, what needs a look, and where to look at it."""
        console, counts = page(), self.run.counts
        _show_rejects(console, self.run.rejects)
        for downgrade in counts.downgrades:
            console.print(f"[bold]Less than asked for:[/] {downgrade}")
        films, shots, segments = counts.films, counts.shots, counts.segments
        console.print(
            f"{films.made} films made, {films.reused} reused, {films.withdrawn} withdrawn, "
            f"{films.failed} failed; {shots.rendered} shots rendered, "
            f"{segments.encoded} segments encoded, in {sum(counts.seconds.values()):.0f} s."
        )
        console.print(f"See {self.out / 'index.html'}", markup=False)


def _reject(reject: Reject) -> dict[str, Any]:
    return reject.model_dump(mode="json", include={"row", "id", "code", "reason", "remedy"})


def _show_rejects(console: Console, rejects: Sequence[Reject]) -> None:
    for one in rejects[:_SHOWN]:
        console.print(
            f"row {one.row} {one.id} Q:{one.code}: {one.reason}. {one.remedy}",
            markup=False,
        )
    if len(rejects) > _SHOWN:
        console.print(f"... and {len(rejects) - _SHOWN} more; all are in rejects.csv")
