"""Deployments: the served productions as Prefect knows them, kept in step with their files.

Also where everything is once it is served, for people and for machines. It starts no run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from rich.console import Console

from engine.profiles import profiles
from flows.serving.data import Served, ServingFile
from schemas.errors import CallsheetError, ProductionError

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment
    from prefect.runner import Runner
    from prefect.utilities.callables import ParameterSchema

__all__ = ["Register", "ServingAddresses"]


class Register:
    """The deployments of a serving file: `produce/<name>`, and `drop/<name>` where it has a folder.

    `tell` hears of what changed.
    """

    def __init__(self, serving: ServingFile, runner: Runner, tell: Callable[[str], None]) -> None:
        self._serving = serving
        self._runner = runner
        self._tell = tell
        self._registered: dict[str, Served] = {}
        self._problems: dict[str, str] = {}
        self._ids: dict[str, UUID] = {}

    @property
    def ids(self) -> Mapping[str, UUID]:
        """The deployments' ids by their names, `flow/deployment`."""
        return self._ids

    async def open(self) -> None:
        """Register everything. Raises ProductionError where a production is not as it should be."""
        for one in self._serving.settings.productions:
            await self._register(self._serving.served(one))

    async def refresh(self) -> None:
        """Register again what its owner changed; what is wrong is told."""
        for one in self._serving.settings.productions:
            try:
                served = self._serving.served(one)
                if served != self._registered[one.name]:
                    await self._register(served)
                    self._tell(f"{one.name}: the production has changed; its next run makes it so")
                self._problems.pop(one.name, None)
            except CallsheetError as error:
                if self._problems.get(one.name) != str(error):
                    self._tell(f"{one.name}: {error} Its runs fail until then.")
                self._problems[one.name] = str(error)

    async def _register(self, served: Served) -> None:
        for deployment in await self._deployments(served):
            name = f"{deployment.flow_name}/{deployment.name}"
            await self._keep_paused(name, deployment)
            self._ids[name] = await self._runner.aadd_deployment(deployment)
        self._registered[served.name] = served

    async def _keep_paused(self, name: str, deployment: RunnerDeployment) -> None:
        """What was paused in the UI stays paused: registering it anew would let it run."""
        from prefect.client.orchestration import get_client  # noqa: PLC0415 - heavy
        from prefect.exceptions import ObjectNotFound  # noqa: PLC0415 - heavy

        try:
            async with get_client() as client:
                found = await client.read_deployment_by_name(name)
        except ObjectNotFound:
            return
        still = bool(found.schedules) and not any(one.active for one in found.schedules)
        deployment.paused = found.paused
        for schedule in deployment.schedules or ():
            schedule.active = not still
        if (found.paused or still) and name not in self._ids:
            self._tell(f"{name} is paused in Prefect's UI, and runs once it is resumed there")

    async def _deployments(self, served: Served) -> list[RunnerDeployment]:
        from flows.serving.runs import produce_drop, produce_served  # noqa: PLC0415 - heavy

        settings = served.settings
        plain = await _deployment(
            produce_served,
            served,
            limit=settings.concurrency,
            description=f"Produces {settings.target}: what is missing or has changed is made.",
        )
        if settings.drop is None:
            return [plain]
        dropped = await _deployment(
            produce_drop,
            served,
            limit=settings.drop.concurrency,
            description=f"Produces catalogs that are dropped into {settings.drop.folder}.",
        )
        return [plain, dropped]


@dataclass(frozen=True, slots=True)
class ServingAddresses:
    """Of Prefect's server, the films, and each production with its deployments.

    `ui` is the address of the server's pages.
    """

    api: str
    ui: str
    serving: ServingFile
    ids: Mapping[str, UUID]

    @property
    def document(self) -> dict[str, Any]:
        """Addresses, and the productions with their ids on Prefect's server."""
        return {
            "api": self.api,
            "ui": self.ui,
            "films": self.serving.films,
            "productions": [
                {
                    "name": one.name,
                    "deployment": str(self.ids[f"produce/{one.name}"]),
                    "schedule": one.schedule.model_dump() if one.schedule else None,
                    "drop": {
                        "folder": self.serving.folder(one.drop.folder),
                        "deployment": str(self.ids[f"drop/{one.name}"]),
                    }
                    if one.drop
                    else None,
                    "films": f"{self.serving.films}/{one.name}",
                }
                for one in self.serving.settings.productions
            ],
        }

    def show(self) -> None:
        """A few lines: where to look, and what starts a run."""
        console = Console(stderr=True, highlight=False, soft_wrap=True)
        found = self.document
        console.print(f"Prefect's UI: {found['ui']}   Films: {found['films']}")
        for one in found["productions"]:
            console.print(
                f"{one['name']}: run it at {found['ui']}/deployments/deployment/"
                f"{one['deployment']}",
                markup=False,
            )
            if one["schedule"]:
                console.print(
                    f"  by itself: {one['schedule']['cron']} ({one['schedule']['timezone']})",
                    markup=False,
                )
            if one["drop"]:
                console.print(f"  catalogs dropped into {one['drop']['folder']}", markup=False)
        console.print("Ctrl-C ends it.")


async def _deployment(
    flow: Any, served: Served, *, limit: int, description: str
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
            parameters={"production": served.name},
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
    schema = deployment._parameter_openapi_schema  # noqa: SLF001 - it has no public name
    deployment._parameter_openapi_schema = _offering(schema, served)  # noqa: SLF001
    return deployment


def _offering(schema: ParameterSchema, served: Served) -> ParameterSchema:
    """The form's schema with what can be chosen of this production, instead of any text."""
    production = served.target.production
    offering = schema.model_copy(deep=True)
    offering.properties["production"]["enum"] = [served.name]
    if "RunChoices" in offering.definitions:
        choices = offering.definitions["RunChoices"]["properties"]
        choices["profiles"]["items"]["enum"] = sorted(profiles(production.profiles))
        if locales := {locale for one in production.deliveries for locale in one.locales}:
            choices["locales"]["items"]["enum"] = sorted(locales)
    return offering
