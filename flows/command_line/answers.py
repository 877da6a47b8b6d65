"""Answers: what a command found, as a JSON document, as text for people, and as an exit status."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Self

from rich.console import Console
from rich.table import Table

from engine.production.check import CatalogCheck
from engine.production.plan import Plan
from engine.production.run import RunResult
from engine.proof import Verdict
from engine.report import run_document, words
from engine.store import Call
from flows.command_line.doctor import Finding
from schemas.reject import Reject, Skip, Warned
from schemas.run import Action, Counts, PlannedFilm

__all__ = ["Calls", "Checked", "Examined", "Planned", "Produced", "Verified"]

_SHOWN = 30
"""Lines of one list that people are shown."""
_WIDE = 160
"""Columns of a table where nobody says how wide a line may be: in a file, or another program."""


@dataclass(frozen=True, slots=True)
class Checked:
    """`check`: the contract's reader, briefs, skipped, rejects and warnings."""

    reader: str
    briefs: int
    skipped: tuple[Skip, ...]
    rejects: tuple[Reject, ...]
    warnings: tuple[Warned, ...]

    @classmethod
    def of(cls, check: CatalogCheck, plan: Plan) -> Self:
        """What the check found, and the rows that turn out unfit when they are planned."""
        return cls(
            reader=check.reader,
            briefs=plan.counts.briefs,
            skipped=tuple(check.index.skipped()),
            rejects=tuple(plan.rejects()),
            warnings=tuple(check.index.warnings()),
        )

    @property
    def status(self) -> int:
        """1 where any row needs a look."""
        return 1 if self.rejects else 0

    @property
    def document(self) -> dict[str, Any]:
        """As the contract has it."""
        return {
            "reader": self.reader,
            "briefs": self.briefs,
            "skipped": [one.model_dump(mode="json") for one in self.skipped],
            "rejects": [_reject(one) for one in self.rejects],
            "warnings": [one.model_dump(mode="json") for one in self.warnings],
        }

    def show(self) -> None:
        """A line of counts, then what needs a look."""
        console = _page()
        console.print(
            f"{self.briefs} rows are good, {len(self.rejects)} need a look, "
            f"{len(self.skipped)} are skipped (read as {self.reader})."
        )
        _show_rejects(console, self.rejects, len(self.rejects), "--json lists all of them")
        for warned in self.warnings[:_SHOWN]:
            console.print(f"row {warned.row} {warned.id}: {warned.reason}", markup=False)


@dataclass(frozen=True, slots=True)
class Planned:
    """`plan`: the films with their actions, and the counts under `would`.

    `over_budget` says why the budget does not allow it; empty where it does.
    """

    counts: Counts
    films: tuple[PlannedFilm, ...]
    rejects: tuple[Reject, ...]
    cost: str
    over_budget: str

    @classmethod
    def of(cls, plan: Plan, *, whole: bool) -> Self:
        """The plan: all of it for machines, as much as people are shown for people."""
        moving = (Action.CREATE, Action.CHANGE, Action.WITHDRAW)
        most = None if whole else _SHOWN
        return cls(
            counts=plan.counts,
            films=tuple(islice(plan.films() if whole else plan.films(*moving), most)),
            rejects=tuple(islice(plan.rejects(), most)),
            cost=str(plan.cost or ""),
            over_budget=plan.over_budget,
        )

    @property
    def status(self) -> int:
        """1 where rows cannot be made, 2 where the budget allows nothing."""
        if self.over_budget:
            return 2
        return 1 if self.counts.rejects else 0

    @property
    def document(self) -> dict[str, Any]:
        """run.json's keys under `would`."""
        return {
            "would": run_document(self.counts),
            "films": [film.model_dump(mode="json") for film in self.films],
            "rejects": [_reject(one) for one in self.rejects],
            "over_budget": self.over_budget,
        }

    def show(self) -> None:
        """A table of the films that change, then the sums."""
        console, would = _page(), self.counts
        table = Table("film", "action", "why", box=None, pad_edge=False)
        for film in self.films:
            table.add_row(Path(film.file).stem, film.action.value, film.why)
        if self.films:
            console.print(table, soft_wrap=False)
        moving = would.films.made + would.films.withdrawn
        if moving > len(self.films):
            console.print(f"... and {moving - len(self.films)} more")
        _show_rejects(console, self.rejects, would.rejects, "--json lists all of them")
        if would.writing.asked:
            console.print(
                f"{would.writing.asked} rows are written first; what they need in shots and "
                "segments is known then."
            )
        for downgrade in would.downgrades:
            console.print(f"[bold]Less than it could be:[/] {downgrade}")
        cost = f"up to {self.cost}" if self.cost else "nothing"
        console.print(
            f"{would.films.made} films to make, {would.films.reused} stand, "
            f"{would.films.withdrawn} to withdraw; {would.shots.rendered} shots to render, "
            f"{would.segments.encoded} segments to encode. Costs {cost}."
        )
        if self.over_budget:
            console.print(f"The plan costs more than the production's budget: {self.over_budget}.")


@dataclass(frozen=True, slots=True)
class Produced:
    """`produce`: run.json."""

    result: RunResult
    out: Path

    @property
    def status(self) -> int:
        """0 everything delivered, 1 rows were quarantined or failed, 3 a defect."""
        return self.result.status

    @property
    def document(self) -> dict[str, Any]:
        """run.json."""
        return run_document(self.result.counts)

    def show(self) -> None:
        """The sums, what needs a look, and where to look at it."""
        console, counts = _page(), self.result.counts
        _show_rejects(console, self.result.rejects, counts.rejects, "all are in rejects.csv")
        for downgrade in counts.downgrades:
            console.print(f"[bold]Less than it could be:[/] {downgrade}")
        films, shots, segments = counts.films, counts.shots, counts.segments
        console.print(
            f"{films.made} films made, {films.reused} reused, {films.withdrawn} withdrawn, "
            f"{films.failed} failed; {shots.rendered} shots rendered, "
            f"{segments.encoded} segments encoded, in {sum(counts.seconds.values()):.0f} s. "
            f"Spent {words.spending(counts.spent)}."
        )
        console.print(f"See {self.out / 'index.html'}", markup=False)


@dataclass(frozen=True, slots=True)
class Verified:
    """`verify`: a verdict for each file."""

    verdicts: tuple[Verdict, ...]

    @property
    def status(self) -> int:
        """1 unless every file is Trusted."""
        return 0 if all(found.state == "Trusted" for found in self.verdicts) else 1

    @property
    def document(self) -> list[dict[str, Any]]:
        """A list, as the contract has it."""
        return [found.model_dump(mode="json") for found in self.verdicts]

    def show(self) -> None:
        """A line for each file."""
        console = _page()
        for found in self.verdicts:
            parts = Counter(one.relationship for one in found.ingredients)
            held = ", ".join(f"{count} {name}" for name, count in parts.items())
            reason = f" - {found.reason}" if found.reason else ""
            signer = f" by {found.signer}" if found.signer else ""
            console.print(
                f"{found.state}: {found.file}{signer} ({held or 'no ingredients'}){reason}",
                markup=False,
            )


@dataclass(frozen=True, slots=True)
class Calls:
    """`calls`: paid calls whose outcome is unknown, and those that may be sent again now."""

    unknown: tuple[Call, ...]
    retried: tuple[Call, ...]

    @property
    def status(self) -> int:
        """1 while the outcome of any call is unknown."""
        return 1 if self.unknown else 0

    @property
    def document(self) -> dict[str, Any]:
        """Both lists."""
        return {
            "unknown": [_call(one) for one in self.unknown],
            "retried": [_call(one) for one in self.retried],
        }

    def show(self) -> None:
        """A line for each."""
        console = _page()
        for one in self.retried:
            console.print(f"will be sent again: {one.what}", markup=False)
        for one in self.unknown:
            line = f"{one.key}  {one.what}, up to {one.max_cost}, since {one.changed_at}: {one.why}"
            console.print(line, markup=False)
        if self.unknown:
            console.print(
                "Look at the provider's bill. --retry KEY (or all) lets a call be sent again, "
                "and counts what was reserved for it as spent."
            )
        elif not self.retried:
            console.print("The outcome of every call is known.")


@dataclass(frozen=True, slots=True)
class Examined:
    """`doctor`: what works and what is missing."""

    findings: tuple[Finding, ...]

    @property
    def status(self) -> int:
        """1 where something that every run needs is missing."""
        return 1 if any(not one.ready and one.needed for one in self.findings) else 0

    @property
    def document(self) -> list[dict[str, Any]]:
        """A list of findings."""
        return [
            {"what": one.what, "ready": one.ready, "detail": one.detail, "remedy": one.remedy}
            for one in self.findings
        ]

    def show(self) -> None:
        """A line for each."""
        console = _page()
        for one in self.findings:
            remedy = f" - {one.remedy}" if one.remedy else ""
            mark = "ok     " if one.ready else "missing"
            console.print(f"{mark} {one.what}: {one.detail}{remedy}", markup=False)


def _page() -> Console:
    """Standard output: lines as long as they are, for terminals to wrap; tables as wide as it."""
    console = Console(highlight=False, soft_wrap=True)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _WIDE
    return console


def _call(call: Call) -> dict[str, Any]:
    return {
        "key": call.key,
        "what": call.what,
        "max_cost": str(call.max_cost),
        "since": call.changed_at,
        "why": call.why,
    }


def _reject(reject: Reject) -> dict[str, Any]:
    return reject.model_dump(mode="json", include={"row", "id", "code", "reason", "remedy"})


def _show_rejects(console: Console, rejects: Sequence[Reject], count: int, where: str) -> None:
    for one in rejects[:_SHOWN]:
        console.print(
            f"row {one.row} {one.id} Q:{one.code}: {one.reason}. {one.remedy}", markup=False
        )
    if count > _SHOWN:
        console.print(f"... and {count - _SHOWN} more; {where}")
