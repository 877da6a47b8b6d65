"""Runner: Prefect's runner, which runs what this serve registered and nothing else.

Whoever reaches the server may change a deployment there: its entrypoint, or steps that are run
before it (a shell script is one). Prefect's own runner asks the server what to run. This one knows.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

import httpx
from prefect.exceptions import ObjectNotFound
from prefect.flows import load_flow_from_entrypoint
from prefect.runner import Runner
from prefect.runner._starter_engine import EngineCommandStarter
from prefect.settings import PREFECT_CLIENT_MAX_RETRIES, temporary_settings
from prefect.states import Failed

from flows.serving.authority import SERVING

if TYPE_CHECKING:
    from prefect.client.schemas.objects import FlowRun, State
    from prefect.client.schemas.responses import DeploymentResponse
    from prefect.deployments.runner import RunnerDeployment

__all__ = ["RegisteredRunner"]


class RegisteredRunner(Runner):
    """Runs the flows of the deployments that were added to it, whatever the server says they are.

    `serving` is the serving file, which the runs' processes are told; `tell` hears of runs that
    are refused; `signs` is how often a run gives a sign of life, in seconds. The overridden parts
    are Prefect 3.8.8's.
    """

    def __init__(
        self,
        serving: Path,
        tell: Callable[[str], None],
        signs: int | None = None,
        **options: Any,
    ) -> None:
        super().__init__(heartbeat_seconds=signs, **options)
        self._signs = signs
        self._serving = serving
        self._tell = tell
        self._entrypoints: dict[UUID, str] = {}
        self._away = False
        self.asked = time.monotonic()
        """When the server last said what is due, by the monotonic clock."""

    async def aadd_deployment(self, deployment: RunnerDeployment) -> UUID:
        """Register it, and remember which flow it runs. What somebody changed of it on the server
        is set back by that.
        """
        added: UUID = await super().aadd_deployment(deployment)
        self._entrypoints[added] = str(deployment.entrypoint)
        return added

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        poller = self._scheduled_run_poller
        self._due = poller._get_scheduled_flow_runs  # noqa: SLF001
        poller._get_scheduled_flow_runs = self._due_and_ours  # type: ignore[method-assign]  # noqa: SLF001
        poller._resolve_starter = self._starter  # noqa: SLF001
        # After a crash or a cancelling Prefect would load the flow as the server describes it, in
        # this process, to look for hooks.
        hooks = self._hook_runner
        assert hooks is not None  # noqa: S101 - entering made it
        hooks._resolve_flow = self._flow  # noqa: SLF001
        # What looks for cancelled runs where the server's events are not heard gives up after three
        # answers that fail, and then nobody can cancel any more.
        observer = self._cancelling_observer
        assert observer is not None  # noqa: S101 - entering made it
        look: Callable[[], Awaitable[None]] = observer._check_for_cancelled_flow_runs  # noqa: SLF001

        async def looked() -> None:
            with suppress(httpx.HTTPError), temporary_settings({PREFECT_CLIENT_MAX_RETRIES: 0}):
                await look()

        observer._check_for_cancelled_flow_runs = looked  # type: ignore[method-assign]  # noqa: SLF001
        return self

    async def _due_and_ours(self) -> list[FlowRun]:
        """What is to be run now. A server that does not answer has nothing: Prefect's runner would
        end after three such answers, and with it this serve.
        """
        try:
            with temporary_settings({PREFECT_CLIENT_MAX_RETRIES: 0}):
                due = await self._last_of(await self._due())
                found = [run for run in due if await self._is_ours(run)]
        except httpx.HTTPError as error:
            if not self._away:
                self._tell(
                    f"Prefect's server does not answer ({type(error).__name__}: {error}). It is "
                    "asked again every few seconds; runs that are under way go on."
                )
            self._away = True
            return []
        if self._away:
            self._tell("Prefect's server answers again")
        self._away, self.asked = False, time.monotonic()
        return found

    async def _last_of(self, due: list[FlowRun]) -> list[FlowRun]:
        """The runs without those that a schedule asked for and a later one of the same schedule
        makes needless: what was missed is made up for once.
        """
        poller = self._scheduled_run_poller
        begun = poller._submitting_flow_run_ids  # noqa: SLF001
        latest: dict[UUID | None, FlowRun] = {}
        earlier: list[FlowRun] = []
        scheduled = [
            # One that began and was suspended waits for somebody, and is no missed one.
            run
            for run in due
            if run.auto_scheduled and run.id not in begun and not run.run_count
        ]
        for run in sorted(scheduled, key=_expected):
            if run.deployment_id in latest:
                earlier.append(latest[run.deployment_id])
            latest[run.deployment_id] = run
        for run in earlier:
            try:
                await self._client.delete_flow_run(run.id)
            except ObjectNotFound:  # somebody deleted it in the UI
                continue
        if earlier:
            count = "1 scheduled run was" if len(earlier) == 1 else f"{len(earlier)} runs were"
            self._tell(f"{count} missed; the latest of each schedule is made instead")
        needless = {run.id for run in earlier}
        return [run for run in due if run.id not in needless]

    async def _is_ours(self, run: FlowRun) -> bool:
        """Whether the run's deployment is as it was registered; a run of any other is failed."""
        registered = self._entrypoints.get(run.deployment_id) if run.deployment_id else None
        changes = "this serve did not register it"
        if run.deployment_id and registered:
            changes = _changes(await self._client.read_deployment(run.deployment_id), registered)
        if not changes:
            return True
        message = (
            f"Not run: its deployment is not the one that callsheet serve registered ({changes}). "
            "Somebody changed it on Prefect's server. Restart callsheet serve to register it again."
        )
        refused: State[Any] = Failed(message=message)
        await self._client.set_flow_run_state(run.id, refused, force=True)
        self._tell(f"{run.name} ({run.id}): {message}")
        return False

    def _starter(self, flow_run: FlowRun) -> EngineCommandStarter:
        """What starts a run: the registered flow, without asking the server which one it is."""
        deployment = flow_run.deployment_id
        assert deployment is not None  # noqa: S101 - `_is_ours` let it pass
        return EngineCommandStarter(
            tmp_dir=self._tmp_dir,
            entrypoint=self._entrypoints[deployment],
            env={SERVING: str(self._serving.absolute())},
            deployment_name=self._deployment_registry.get_deployment_name(deployment),
            heartbeat_seconds=self._signs,
            control_channel=self._control_channel,
        )

    async def _flow(self, run: FlowRun) -> Any:
        assert run.deployment_id is not None  # noqa: S101 - only our own runs have hooks run
        return load_flow_from_entrypoint(self._entrypoints[run.deployment_id])


def _expected(run: FlowRun) -> float:
    return run.expected_start_time.timestamp() if run.expected_start_time else 0.0


def _changes(found: DeploymentResponse, entrypoint: str) -> str:
    """What of a deployment decides which code is run, and is not as it was registered."""
    changes = []
    if found.entrypoint != entrypoint:
        changes.append(f"entrypoint {found.entrypoint!r}")
    if found.pull_steps:
        changes.append(f"{len(found.pull_steps)} pull steps")
    if found.storage_document_id is not None:
        changes.append("code from a storage block")
    if found.work_pool_name is not None:
        changes.append(f"work pool {found.work_pool_name!r}")
    return ", ".join(changes)
