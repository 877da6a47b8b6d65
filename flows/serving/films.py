"""Films: the output folders over HTTP, read-only, so that links in Prefect's UI open.

Browsers follow no `file://` link from a page that came over HTTP. It lists no folder, follows no
link out of one, and shows nothing whose name begins with a dot. Beside them `/health` says whether
serve is well, to everyone who asks, and `/metrics` its figures.
"""

from __future__ import annotations

import base64
import binascii
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from flows.serving.figures import Figures

__all__ = ["HEALTH", "films_app", "showing"]

HEALTH = "/health"


def films_app(
    folders: Mapping[str, Path], figures: Figures, *, password: str | None, hosts: list[str]
) -> Any:
    """The application: each folder under its name. With a `password` it asks for it, of any user.

    `hosts` are the names that it answers to, `*` for every one: a page elsewhere that has its own
    name point to this machine gets nothing.
    """
    from starlette.applications import Starlette  # noqa: PLC0415 - heavy
    from starlette.middleware import Middleware  # noqa: PLC0415 - heavy
    from starlette.middleware.trustedhost import TrustedHostMiddleware  # noqa: PLC0415 - heavy
    from starlette.responses import HTMLResponse, PlainTextResponse  # noqa: PLC0415 - heavy
    from starlette.routing import BaseRoute, Mount, Route  # noqa: PLC0415 - heavy
    from starlette.staticfiles import StaticFiles  # noqa: PLC0415 - heavy

    guards = [Middleware(TrustedHostMiddleware, allowed_hosts=hosts), Middleware(_Hidden)]
    if password is not None:
        guards.append(Middleware(_Password, password=password))
    names = "".join(f'<li><a href="{one}/">{one}</a></li>' for one in map(escape, folders))
    contents = f"<!doctype html><title>Films</title><h1>Films</h1><ul>{names}</ul>"

    def health(_request: Request) -> Response:
        well, said = figures.health
        return PlainTextResponse(f"{said}\n", 200 if well else 503)

    routes: list[BaseRoute] = [
        Route("/", lambda _request: HTMLResponse(contents)),
        Route(HEALTH, health),
        Route("/metrics", lambda _request: PlainTextResponse(figures.text())),
    ]
    for name, folder in folders.items():
        films = StaticFiles(directory=folder, html=True, check_dir=False)
        films.config_checked = True  # a folder is there once its first film is
        routes.append(Mount(f"/{name}", films))
    return Starlette(routes=routes, middleware=guards)


@contextmanager
def showing(app: Any, host: str, port: int) -> Iterator[None]:
    """Answer at host and port for the block, in a thread."""
    import uvicorn  # noqa: PLC0415 - heavy

    settings = uvicorn.Config(app, host=host, port=port, log_level="warning", lifespan="off")
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(5)


class _Hidden:
    """No dot files: state and locks are not for showing."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        from starlette.responses import PlainTextResponse  # noqa: PLC0415 - heavy

        segments = str(scope["path"]).replace("\\", "/").split("/")
        hidden = any(segment.startswith(".") for segment in segments)
        app = PlainTextResponse("Not Found", 404) if hidden else self._app
        await app(scope, receive, send)


class _Password:
    """HTTP Basic (RFC 7617) with one password."""

    def __init__(self, app: ASGIApp, password: str) -> None:
        self._app = app
        self._password = password.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        from starlette.datastructures import Headers  # noqa: PLC0415 - heavy
        from starlette.responses import PlainTextResponse  # noqa: PLC0415 - heavy

        given = _given(Headers(scope=scope).get("authorization", ""))
        if scope["path"] == HEALTH:  # what looks after processes holds no password
            await self._app(scope, receive, send)
            return
        if given is not None and secrets.compare_digest(given, self._password):
            await self._app(scope, receive, send)
            return
        asking = {"WWW-Authenticate": 'Basic realm="callsheet films", charset="UTF-8"'}
        await PlainTextResponse("Unauthorized", 401, asking)(scope, receive, send)


def _given(header: str) -> bytes | None:
    kind, _, coded = header.partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        return base64.b64decode(coded, validate=True).partition(b":")[2]
    except binascii.Error:
        return None
