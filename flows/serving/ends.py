"""Ends: runs that have ended: told of once, counted, and gone on with where they were interrupted.

It asks the server, and does not wait for its events: those come late, twice or not at all when the
server is busy or begins anew (of 117 runs 26 were told more than once, and 2 never).
"""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import httpx

from flows.serving.diary import Diary
from flows.serving.figures import Figures
from flows.serving.notify import Message, Messenger, outcomes_of
from flows.serving.unfinished import go_on, goes_on, is_settled

if TYPE_CHECKING:
    from prefect.client.orchestration import PrefectClient
    from prefect.client.schemas.filters import DeploymentFilter
    from prefect.client.schemas.objects import FlowRun

__all__ = ["Ends"]

_EVERY = 5.0
"""Seconds between two looks."""
_BACK = timedelta(days=2)
"""How far the first look goes back: what ended while nobody served is told now."""
_OVERLAP = timedelta(minutes=10)
"""How far further looks go back, because clocks differ and a busy server is late."""
_PATIENCE = timedelta(hours=6)
"""How long a message is tried again whose receiver does not take it."""
_PAGE = 200


class Ends:
    """Looks at the runs of `deployments` (ids by `flow/deployment`), whose pages are at `ui`."""

    def __init__(
        self,
        deployments: Mapping[str, UUID],
        ui: str,
        diary: Diary,
        messenger: Messenger,
        figures: Figures,
        tell: Callable[[str], None],
    ) -> None:
        self._names = {identity: name for name, identity in deployments.items()}
        self._ui = ui
        self._diary = diary
        self._messenger = messenger
        self._figures = figures
        self._tell = tell
        self._since = max(diary.begun, datetime.now(UTC) - _BACK)
        self._problem = ""
        self._undelivered: set[str] = set()

    async def run(self, client: PrefectClient) -> None:
        """Look until cancelled."""
        while True:
            try:
                await self.look(client)
                self._problem = ""
            except Exception as error:  # noqa: BLE001 - a look that fails is made again
                problem = f"{type(error).__name__}: {error}"
                if problem != self._problem:
                    self._tell(
                        f"Runs that ended cannot be looked at ({problem}). It is tried again."
                    )
                self._problem = problem
            await asyncio.sleep(_EVERY)

    async def look(self, client: PrefectClient) -> None:
        """See to every run that has ended since the last look."""
        now = datetime.now(UTC)
        late = False
        for run in await self._ended(client):
            if not self._diary.is_told(str(run.id)):
                late = not await self._see_to(run, client) or late
        for run in await self._suspended(client):
            # Told anew where it asks anew, since its plan is another one then.
            asked = f"{run.id}.{run.state.id if run.state else ''}"
            if not self._diary.is_told(asked) and await self._told(self._message(run), asked):
                self._diary.note_told(asked)
        self._figures.queue.set(await self._waiting(client))
        if not late:
            self._since = max(self._since, now - _OVERLAP)

    async def _see_to(self, run: FlowRun, client: PrefectClient) -> bool:
        """Whether all is done about it."""
        flow, _, production = self._names[run.deployment_id or UUID(int=0)].partition("/")
        if goes_on(run):
            if flow == "produce":  # a dropped catalog has its claim, by which it goes on
                await go_on(client, run)
            self._tell(f"{run.name} was interrupted, and goes on by itself")
            self._diary.note_told(str(run.id))
            return True
        message = self._message(run)
        if not await self._told(message, str(run.id)):
            return False
        self._figures.count(production, str(run.state.name if run.state else ""), message.record)
        self._diary.note_told(str(run.id))
        return True

    def _message(self, run: FlowRun) -> Message:
        production = self._names[run.deployment_id or UUID(int=0)].partition("/")[2]
        record = self._diary.read(str(run.id))
        return Message(run, production, f"{self._ui}/runs/flow-run/{run.id}", record)

    async def _told(self, message: Message, of: str) -> bool:
        """Whether everyone who is to be told was, or cannot be. `of` is what is noted as told."""
        if not self._messenger.when & outcomes_of(message.run):
            return True
        done = True
        for way in self._messenger.ways:
            mark = f"{of}.{way}"
            if self._diary.is_told(mark):
                continue
            try:
                await self._messenger.send(way, message)
            except (httpx.HTTPError, httpx.InvalidURL, smtplib.SMTPException, OSError) as error:
                ended = message.run.end_time or datetime.now(UTC)
                lost = datetime.now(UTC) - ended > _PATIENCE
                if lost or mark not in self._undelivered:
                    then = "Nobody is told" if lost else "It is tried again"
                    self._tell(
                        f"the {way} about {message.run.name} was not taken "
                        f"({type(error).__name__}: {error}). {then}."
                    )
                self._undelivered.add(mark)
                if not lost:
                    done = False
                    continue
            self._diary.note_told(mark)
            self._undelivered.discard(mark)
        return done

    async def _ended(self, client: PrefectClient) -> list[FlowRun]:
        from prefect.client.schemas.filters import (  # noqa: PLC0415 - heavy
            FlowRunFilter,
            FlowRunFilterEndTime,
        )
        from prefect.client.schemas.sorting import FlowRunSort  # noqa: PLC0415 - heavy

        found: list[FlowRun] = []
        while True:
            page = await client.read_flow_runs(
                deployment_filter=self._ours(),
                flow_run_filter=FlowRunFilter(end_time=FlowRunFilterEndTime(after_=self._since)),
                sort=FlowRunSort.END_TIME_DESC,
                limit=_PAGE,
                offset=len(found),
            )
            found += page
            if len(page) < _PAGE:
                return [run for run in reversed(found) if is_settled(run)]

    async def _suspended(self, client: PrefectClient) -> list[FlowRun]:
        """The runs that wait for somebody's approval."""
        from prefect.client.schemas.filters import (  # noqa: PLC0415 - heavy
            FlowRunFilter,
            FlowRunFilterState,
            FlowRunFilterStateType,
        )
        from prefect.client.schemas.objects import StateType  # noqa: PLC0415 - heavy

        paused = FlowRunFilterStateType(any_=[StateType.PAUSED])
        return await client.read_flow_runs(
            deployment_filter=self._ours(),
            flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=paused)),
        )

    async def _waiting(self, client: PrefectClient) -> int:
        """How many runs are due and have not begun."""
        from prefect.client.schemas.filters import (  # noqa: PLC0415 - heavy
            FlowRunFilter,
            FlowRunFilterExpectedStartTime,
            FlowRunFilterState,
            FlowRunFilterStateType,
        )
        from prefect.client.schemas.objects import StateType  # noqa: PLC0415 - heavy

        waiting = FlowRunFilterStateType(any_=[StateType.SCHEDULED, StateType.PENDING])
        found = await client.read_flow_runs(
            deployment_filter=self._ours(),
            flow_run_filter=FlowRunFilter(
                state=FlowRunFilterState(type=waiting),
                expected_start_time=FlowRunFilterExpectedStartTime(before_=datetime.now(UTC)),
            ),
        )
        return len(found)

    def _ours(self) -> DeploymentFilter:
        from prefect.client.schemas.filters import (  # noqa: PLC0415 - heavy
            DeploymentFilter,
            DeploymentFilterId,
        )

        return DeploymentFilter(id=DeploymentFilterId(any_=list(self._names)))
