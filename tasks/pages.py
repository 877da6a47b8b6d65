"""What a run shows on Prefect's pages: its plan, its progress, its films and its rejects."""

from __future__ import annotations

import logging
from itertools import islice
from typing import Any, cast
from uuid import UUID

from prefect import get_run_logger
from prefect.artifacts import (
    create_link_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)

from engine.production.context import RunContext
from engine.production.outcome import RowOutcome
from engine.production.planning.plan import Plan
from engine.production.report import page_address
from engine.production.run import RunResult
from engine.production.watch import Stage, Watch
from schemas.run import Action

__all__ = ["PrefectWatch", "show_plan", "show_result"]

_SHOWN = 500


class PrefectWatch:
    """Tells `other` and Prefect: sentences go into the run's log, films into its progress."""

    def __init__(self, other: Watch) -> None:
        self._other = other
        self._log = cast("logging.Logger", get_run_logger())
        self._artifact: UUID | None = None
        self._done, self._total = 0, 0

    def stage(self, stage: Stage, what: str, total: int | None = None) -> None:
        """A stage begins; that of the films has a progress bar."""
        self._other.stage(stage, what, total)
        self._log.info("%s %s.", stage, what)
        self._done, self._total, self._artifact = 0, total or 0, None
        if total and stage is Stage.MAKE:
            description = f"of {total} films"
            shown = create_progress_artifact(0.0, key="films-made", description=description)
            self._artifact = cast("UUID", shown)

    def step(self, sentence: str, steps: int = 1) -> None:
        """Steps are done."""
        self._other.step(sentence, steps)
        if sentence:
            self._log.info("%s", sentence)
        self._count(steps)

    def row(self, outcome: RowOutcome) -> None:
        """A sentence for each row."""
        self._other.row(outcome)
        self._log.info("%s", outcome.sentence())
        self._count(len(outcome.row.to_make))

    @property
    def follows_shots(self) -> bool:
        """As the other does: a log has sentences, and no percents."""
        return self._other.follows_shots

    def shot(self, row: str, shot: str, share: float) -> None:
        """How far a shot is."""
        self._other.shot(row, shot, share)

    def shots(self, row: str, sentence: str) -> None:
        """The shots of a row are done."""
        self._other.shots(row, sentence)
        self._log.info("%s", sentence)

    def note(self, sentence: str) -> None:
        """Something to know."""
        self._other.note(sentence)
        self._log.info("%s", sentence)

    def _count(self, steps: int) -> None:
        self._done += steps
        if self._artifact is not None:
            update_progress_artifact(self._artifact, 100 * self._done / self._total)


def show_plan(plan: Plan) -> None:
    """The plan as a table: what changes and why."""
    counts = plan.counts
    films = plan.films(Action.CREATE, Action.CHANGE, Action.WITHDRAW)
    create_table_artifact(
        key="plan",
        table=[
            film.model_dump(include={"id", "locale", "profile", "action", "why"}, mode="json")
            for film in islice(films, _SHOWN)
        ]
        or [{"plan": "nothing to do"}],
        description=(
            f"{counts.films.made} films to make, {counts.films.reused} reused, "
            f"{counts.films.withdrawn} to withdraw; {counts.rejects} rows need a look. "
            f"Costs {f'up to {plan.cost}' if plan.cost else 'nothing'}."
        ),
    )


def show_result(context: RunContext, result: RunResult) -> None:
    """Links to the films, and the rows that need a look."""
    address = page_address(context)
    create_link_artifact(
        key="contact-sheet",
        link=f"{address}/index.html",
        link_text="Contact sheet",
        description=f"{result.sentence()}. Every film playable, with its shots, checks and proof.",
    )
    films = context.store.ledger.films.chunks(context.output)
    create_table_artifact(
        key="films",
        table=[
            {"film": f"[{film.file}]({address}/{film.file})"}
            for film in islice(next(films, []), _SHOWN)
        ]
        or [{"film": "none"}],
        description=result.sentence(),
    )
    if result.rejects:
        fields = {"row", "id", "code", "reason", "remedy"}
        table: list[dict[str, Any]] = [
            one.model_dump(include=fields, mode="json") for one in result.rejects[:_SHOWN]
        ]
        create_table_artifact(
            key="rejects",
            table=table,
            description=(
                f"{result.counts.rejects} rows need a look: [rejects.csv]({address}/rejects.csv)"
            ),
        )
