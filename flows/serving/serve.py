"""Serve: everything that one `callsheet serve` does, from its start to its end.

It reads as a table of contents; each part has a module of its own.
"""

from __future__ import annotations

import asyncio
import os
import platform
import signal
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from flows.serving.automations import HEARTBEAT, watch_for_dead_runs
from flows.serving.data import Served, ServingFile, open_serving
from flows.serving.deployments import Register, ServingAddresses
from flows.serving.diary import Diary
from flows.serving.ends import Ends
from flows.serving.figures import Figures
from flows.serving.films import films_app, showing
from flows.serving.folder import DropFolder
from flows.serving.guard import (
    FILMS_PASSWORD,
    assert_films_closed,
    assert_free,
    host_of,
    is_loopback,
)
from flows.serving.keep import keep_clean
from flows.serving.notify import Messenger
from flows.serving.server import OwnServer, named_server, own_server
from flows.serving.unfinished import mark_crashed
from flows.serving.watch import Watch
from schemas.errors import ProductionError

if TYPE_CHECKING:
    from prefect.runner import Runner

__all__ = ["assert_apart", "serve", "speaking_to"]

_REFRESH = 5.0
"""Seconds between two looks at the production files."""


def serve(
    file: Path | None, up: Callable[[ServingAddresses], None], tell: Callable[[str], None]
) -> None:
    """Serve until interrupted. `up` hears the addresses once, `tell` what happens besides.

    Raises ProductionError where something cannot be served.
    """
    serving = open_serving(file)
    assert_films_closed(serving.settings.films.host, os.environ)
    served = [serving.served(one) for one in serving.settings.productions]
    assert_apart(served)
    messenger = Messenger(serving.settings.notifications, os.environ)
    with ExitStack() as stack:
        stack.enter_context(_ended_by_signals())
        diary = Diary(serving.state)
        figures = Figures([one.name for one in served], diary.records())
        stack.enter_context(_films(serving, served, figures))
        named = named_server()
        own: OwnServer | None = None
        if named:
            api, ui, password = named, named.removesuffix("/api"), None
        else:
            tell("Prefect's server is starting; that takes some ten seconds")
            settings = serving.settings
            own = stack.enter_context(own_server(settings.server, serving.state, settings.keep))
            api, ui, password = own.api, own.ui, own.password
            _tell_password(own, tell)
        stack.enter_context(speaking_to(api, password))
        serve = _Serve(serving, api, ui, up, tell)
        asyncio.run(serve.run(own, diary, messenger, figures))


def assert_apart(served: Sequence[Served]) -> None:
    """Raises ProductionError where two productions write, or look for drops, in one place: each
    would withdraw the other's films, or take its catalogs.
    """
    for what, places in (
        ("write their films into", {one.name: str(one.out.resolve()) for one in served}),
        ("take catalogs from", {one.name: one.drop for one in served if one.drop}),
    ):
        owners: dict[str, str] = {}
        for name, place in places.items():
            if (other := owners.setdefault(str(place), name)) != name:
                raise ProductionError(
                    f"two productions {what} one place",
                    f"{other} and {name}: {place}",
                    "Give one of them another folder in the serving file.",
                )


def _tell_password(own: OwnServer, tell: Callable[[str], None]) -> None:
    """Say the password once, when it is made; afterwards where it lies."""
    if own.password_file is None:
        return
    if own.is_new:
        tell(
            f"Prefect's pages ask for a password: {own.password}\n"
            f"It was made now and is kept in {own.password_file}. To have one of your own, set "
            "PREFECT_SERVER_API_AUTH_STRING=user:password. Other programs that speak to this "
            "server set PREFECT_API_AUTH_STRING to it."
        )
    else:
        tell(f"Prefect's pages ask for the password in {own.password_file}")


class _Serve:
    def __init__(
        self,
        serving: ServingFile,
        api: str,
        ui: str,
        up: Callable[[ServingAddresses], None],
        tell: Callable[[str], None],
    ) -> None:
        self._serving = serving
        self._api = api
        self._ui = ui
        self._up = up
        self._tell = tell

    async def run(
        self, own: OwnServer | None, diary: Diary, messenger: Messenger, figures: Figures
    ) -> None:
        """Serve until told to stop. On a server of our `own` nobody else has runs."""
        from prefect.client.orchestration import get_client  # noqa: PLC0415 - heavy

        from flows.serving.runner import RegisteredRunner  # noqa: PLC0415 - heavy

        settings = self._serving.settings
        runner = RegisteredRunner(
            self._serving.path,
            self._tell,
            name="callsheet",
            limit=settings.concurrency,
            query_seconds=2,
            pause_on_shutdown=False,  # what was missed meanwhile is made up for at the next start
            signs=None if own else HEARTBEAT,
        )
        register = Register(self._serving, runner, self._tell)
        async with get_client() as client:
            if own:
                await mark_crashed(client, [one.name for one in settings.productions])
            await register.open()
            if not own:
                await watch_for_dead_runs(list(register.ids.values()))
            self._up(ServingAddresses(self._api, self._ui, self._serving, dict(register.ids)))
            figures.follow(lambda: runner.asked)
            ends = Ends(register.ids, self._ui, diary, messenger, figures, self._tell)
            watches = list(self._watches(register))
            folders = [one.folder for one in watches]
            others = [
                self._refresh(register),
                ends.run(client),
                keep_clean(settings.keep, diary, folders, self._tell),
                *(one.run(client) for one in watches),
            ]
            ended = Event()
            if own:
                others.append(asyncio.to_thread(own.keep_up, ended, self._tell))
            try:
                await self._until_told(runner, others)
            finally:
                ended.set()

    async def _until_told(self, runner: Runner, work: Sequence[Coroutine[Any, Any, None]]) -> None:
        told = asyncio.Event()
        working = asyncio.create_task(runner.start())
        others = [asyncio.create_task(one) for one in work]
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
        if is_loopback(host_of(self._api)):
            keeper = f"{platform.node()} {self._api}"  # every machine has a server of this name
        for one in self._serving.settings.productions:
            if one.drop is not None:
                folder = DropFolder(self._serving.folder(one.drop.folder))
                deployment = register.ids[f"drop/{one.name}"]
                yield Watch(folder, one.drop, keeper, deployment, one.name, self._tell)

    @staticmethod
    async def _refresh(register: Register) -> None:
        while True:
            await asyncio.sleep(_REFRESH)
            await register.refresh()


@contextmanager
def _films(serving: ServingFile, served: list[Served], figures: Figures) -> Iterator[None]:
    """Show the output folders for the block."""
    settings = serving.settings.films
    assert_free(settings.host, settings.port, "films")
    own = ["localhost", "127.0.0.1", "[::1]", *filter(None, [host_of(settings.address or "")])]
    app = films_app(
        {one.name: one.out for one in served},
        figures,
        password=os.environ.get(FILMS_PASSWORD),
        hosts=own if is_loopback(settings.host) else ["*"],
    )
    with showing(app, settings.host, settings.port):
        yield


@contextmanager
def speaking_to(api: str, password: str | None) -> Iterator[None]:
    """Have Prefect's client, and the runs that it starts, speak to the server at `api`."""
    from prefect.settings import (  # noqa: PLC0415 - heavy
        PREFECT_API_AUTH_STRING,
        PREFECT_API_URL,
        PREFECT_CLIENT_CSRF_SUPPORT_ENABLED,
        get_current_settings,
        temporary_settings,
    )

    found = get_current_settings()
    settings: dict[Any, Any] = {PREFECT_API_URL: api}
    if password is not None:
        settings[PREFECT_API_AUTH_STRING] = password
        settings[PREFECT_CLIENT_CSRF_SUPPORT_ENABLED] = True
    elif found.server.api.auth_string is not None and found.api.auth_string is None:
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
