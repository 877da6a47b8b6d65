"""Serve: everything that one `callsheet serve` does, from its start to its end.

It reads as a table of contents; each part has a module of its own.
"""

from __future__ import annotations

import asyncio
import os
import platform
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flows.serving.answer import Standing
from flows.serving.data import Served, Stage, open_serving
from flows.serving.deployments import Register
from flows.serving.films import films_app, showing
from flows.serving.folder import DropFolder
from flows.serving.guard import FILMS_PASSWORD, address_of, assert_free, guard, is_loopback
from flows.serving.notify import HEARTBEAT, apply_automations
from flows.serving.server import named_server, own_server
from flows.serving.unfinished import bury, missed, start_missed
from flows.serving.watch import Watch

if TYPE_CHECKING:
    from prefect.client.orchestration import PrefectClient
    from prefect.runner import Runner

__all__ = ["serve"]

_REFRESH = 5.0
"""Seconds between two looks at the production files."""


def serve(file: Path | None, up: Callable[[Standing], None], tell: Callable[[str], None]) -> None:
    """Serve until interrupted. `up` hears once what stands, `tell` what happens afterwards.

    Raises ProductionError where something cannot be served.
    """
    stage = open_serving(file)
    named = named_server()
    guard(None if named else stage.serving.server.host, stage.serving.films.host, os.environ)
    served = [stage.served(one) for one in stage.serving.productions]
    with ExitStack() as stack:
        stack.enter_context(_ended_by_signals())
        films = stack.enter_context(_films(stage, served))
        api = named or stack.enter_context(own_server(stage.serving.server, stage.state))
        stack.enter_context(_speaking_to(api))
        asyncio.run(_Serve(stage, api, films, up, tell).run(alone=named is None))


class _Serve:
    def __init__(
        self,
        stage: Stage,
        api: str,
        films: str,
        up: Callable[[Standing], None],
        tell: Callable[[str], None],
    ) -> None:
        self._stage = stage
        self._api = api
        self._films = films
        self._up = up
        self._tell = tell

    async def run(self, *, alone: bool) -> None:
        """Serve until told to stop. `alone`: nobody else has runs on this server."""
        from prefect.client.orchestration import get_client  # noqa: PLC0415 - heavy
        from prefect.runner import Runner  # noqa: PLC0415 - heavy

        serving = self._stage.serving
        runner = Runner(
            name="callsheet",
            limit=serving.at_once,
            heartbeat_seconds=HEARTBEAT,
            query_seconds=2,
            pause_on_shutdown=False,  # what was missed meanwhile is made up for at the next start
        )
        register = Register(self._stage, runner, self._films, self._tell)
        names = [one.name for one in serving.productions]
        async with get_client() as client:
            if alone:
                await bury(client, names)
            late = await missed(client, names)
            await register.open()
            await start_missed(client, late)
            await apply_automations(
                "callsheet", serving.notifications, list(register.ids.values()), os.environ
            )
            self._up(Standing(self._api, self._films, self._stage, dict(register.ids)))
            await self._until_told(runner, register, client)

    async def _until_told(self, runner: Runner, register: Register, client: PrefectClient) -> None:
        told = asyncio.Event()
        working = asyncio.create_task(runner.start())
        others = [asyncio.create_task(self._refresh(register))]
        others += [asyncio.create_task(one.run(client)) for one in self._watches(register)]
        await asyncio.sleep(0)  # it begins by setting a handler of its own, which ends us at once
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, told.set)
        stopping = asyncio.create_task(told.wait())
        await asyncio.wait([working, stopping, *others], return_when=asyncio.FIRST_COMPLETED)
        for one in (stopping, *others):
            one.cancel()
        ended = await asyncio.gather(*others, return_exceptions=True)
        if not working.done():
            await runner.astop()
        await working
        for problem in ended:
            if isinstance(problem, Exception):
                raise problem

    def _watches(self, register: Register) -> Iterator[Watch]:
        keeper = self._api
        if is_loopback(_host(self._api)):
            keeper = f"{platform.node()} {self._api}"  # every machine has a server of this name
        for one in self._stage.serving.productions:
            if one.drop is not None:
                folder = DropFolder(self._stage.folder(one.drop.folder))
                deployment = register.ids[f"drop/{one.name}"]
                yield Watch(folder, one.drop, keeper, deployment, self._tell)

    @staticmethod
    async def _refresh(register: Register) -> None:
        while True:
            await asyncio.sleep(_REFRESH)
            await register.refresh()


@contextmanager
def _films(stage: Stage, served: list[Served]) -> Iterator[str]:
    """Show the output folders for the block; the address that people reach them by."""
    settings = stage.serving.films
    assert_free(settings.host, settings.port, "films")
    local = is_loopback(settings.host) and settings.address is None
    app = films_app(
        {one.name: one.out for one in served},
        password=os.environ.get(FILMS_PASSWORD),
        hosts=["localhost", "127.0.0.1", "[::1]"] if local else ["*"],
    )
    with showing(app, settings.host, settings.port):
        yield (settings.address or address_of(settings.host, settings.port)).rstrip("/")


@contextmanager
def _speaking_to(api: str) -> Iterator[None]:
    """Have Prefect's client, and the runs that it starts, speak to the server at `api`."""
    from prefect.settings import (  # noqa: PLC0415 - heavy
        PREFECT_API_AUTH_STRING,
        PREFECT_API_URL,
        get_current_settings,
        temporary_settings,
    )

    found = get_current_settings()
    settings: dict[Any, Any] = {PREFECT_API_URL: api}
    if found.server.api.auth_string is not None and found.api.auth_string is None:
        settings[PREFECT_API_AUTH_STRING] = found.server.api.auth_string.get_secret_value()
    with temporary_settings(settings):
        yield


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Before and after the loop runs, a signal ends us like Ctrl-C: everything is closed."""

    def end(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
