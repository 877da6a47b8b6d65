"""Guard: who is answered, and by which name.

It opens no port.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from schemas.errors import ProductionError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = [
    "FILMS_PASSWORD",
    "AllowedHosts",
    "address_of",
    "assert_films_closed",
    "assert_free",
    "assert_reachable",
    "host_of",
    "is_loopback",
]

FILMS_PASSWORD = "CALLSHEET_FILMS_PASSWORD"  # noqa: S105 - the name of the variable
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - no bind
"""Hosts that listen on every address, and where this machine reaches them."""


def assert_films_closed(host: str, environment: Mapping[str, str]) -> None:
    """Raises ProductionError where others reach the films and no password is set."""
    if not is_loopback(host) and not environment.get(FILMS_PASSWORD):
        raise ProductionError(
            "the films would be open to everyone who reaches this machine",
            f"films.host {host}",
            f"Set {FILMS_PASSWORD}, or say host: 127.0.0.1.",
        )


def assert_reachable(host: str, address: str | None) -> None:
    """Raises ProductionError where others reach the server by names that nobody has stated."""
    if host in _EVERYWHERE and address is None:
        raise ProductionError(
            "Prefect's server would listen for others and answer none of them",
            f"server.host {host}, and no server.address",
            "Say server: {address: 'http://NAME:PORT'} as people reach it, or host: 127.0.0.1.",
        )


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def address_of(host: str, port: int) -> str:
    """How this machine reaches a server that listens on `host`."""
    reached = _EVERYWHERE.get(host, host)
    if ":" in reached and not reached.startswith("["):
        reached = f"[{reached}]"
    return f"http://{reached}:{port}"


def assert_free(host: str, port: int, field: str) -> None:
    """Raises ProductionError where something listens there already, or nothing may."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise ProductionError(
                "a port cannot be opened",
                f"{field} {host}:{port}: {error.strerror or error}",
                "Another `callsheet serve` may run here; stop it, or name another port.",
            ) from error


def host_of(address: str) -> str:
    """The name in an address or a Host header (`//name:port`), in lower case; empty: none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


_POLICY = b"connect-src 'self' ws: wss:; form-action 'self'; frame-ancestors 'none'"
"""Prefect's pages ask an analytics service for its settings, also where analytics are off; and no
page elsewhere shows them in a frame, where a click would be somebody else's."""


class AllowedHosts:
    """ASGI middleware that answers to this machine's own names and to `names`, and to no other.

    A page elsewhere can have its own name point to this machine (DNS rebinding), and its browser
    takes the two for one. Such requests carry that page's name.
    """

    def __init__(self, app: ASGIApp, names: Collection[str]) -> None:
        self._app = app
        self._names = {name.lower().strip("[]") for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 400."""
        from starlette.datastructures import Headers  # noqa: PLC0415 - heavy
        from starlette.responses import PlainTextResponse  # noqa: PLC0415 - heavy

        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        asked = [host_of(f"//{host}") for host in Headers(scope=scope).getlist("host")]
        if asked and all(is_loopback(name) or name in self._names for name in asked):
            await self._app(scope, receive, _closed(send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            said = "This server has another name. Who serves it may say server.address.\n"
            await PlainTextResponse(said, 400)(scope, receive, send)


def _closed(send: Send) -> Send:
    """Says with every answer that its page may speak to this server alone."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [
                *message.get("headers", ()),
                (b"content-security-policy", _POLICY),
            ]
        await send(message)

    return sent
