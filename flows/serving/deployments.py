"""Deployments: the served productions as Prefect knows them, kept in step with their files.

It starts no run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flows.serving.data import Served, Stage
from schemas.errors import CallsheetError, ProductionError

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment
    from prefect.runner import Runner

__all__ = ["Register"]


class Register:
    """The deployments of a serving file: `produce/<name>`, and `drop/<name>` where it has a folder.

    `address` is where films are shown; `tell` hears of what changed.
    """

    def __init__(
        self, stage: Stage, runner: Runner, address: str, tell: Callable[[str], None]
    ) -> None:
        self._stage = stage
        self._runner = runner
        self._address = address
        self._tell = tell
        self._standing: dict[str, Served] = {}
        self._problems: dict[str, str] = {}
        self._ids: dict[str, UUID] = {}

    @property
    def ids(self) -> Mapping[str, UUID]:
        """The deployments' ids by their names, `flow/deployment`."""
        return self._ids

    def served(self, name: str) -> Served:
        """A production as it is registered now."""
        return self._standing[name]

    def parameters(self, served: Served) -> dict[str, Any]:
        """What both flows are told of a production."""
        shown = served.target.production.model_copy(
            update={"films_url": served.target.production.films_url or self.films_url(served.name)}
        )
        return {
            "production": shown.model_dump(mode="json", exclude_defaults=True),
            "base": str(served.target.base),
        }

    def films_url(self, name: str) -> str:
        """Where a production's output folder is shown."""
        return f"{self._address}/{name}"

    async def open(self) -> None:
        """Register everything. Raises ProductionError where a production is not as it should be."""
        for one in self._stage.serving.productions:
            await self._register(self._stage.served(one))

    async def refresh(self) -> None:
        """Register again what its owner changed; what is wrong now is told, and the old stands."""
        for one in self._stage.serving.productions:
            try:
                served = self._stage.served(one)
                if served != self._standing[one.name]:
                    await self._register(served)
                    self._tell(f"{one.name}: the production has changed, and runs as it is now")
                self._problems.pop(one.name, None)
            except CallsheetError as error:
                if self._problems.get(one.name) != str(error):
                    self._tell(f"{one.name}: {error} It runs as it was before.")
                self._problems[one.name] = str(error)

    async def _register(self, served: Served) -> None:
        for deployment in await self._deployments(served):
            name = f"{deployment.flow_name}/{deployment.name}"
            self._ids[name] = await self._runner.aadd_deployment(deployment)
        self._standing[served.name] = served

    async def _deployments(self, served: Served) -> list[RunnerDeployment]:
        from flows.drop import produce_drop  # noqa: PLC0415 - heavy
        from flows.produce import produce  # noqa: PLC0415 - heavy

        settings, parameters = served.settings, self.parameters(served)
        plain = await _deployment(
            produce,
            served,
            limit=settings.at_once,
            parameters=parameters,
            description=f"Produces {settings.target}: what is missing or has changed is made.",
        )
        if settings.drop is None:
            return [plain]
        folder = self._stage.folder(settings.drop.folder)
        dropped = await _deployment(
            produce_drop,
            served,
            limit=settings.drop.at_once,
            parameters={**parameters, "folder": folder},
            description=f"Produces catalogs that are dropped into {settings.drop.folder}.",
        )
        return [plain, dropped]


async def _deployment(
    flow: Any, served: Served, *, limit: int, parameters: dict[str, Any], description: str
) -> RunnerDeployment:
    from prefect.client.schemas.objects import (  # noqa: PLC0415 - heavy
        ConcurrencyLimitConfig,
        ConcurrencyLimitStrategy,
    )
    from prefect.schedules import Cron  # noqa: PLC0415 - heavy
    from prefect.types.entrypoint import EntrypointType  # noqa: PLC0415 - heavy

    schedule = served.settings.schedule if flow.name == "produce" else None
    try:
        deployment: RunnerDeployment = await flow.ato_deployment(
            name=served.name,
            schedule=Cron(schedule.cron, timezone=schedule.timezone) if schedule else None,
            parameters=parameters,
            description=description,
            tags=["callsheet"],
            # By module: an entrypoint that is a file would put `flows/` first on the path.
            entrypoint_type=EntrypointType.MODULE_PATH,
            concurrency_limit=ConcurrencyLimitConfig(
                limit=limit, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE
            ),
        )
    except ValueError as error:
        raise ProductionError(
            f"{served.name} cannot be served", str(error), "Correct it in the serving file."
        ) from error
    return deployment
