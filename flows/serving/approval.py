"""Approval: a served run waits for somebody's word before it spends, or before it publishes.

The run is suspended: its process ends, so that it can wait for days, over restarts too. Once it is
resumed it begins anew, and asks again where its plan has become another one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from prefect import get_run_logger, runtime
from prefect.flow_runs import suspend_flow_run
from prefect.input import RunInput
from pydantic import Field

from flows.serving.diary import Diary
from schemas.errors import ProductionError
from schemas.keys import canonical
from schemas.production import ApprovalPoint
from schemas.run import Action
from schemas.served_run import Approval

if TYPE_CHECKING:
    from engine.production.planning.plan import Plan

__all__ = ["Answer", "Gate"]

_TIMEOUT = 14 * 86400
"""Seconds after which a run that nobody answered is failed."""


class Answer(RunInput):
    """What Prefect's form asks whoever resumes the run."""

    approved: bool = Field(default=True, title="Approved", description="Off: the run is rejected.")
    name: str = Field(default="", max_length=120, title="Your name")
    note: str = Field(default="", max_length=1000, title="Why")


class Gate:
    """Asks for approval of one run, where its production wants that (`before`); of rows that are to
    be shot, their owner is asked in the status sheet.
    """

    def __init__(self, before: ApprovalPoint | None, diary: Diary) -> None:
        self._before = before
        self._diary = diary

    def before_spending(self, plan: Plan) -> None:
        """Wait for approval of what the plan costs, if anything. Raises ProductionError where it is
        rejected.
        """
        if self._before == "spending" and plan.cost is not None:
            self._ask(plan, f"spending up to {plan.cost}")

    def before_publishing(self, plan: Plan, prepare: Callable[[], None]) -> None:
        """Wait for approval of the films, once `prepare` has made them. Raises ProductionError
        where it is rejected.
        """
        films = plan.counts.films
        if self._before != "publishing" or not (films.made or films.withdrawn):
            return
        if self._diary.approval(_digest(plan)) is None and not self._was_asked(plan):
            prepare()
        self._ask(plan, f"publishing {films.made} films, withdrawing {films.withdrawn}")

    def _ask(self, plan: Plan, what: str) -> None:
        digest = _digest(plan)
        known, run = self._diary.approval(digest), str(runtime.flow_run.id)
        if known is None or not (known.approved or known.run == run):
            self._diary.note_told(self._mark(digest))
            log = get_run_logger()
            log.info("Waiting for approval of %s. Resume the run to approve or reject it.", what)
            given = suspend_flow_run(wait_for_input=Answer, timeout=_TIMEOUT, key=digest)
            known = Approval(
                run=run,
                what=what,
                approved=given.approved,
                name=given.name or "somebody in Prefect's UI",
                note=given.note,
                when=datetime.now(UTC),
            )
            self._diary.note_approval(digest, known)
            log.info("%s was %s", what, known.sentence())
        if not known.approved:
            raise ProductionError(
                f"{what} was {known.sentence()}",
                known.note,
                "Change what is wrong, or run again to be asked again.",
            )

    def _was_asked(self, plan: Plan) -> bool:
        """Whether this run has asked for this plan: then its films are made."""
        return self._diary.is_told(self._mark(_digest(plan)))

    def _mark(self, digest: str) -> str:
        return f"{runtime.flow_run.id}.asked-{digest}"


def _digest(plan: Plan) -> str:
    """The same for plans that make the same of the same at the same cost."""
    hashed = hashlib.sha256(str(plan.cost).encode())
    for film in plan.films(Action.CREATE, Action.CHANGE, Action.WITHDRAW):
        hashed.update(canonical([film.file, film.action, film.key, film.why]).encode())
    return hashed.hexdigest()[:16]
