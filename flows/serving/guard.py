"""Guard: nothing listens beyond this machine without a password.

It opens no port.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping

from schemas.errors import ProductionError

__all__ = ["FILMS_PASSWORD", "address_of", "assert_free", "guard", "is_loopback"]

FILMS_PASSWORD = "CALLSHEET_FILMS_PASSWORD"  # noqa: S105 - the name of the variable
_SERVER_PASSWORD = "PREFECT_SERVER_API_AUTH_STRING"  # noqa: S105 - the name of the variable


def guard(server: str | None, films: str, environment: Mapping[str, str]) -> None:
    """Refuse hosts that others reach where no password is set.

    `server` is the host that Prefect's server will listen on, None where it is another's server.
    Raises ProductionError.
    """
    if server is not None and not is_loopback(server) and not environment.get(_SERVER_PASSWORD):
        raise ProductionError(
            "Prefect's server would be open to everyone who reaches this machine",
            f"server.host {server}",
            f"Set {_SERVER_PASSWORD}=user:password, or say host: 127.0.0.1.",
        )
    if not is_loopback(films) and not environment.get(FILMS_PASSWORD):
        raise ProductionError(
            "the films would be open to everyone who reaches this machine",
            f"films.host {films}",
            f"Set {FILMS_PASSWORD}, or say host: 127.0.0.1.",
        )


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def address_of(host: str, port: int) -> str:
    """How this machine reaches a server that listens on `host`."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 - no bind
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
