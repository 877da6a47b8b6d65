"""Plan: every film with its action and why, the rows to be made, and what it costs at most.

It is data in an index on disk; `engine.production.planning.build` builds it, a run makes it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Self

from engine.claims import known_languages
from engine.production.planning.money import BudgetLeft, PlanCosts
from engine.production.planning.row import PendingRow, RowPlan
from engine.production.planning.rows import PlannedRow
from engine.production.planning.why import UNCHANGED
from engine.store import DeliveredFilm
from engine.store.plan_index import PlanIndex
from schemas.locale import language_of
from schemas.money import Money
from schemas.reject import Reject
from schemas.run import (
    Action,
    Counts,
    FilmCounts,
    PictureCounts,
    PlannedFilm,
    SegmentCounts,
    ShotCounts,
    Spending,
    WritingCounts,
)

__all__ = ["Plan"]

_GONE = "its row is gone, rejected, or no longer delivers it"


@dataclass(slots=True)
class _Sums:
    briefs: int = 0
    rejects: int = 0
    pending: int = 0
    shots: int = 0
    rendered: int = 0
    encoded: int = 0
    reused: int = 0
    films: dict[Action, int] = field(default_factory=lambda: dict.fromkeys(Action, 0))
    downgrades: dict[str, None] = field(default_factory=dict)
    costs: PlanCosts = field(default_factory=PlanCosts)
    stuck: int = 0
    """Pending rows for which nothing can be asked until a person decides."""
    doubts: int = 0
    doubtful: int = 0
    failed: int = 0
    unasked: Counter[str] = field(default_factory=Counter)
    """Rows that have yet to be asked about, by what is asked."""
    unfetched: int = 0
    """Pictures that have yet to be fetched."""
    unlisted: set[str] = field(default_factory=set)


class Plan:
    """The plan of one run, in a file of its own under `folder`.

    Rows that others must be asked about first are pending: the counts do not hold what they will
    shoot and encode until they are resolved. `lost` are ids of rows that had films and have none
    any more without their owner having said so; `delivered` is how many rows had films before.
    """

    def __init__(self, folder: Path, budget: BudgetLeft) -> None:
        self._index = PlanIndex(folder)
        self._sums = _Sums()
        self._budget = budget
        self.lost: set[str] = set()
        self.delivered = 0

    def add_rows(self, planned: Iterable[PlannedRow]) -> None:
        """Add rows as they were planned."""
        rows = list(planned)
        for row in rows:
            self._count(row)
        plans = [row.plan for row in rows]
        films: list[PlannedFilm] = []
        for plan in plans:
            match plan:
                case RowPlan():
                    films += [film.planned for film in plan.films]
                case PendingRow():
                    films += plan.films
        self._index.add_films(films)
        self._index.add_work(
            (plan.brief.origin.rows[0], _sort_of(plan), plan.model_dump_json())
            for plan in plans
            if isinstance(plan, PendingRow) or (isinstance(plan, RowPlan) and plan.to_make)
        )
        self._index.add_rejects(plan for plan in plans if isinstance(plan, Reject))

    def add_unchanged(self, films: Iterable[DeliveredFilm], rows: int, shots: int) -> None:
        """Add films of rows that have not changed: `rows` rows of `shots` shots."""
        kept = list(films)
        self._index.add_delivered(kept, Action.REUSE, UNCHANGED)
        self._sums.briefs += rows
        self._sums.shots += shots
        self._sums.films[Action.REUSE] += len(kept)

    def add_rejects(self, rejects: Iterable[Reject]) -> None:
        """Add rows that the check rejected."""
        found = list(rejects)
        self._index.add_rejects(found)
        self._sums.rejects += len(found)

    def add_orphaned(self, films: Iterable[DeliveredFilm], lost: str = "") -> None:
        """Add live films that no row asks for any more; `lost` is the row that has none left."""
        gone = list(films)
        self._index.add_delivered(gone, Action.WITHDRAW, _GONE)
        self._sums.films[Action.WITHDRAW] += len(gone)
        if lost:
            self.lost.add(lost)

    def resolve(self, pending: Iterable[PendingRow], planned: Iterable[PlannedRow]) -> None:
        """Put planned rows in the place of pending ones, whose prerequisites are paid for now.

        The films of those that turned out to be rejects have failed.
        """
        rows = list(planned)
        refused = {row.brief.id for row in rows if isinstance(row.plan, Reject)}
        for row in pending:
            self._sums.failed += len(row.films) if row.brief.id in refused else 0
            self._sums.pending -= 1
            self._sums.briefs -= 1
            for film in row.films:
                self._sums.films[film.action] -= 1
            doubts = sum(need.doubts for need in row.prerequisites)
            self._sums.doubts -= doubts
            self._sums.doubtful -= bool(doubts)
            self._sums.stuck -= row.is_stuck
            for need in row.prerequisites:
                self._sums.unasked[need.what] -= 1
                self._sums.costs.expect(need.max_cost, need.likely_cost, -1)
                if need.max_cost is not None:
                    self._sums.costs.ask(need.max_cost)
        self._index.remove_rows((row.brief.id, row.brief.origin.rows[0]) for row in rows)
        self.add_rows(rows)

    @property
    def counts(self) -> Counts:
        """What the plan would do, as far as it is known."""
        sums, cost = self._sums, self.cost
        currency = cost.currency if cost else next(iter(sums.costs.asked), None)
        amount = cost.amount if cost else Decimal(0)
        likely = self.likely_cost
        return Counts(
            briefs=sums.briefs,
            rejects=sums.rejects,
            pictures=PictureCounts(rows=sums.unasked["pictures"], unfetched=sums.unfetched),
            writing=WritingCounts(asked=sums.pending - sums.unasked["pictures"] - sums.stuck),
            shots=ShotCounts(
                planned=sums.shots, rendered=sums.rendered, reused=sums.shots - sums.rendered
            ),
            segments=SegmentCounts(encoded=sums.encoded, reused=sums.reused),
            films=FilmCounts(
                made=sums.films[Action.CREATE] + sums.films[Action.CHANGE],
                reused=sums.films[Action.REUSE],
                withdrawn=sums.films[Action.WITHDRAW],
                failed=sums.failed,
            ),
            spent=Spending(
                amount=amount,
                currency=currency,
                unknown=sums.doubts,
                most=amount + sums.costs.asked.get(currency or "", Decimal(0)),
                likely=likely.amount if likely else None,
            ),
            downgrades=tuple(sums.downgrades),
        )

    @property
    def unlisted(self) -> tuple[str, ...]:
        """Languages to be written by a model that have no vocabulary of words that claim nothing:
        their films say nothing but the rows' own words.
        """
        return tuple(sorted(self._sums.unlisted))

    def unasked(self, what: str) -> int:
        """Rows for which a prerequisite of that name has not been asked for yet."""
        return self._sums.unasked[what]

    @property
    def doubtful(self) -> int:
        """Rows with a paid call whose outcome is unknown, so that they cannot be finished now."""
        return self._sums.doubtful

    @property
    def cost(self) -> Money | None:
        """The most that everything known may cost; None where it is nothing."""
        return self._sums.costs.cost(self._budget.left.currency)

    @property
    def likely_cost(self) -> Money | None:
        """What it will cost if rows are answered as earlier ones were; None where none was."""
        return self._sums.costs.likely(self.cost)

    @property
    def waits(self) -> bool:
        """Whether any row has to be asked about, or to be told that it cannot be."""
        return self._sums.pending > self._sums.unasked["pictures"]

    def films(self, *actions: Action) -> Iterator[PlannedFilm]:
        """The films of those actions, or all, in the catalog's order; withdrawn ones last."""
        return self._index.films(*(action.value for action in actions))

    def rows(self) -> Iterator[RowPlan]:
        """The rows to be made, as they were planned."""
        return map(RowPlan.model_validate_json, self._index.work("row"))

    def pending(self) -> Iterator[PendingRow]:
        """The rows with prerequisites."""
        return map(PendingRow.model_validate_json, self._index.work("pending"))

    def rejects(self) -> Iterator[Reject]:
        """Every row that cannot be made, with why."""
        return self._index.rejects()

    @property
    def over_budget(self) -> str:
        """Why the budget does not allow the plan, in words; empty where it does."""
        return self._budget.refusal(self.cost)

    def assert_affordable(self) -> None:
        """Raises BudgetError where the plan costs more than is left of the budget."""
        self._budget.assert_affords(self.cost)

    def close(self) -> None:
        """Remove the plan's file."""
        self._index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _count(self, planned: PlannedRow) -> None:
        sums, plan = self._sums, planned.plan
        sums.doubts += planned.costs.doubts
        sums.doubtful += bool(planned.costs.doubts)
        for cost in planned.costs.most:
            sums.costs.add(cost)
        match plan:
            case Reject():
                sums.rejects += 1
                return
            case PendingRow():
                sums.pending += 1
                sums.stuck += plan.is_stuck
                for need in plan.prerequisites:
                    sums.costs.expect(need.max_cost, need.likely_cost)
                sums.unasked.update(need.what for need in plan.prerequisites)
                sums.unfetched += sum(
                    need.calls for need in plan.prerequisites if need.what == "pictures"
                )
                words = any(need.what == "words" for need in plan.prerequisites)
                for film in plan.films:
                    sums.films[film.action] += 1
                    if words and (language := language_of(film.locale)) not in known_languages():
                        sums.unlisted.add(language)
            case RowPlan():
                sums.shots += len(plan.setups)
                sums.rendered += len(plan.missing)
                for one in plan.films:
                    sums.films[one.planned.action] += 1
                    sums.encoded += one.encoded
                    sums.reused += one.reused
                    if one.is_to_make:
                        sums.downgrades |= dict.fromkeys(one.downgrades)
        sums.briefs += 1


def _sort_of(plan: RowPlan | PendingRow) -> str:
    return "row" if isinstance(plan, RowPlan) else "pending"
