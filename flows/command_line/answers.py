"""Answers: what `check` and `plan` found: as a JSON document, as text for people, and as
an exit status.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Self

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from engine.production.check import CatalogCheck
from engine.production.planning.plan import Plan
from engine.report import run_document
from flows.command_line.findings import show_downgrades, show_rejects, told
from flows.command_line.page import SHOWN, page
from schemas.reject import Code, Reject, Skip, Warned
from schemas.run import Action, Counts, PlannedFilm

__all__ = ["Checked", "Planned", "reject_document"]

_GROUPED = 1000
"""Rejects of a plan that are looked through for those which one remedy cures."""
_ELSEWHERE = (
    "none of its pictures lies beside it, and exports of its kind name them below their shop's "
    "address: add to the production file `pictures: {{base: https://YOUR-SHOP/{media}}}`"
)


@dataclass(frozen=True, slots=True)
class Checked:
    """`check`: the contract's reader, briefs, skipped, rejects and warnings.

    `not_asked` counts the good rows that a model has yet to write (`words`), those whose prompts
    have yet to be judged (`moderation`), and those whose pictures have yet to be fetched
    (`pictures`): a check asks nobody.
    """

    reader: str
    reading: str
    briefs: int
    skipped: tuple[Skip, ...]
    rejects: tuple[Reject, ...]
    warnings: tuple[Warned, ...]
    not_asked: Mapping[str, int]

    @classmethod
    def of(cls, check: CatalogCheck, plan: Plan) -> Self:
        """What the check found, and the rows that turn out unfit when they are planned."""
        rejects = tuple(plan.rejects())
        lacking = [one for one in rejects if one.code is Code.IMAGE_UNAVAILABLE]
        told: tuple[Warned, ...] = ()
        if check.media and lacking and not plan.counts.briefs:
            told = (Warned(row=0, id="", reason=_ELSEWHERE.format(media=check.media)),)
        return cls(
            reader=check.reader,
            reading=check.reading,
            briefs=plan.counts.briefs,
            skipped=tuple(check.index.skipped()),
            rejects=rejects,
            warnings=(*told, *check.index.warnings()),
            not_asked={what: plan.unasked(what) for what in ("words", "moderation", "pictures")},
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
            "reading": self.reading,
            "briefs": self.briefs,
            "skipped": [one.model_dump(mode="json") for one in self.skipped],
            "rejects": [reject_document(one) for one in self.rejects],
            "warnings": [one.model_dump(mode="json") for one in self.warnings],
            "not_asked": dict(self.not_asked),
        }

    def show(self) -> None:
        """A line of counts, then what needs a look."""
        console = page()
        console.print(
            f"{self.briefs} rows are good, {len(self.rejects)} need a look, "
            f"{len(self.skipped)} are skipped.",
            markup=False,
        )
        console.print(f"Read as {self.reading}.", markup=False)
        if waiting := self.not_asked["pictures"]:
            rows = "1 row have" if waiting == 1 else f"{waiting} rows have"
            console.print(
                f"The pictures of {rows} yet to be fetched from their addresses; `produce` does so "
                "before anything is spent."
            )
        if self.not_asked["words"] or self.not_asked["moderation"]:
            console.print(
                f"Nobody was asked: {self.not_asked['words']} rows have yet to be written by the "
                f"model, and the prompts of {self.not_asked['moderation']} have yet to be judged. "
                "`produce` does both."
            )
        show_rejects(console, self.rejects, len(self.rejects), "--json lists all of them")
        reasons = Counter(one.reason for one in self.skipped)
        for reason, count in reasons.most_common(SHOWN):
            console.print(f"{count} skipped: {reason}", markup=False)
        for warned in self.warnings[:SHOWN]:
            console.print(told(warned), markup=False)
        if len(self.warnings) > SHOWN:
            console.print(f"... and {len(self.warnings) - SHOWN} more notes; --json lists them.")


@dataclass(frozen=True, slots=True)
class Planned:
    """`plan`: the films with their actions, and the counts under `would`.

    Films and rejects are read from the plan once, while it is open. `over_budget` says why the
    budget does not allow it; empty where it does. `doubtful` are rows that cannot be finished,
    because the outcome of a paid call for them is unknown. `likely` is what it costs as a rule;
    `unjudged` says that nobody judges what a model is shown and writes.
    """

    counts: Counts
    films: Iterator[PlannedFilm]
    rejects: Iterator[Reject]
    cost: str
    over_budget: str
    doubtful: int
    unlisted: tuple[str, ...] = ()
    likely: str = ""
    unjudged: bool = False

    @classmethod
    def of(cls, plan: Plan, *, whole: bool, unjudged: bool = False) -> Self:
        """The plan: all of it for machines, as much as people are shown for people."""
        moving = (Action.CREATE, Action.CHANGE, Action.WITHDRAW)
        most = None if whole else SHOWN
        return cls(
            counts=plan.counts,
            films=islice(plan.films() if whole else plan.films(*moving), most),
            rejects=islice(plan.rejects(), None if whole else _GROUPED),
            cost=str(plan.cost or ""),
            over_budget=plan.over_budget,
            doubtful=plan.doubtful,
            unlisted=plan.unlisted,
            likely=str(plan.likely_cost or ""),
            unjudged=unjudged,
        )

    @property
    def status(self) -> int:
        """1 where rows cannot be made, 2 where the budget allows nothing."""
        if self.over_budget:
            return 2
        return 1 if self.counts.rejects or self.doubtful else 0

    @property
    def document(self) -> dict[str, Any]:
        """run.json's keys under `would`; `in_doubt` counts rows, `own_words_only` names the
        languages in which a model may say nothing but what the rows do, `unjudged` is whether
        nobody judges what it is shown and writes.
        """
        return {
            "would": run_document(self.counts),
            "films": (film.model_dump(mode="json") for film in self.films),
            "rejects": map(reject_document, self.rejects),
            "over_budget": self.over_budget,
            "in_doubt": self.doubtful,
            "own_words_only": list(self.unlisted),
            "unjudged": self.unjudged,
        }

    def show(self) -> None:
        """A table of the films that change, then the sums."""
        console, would = page(), self.counts
        table = Table("film", "action", "why", box=None, pad_edge=False)
        findings = []
        for film in self.films:
            table.add_row(Path(film.file).stem, film.action.value, film.why)
            findings += [f"{Path(film.file).stem}: {found}" for found in film.findings]
        if table.row_count:
            console.print(table, soft_wrap=False)
        moving = would.films.made + would.films.withdrawn
        if moving > table.row_count:
            console.print(f"... and {moving - table.row_count} more")
        show_rejects(console, tuple(self.rejects), would.rejects, "--json lists all of them")
        for finding in findings[:SHOWN]:
            console.print(f"[bold]A matter of taste:[/] {escape(finding)}")
        if len(findings) > SHOWN:
            console.print(f"... and {len(findings) - SHOWN} more; --json lists all of them")
        for waiting in _waiting(would):
            console.print(f"{waiting} first; what they need in shots and segments is known then.")
        self._show_less(console)
        if self.unjudged:
            console.print(
                "Nobody judges what the model is shown of a row, nor what it writes: the "
                "production says `moderation: {name: off}`.",
                markup=False,
            )
        likely = f", likely about {self.likely}" if self.likely else ""
        cost = f"up to {self.cost}{likely}" if self.cost else "nothing"
        console.print(
            f"{would.films.made} films to make, {would.films.reused} reused, "
            f"{would.films.withdrawn} to withdraw; {would.shots.rendered} shots to render, "
            f"{would.segments.encoded} segments to encode. Costs {cost}."
        )
        if self.doubtful:
            console.print(
                f"{self.doubtful} {'row is' if self.doubtful == 1 else 'rows are'} in doubt: it is "
                "not known whether a call for them was paid, and nothing is asked for again until "
                "`callsheet calls` is told so."
            )
        if self.over_budget:
            console.print(f"The plan costs more than the production's budget: {self.over_budget}.")

    def _show_less(self, console: Console) -> None:
        """What films will be less than they could be."""
        show_downgrades(console, self.counts.downgrades)
        if self.unlisted:
            console.print(
                f"No words that claim nothing are known in {', '.join(self.unlisted)}: there a "
                "model may say only what the rows say."
            )


def reject_document(reject: Reject) -> dict[str, Any]:
    """A reject as the contract has it."""
    return reject.model_dump(mode="json", include={"row", "id", "code", "reason", "remedy"})


def _waiting(would: Counts) -> Iterator[str]:
    """What happens before rows can be planned: "48 rows are written"."""
    if would.pictures.unfetched:
        yield f"{would.pictures.unfetched} pictures of {would.pictures.rows} rows are fetched"
    if would.writing.asked:
        yield f"{would.writing.asked} rows are written"
