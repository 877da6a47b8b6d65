"""Watch: a drop folder looked at again and again; every catalog in it becomes one run.

It does not produce anything; the flow `drop` does. All that it remembers between two looks may be
lost: the claims in the folder and the runs on Prefect's server say what has been done.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.serving.folder import Claim, DropFolder, Seen
from flows.serving.reports import interrupted
from flows.serving.unfinished import goes_on, is_settled, tags_of
from schemas.serving import DropSettings

if TYPE_CHECKING:
    from uuid import UUID

    from prefect.client.orchestration import PrefectClient
    from prefect.client.schemas.objects import FlowRun

__all__ = ["Watch"]


@dataclass(frozen=True, slots=True)
class _Still:
    """Since when a file has not changed, in seconds of the monotonic clock."""

    mark: str
    since: float


class Watch:
    """One drop folder. `keeper` names the Prefect server, `deployment` the drop flow's there,
    `production` whose catalogs are dropped.
    """

    def __init__(
        self,
        folder: DropFolder,
        settings: DropSettings,
        keeper: str,
        deployment: UUID,
        production: str,
        tell: Callable[[str], None],
    ) -> None:
        self.folder = folder
        self._settings = settings
        self._keeper = keeper
        self._deployment = deployment
        self._production = production
        self._tell = tell
        self._still: dict[str, _Still] = {}
        self._live: dict[str, UUID] = {}
        self._problems: dict[str, str] = {}

    async def run(self, client: PrefectClient) -> None:
        """Look until cancelled. A look that fails is told once, and made again."""
        while True:
            with self._told(""):
                await self.look(client)
            await asyncio.sleep(self._settings.every)

    async def look(self, client: PrefectClient) -> None:
        """Claim what is completely written, and see to every claim."""
        for seen in await asyncio.to_thread(self._complete):
            with self._told(seen.name):
                if await asyncio.to_thread(self.folder.claim, seen, self._keeper):
                    self._tell(f"{seen.name} was taken from {self.folder.address}")
        claims = await asyncio.to_thread(lambda: list(self.folder.claims()))
        ours = [claim for claim in claims if claim.keeper == self._keeper]
        under_way = await self._under_way(ours, client)
        for claim in ours:
            if claim.token not in under_way:
                with self._told(claim.name):
                    await self._see_to(claim, client)

    @contextmanager
    def _told(self, name: str) -> Iterator[None]:
        """Tell what fails in the block, once; a file that cannot be dealt with stops no other."""
        try:
            yield
            self._problems.pop(name, None)
        except Exception as error:  # noqa: BLE001 - stores and clients fail in their own ways
            problem = f"{self.folder.address}/{name}: {type(error).__name__}: {error}"
            if self._problems.get(name) != problem:
                self._tell(f"{problem}. It is tried again.")
            self._problems[name] = problem

    def _complete(self) -> list[Seen]:
        """The files that are completely written, as far as anyone can tell."""
        now, found = time.monotonic(), self.folder.look()
        before, self._still = self._still, {}
        complete = []
        for seen in found:
            known = before.get(seen.name)
            if known is None or known.mark != seen.mark:
                self._still[seen.name] = _Still(seen.mark, now)
                continue
            self._still[seen.name] = known
            with self._told(seen.name):
                late = now - known.since >= self._settings.timeout
                if late or self.folder.is_complete(seen):
                    complete.append(seen)
        return complete

    async def _under_way(self, claims: Sequence[Claim], client: PrefectClient) -> set[str]:
        """The tokens of claims whose run has not ended: asked for in one call, however many."""
        from prefect.client.schemas.filters import (  # noqa: PLC0415 - heavy
            FlowRunFilter,
            FlowRunFilterId,
        )

        tokens = {claim.token for claim in claims}
        self._live = {token: run for token, run in self._live.items() if token in tokens}
        if not self._live:
            return set()
        wanted = FlowRunFilterId(any_=list(self._live.values()))
        found = await client.read_flow_runs(flow_run_filter=FlowRunFilter(id=wanted))
        working = {run.id for run in found if not is_settled(run)}
        return {token for token, run in self._live.items() if run in working}

    async def _see_to(self, claim: Claim, client: PrefectClient) -> None:
        """Give the claim its run, and another where that was interrupted; where it has ended
        without it, put the file away.
        """
        if not await asyncio.to_thread(self.folder.settle, claim):
            return
        attempt, run = 1, await self._run(claim, 1, client)
        while is_settled(run) and goes_on(run):
            attempt += 1
            run = await self._run(claim, attempt, client)
        self._live[claim.token] = run.id
        if is_settled(run):
            await asyncio.to_thread(self._put_away, claim, run)

    async def _run(self, claim: Claim, attempt: int, client: PrefectClient) -> FlowRun:
        """The claim's run of that attempt: the same one however often it is asked for."""
        return await client.create_flow_run_from_deployment(
            self._deployment,
            name=f"produce {self._production} from {claim.name}",
            parameters={"file": claim.name, "claim": claim.key},
            tags=tags_of(attempt),
            idempotency_key=claim.token if attempt == 1 else f"{claim.token} {attempt}",
        )

    def _put_away(self, claim: Claim, run: FlowRun) -> None:
        # The run puts the file away before it ends; it may have done so since the claim was read.
        if self.folder.claimed(claim.key) is None or run.state is None:
            return
        report = interrupted(claim.name, run.name, str(run.state.name), run.state.message or "")
        where = self.folder.put(claim, "failed", {"report.txt": report.encode()})
        self._tell(f"{claim.name} was not finished, and lies in {where}")
