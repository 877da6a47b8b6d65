"""What a run shows on Prefect's pages: its plan, its progress, its films and its rejects.

What cannot be shown costs no film: a server that is busy, or gone, is a warning in the run's log.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from itertools import islice
from typing import Any, TypeVar, cast
from uuid import UUID

import httpx
from prefect import get_run_logger
from prefect.artifacts import (
    create_link_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.exceptions import PrefectException
from prefect.settings import PREFECT_CLIENT_MAX_RETRIES, temporary_settings

from engine.production.context import RunContext
from engine.production.outcome import RowOutcome
from engine.production.planning.plan import Plan
from engine.production.report import page_address
from engine.production.run import RunResult
from engine.production.watch import Stage, Watch
from schemas.run import Action

__all__ = ["Pages", "PrefectWatch"]

T = TypeVar("T")

_SHOWN = 500
_RETRIES = 1
"""Times that a page is sent again. Prefect's client would do so for a minute, and films wait."""
_REST = 60.0
"""Seconds without another try after a page could not be shown."""
_BETWEEN = 2.0
"""Seconds between two looks at the progress: each is a write into the server's database."""


class PrefectWatch:
    """Tells `other` and Prefect: sentences go into the run's log, films into its progress."""

    def __init__(self, other: Watch, pages: Pages) -> None:
        self._other = other
        self._pages = pages
        self._log = cast("logging.Logger", get_run_logger())
        self._artifact: UUID | None = None
        self._done, self._total, self._shown = 0, 0, 0.0

    def stage(self, stage: Stage, what: str, total: int | None = None) -> None:
        """A stage begins; that of the films has a progress bar."""
        self._other.stage(stage, what, total)
        self._log.info("%s %s.", stage, what)
        self._done, self._total, self._artifact = 0, total or 0, None
        if total and stage is Stage.MAKE:
            description = f"of {total} films"
            self._artifact = self._pages.show(
                "the films' progress",
                lambda: cast(
                    "UUID",
                    create_progress_artifact(0.0, key="films-made", description=description),
                ),
            )

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
        artifact, now = self._artifact, time.monotonic()
        if artifact is None or (self._done < self._total and now < self._shown + _BETWEEN):
            return
        self._shown, percent = now, 100 * self._done / self._total
        self._pages.show("the films' progress", lambda: update_progress_artifact(artifact, percent))


class Pages:
    """The pages of the run that this is made in. They are tried once more where they fail, and
    then left alone for a minute.
    """

    def __init__(self) -> None:
        self._log = cast("logging.Logger", get_run_logger())
        self._again = 0.0

    def show(self, what: str, call: Callable[[], T]) -> T | None:
        """What `call` gives, which tells the server of `what`; None where that fails."""
        if time.monotonic() < self._again:
            return None
        try:
            with temporary_settings({PREFECT_CLIENT_MAX_RETRIES: _RETRIES}):
                return call()
        except (httpx.HTTPError, PrefectException, OSError) as error:
            self._again = time.monotonic() + _REST
            said = str(error).partition("\n")[0]
            self._log.warning(
                "Prefect could not show %s (%s: %s). The run goes on, and shows nothing for %d s.",
                what,
                type(error).__name__,
                said,
                _REST,
            )
            return None

    def plan(self, plan: Plan) -> None:
        """The plan as a table: what changes and why."""
        counts = plan.counts
        films = plan.films(Action.CREATE, Action.CHANGE, Action.WITHDRAW)
        fields = {"id", "locale", "profile", "action", "why"}
        table = [
            _plain(film.model_dump(include=fields, mode="json")) for film in islice(films, _SHOWN)
        ]
        description = (
            f"{counts.films.made} films to make, {counts.films.reused} reused, "
            f"{counts.films.withdrawn} to withdraw; {counts.rejects} rows need a look. "
            f"Costs {f'up to {plan.cost}' if plan.cost else 'nothing'}."
        )
        self._table("plan", table or [{"plan": "nothing to do"}], description)

    def result(self, context: RunContext, result: RunResult) -> None:
        """Links to the films, and the rows that need a look."""
        address = page_address(context)
        self.show(
            "the link to the contact sheet",
            lambda: create_link_artifact(
                key="contact-sheet",
                link=f"{address}/index.html",
                link_text="Contact sheet",
                description=f"{result.sentence()}. Every film playable, with its shots, checks "
                "and proof.",
            ),
        )
        films = context.store.ledger.films.chunks(context.output)
        table = [
            {"film": f"[{film.file}]({address}/{film.file})"}
            for film in islice(next(films, []), _SHOWN)
        ]
        self._table("films", table or [{"film": "none"}], result.sentence())
        if result.rejects:
            fields = {"row", "id", "code", "reason", "remedy"}
            rejected = [
                _plain(one.model_dump(include=fields, mode="json"))
                for one in result.rejects[:_SHOWN]
            ]
            description = (
                f"{result.counts.rejects} rows need a look: [rejects.csv]({address}/rejects.csv)"
            )
            self._table("rejects", rejected, description)

    def _table(self, key: str, table: list[dict[str, Any]], description: str) -> None:
        self.show(
            f"the table {key!r}",
            lambda: create_table_artifact(key=key, table=table, description=description),
        )


def _plain(cells: dict[str, Any]) -> dict[str, Any]:
    """The cells with nothing that Prefect's pages, which read them as Markdown, take for a link:
    a catalog's words could lead elsewhere in our name.
    """
    return {
        name: cell.replace("](", "] (").replace("://", ": //") if isinstance(cell, str) else cell
        for name, cell in cells.items()
    }
