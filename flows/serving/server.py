"""Server: Prefect's server: the one that is named, or one started here for as long as we serve."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flows.serving.guard import address_of, assert_free, assert_reachable, host_of
from schemas.errors import ProductionError
from schemas.serving import ServerSettings

__all__ = ["OwnServer", "named_server", "own_server"]

_START = 240
"""Seconds until the server must answer; a new database takes longest."""
_END = 20
"""Seconds that it has to end by itself."""


@dataclass(frozen=True, slots=True)
class OwnServer:
    """A server that was started here: the address of its API, of its pages, and its password.

    `password_file` is where the password was written, None where the user set one.
    """

    api: str
    ui: str
    password: str
    password_file: Path | None
    is_new: bool


def named_server() -> str | None:
    """The API address that PREFECT_API_URL or Prefect's profile names, if any."""
    from prefect.settings import get_current_settings  # noqa: PLC0415 - heavy

    url = get_current_settings().api.url
    return str(url).rstrip("/") if url else None


@contextmanager
def own_server(settings: ServerSettings, state: Path) -> Iterator[OwnServer]:
    """A server with its database under `state`; it ends with the block.

    Raises ProductionError where its port is taken, `state` cannot be closed to others, or it does
    not come up.
    """
    assert_reachable(settings.host, settings.address)
    assert_free(settings.host, settings.port, "server")
    _close(state)
    api = f"{address_of(settings.host, settings.port)}/api"
    password, file, is_new = _password(state)
    names = [settings.host, *([host_of(settings.address)] if settings.address else [])]
    descriptor = os.open(state / "server.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab") as log:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "flows.serving.child",
                settings.host,
                str(settings.port),
                *names,
            ],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            env=_environment(settings, state, password, os.environ),
            start_new_session=True,  # Ctrl-C is for us; the server still has runs to hear of
        )
        try:
            _assert_answers(process, api, state / "server.log")
            yield OwnServer(api, _ui(settings), password, file, is_new)
        finally:
            _end(process)


def _close(state: Path) -> None:
    """Make the folder, and close it and what lies in it to everyone but its owner."""
    try:
        state.mkdir(parents=True, exist_ok=True)
        state.chmod(0o700)
        for path in state.iterdir():
            if path.is_file() and not path.is_symlink():
                path.chmod(0o600)
    except OSError as error:
        raise ProductionError(
            "the folder of the server's database cannot be made private",
            f"state {state}: {error.strerror or error}",
            "Name a folder that belongs to the user who serves.",
        ) from error


def _password(state: Path) -> tuple[str, Path | None, bool]:
    """What the server asks for (`user:password`), where it was written, and whether just now."""
    from prefect.settings import get_current_settings  # noqa: PLC0415 - heavy

    if (said := get_current_settings().server.api.auth_string) and said.get_secret_value():
        return said.get_secret_value(), None, False
    file = state / "password"
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        password = file.read_text("ascii").strip()
        if not password:
            raise ProductionError(
                "the file of the server's password is empty",
                str(file),
                "Delete it to have a new one made, or write user:password into it.",
            ) from None
        return password, file, False
    password = f"callsheet:{secrets.token_urlsafe(24)}"
    with os.fdopen(descriptor, "w") as written:
        written.write(f"{password}\n")
    return password, file, True


def _ui(settings: ServerSettings) -> str:
    """Where people find the server's pages."""
    return settings.address or address_of(settings.host, settings.port)


def _environment(
    settings: ServerSettings, state: Path, password: str, environment: Mapping[str, str]
) -> dict[str, str]:
    """Prefect's settings for the child. What the user set stands, but for what protects it."""
    url = address_of(settings.host, settings.port)
    origins = {url, url.replace("127.0.0.1", "localhost"), _ui(settings)}
    ours = {
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{state / 'prefect.db'}",
        "PREFECT_SERVER_API_HOST": settings.host,
        "PREFECT_SERVER_API_PORT": str(settings.port),
        "PREFECT_UI_URL": _ui(settings),
        "PREFECT_UI_API_URL": "/api",
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": ",".join(sorted(origins)),
        # SQLite lets one write at a time; events come in bursts ("database is locked" after 10 s).
        "PREFECT_SERVER_DATABASE_TIMEOUT": "60",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS": "5",
        "PREFECT_LOGGING_SERVER_LEVEL": "WARNING",
    }
    always = {
        # Every local account reaches loopback, and so does every page in a browser here: CORS keeps
        # a page from reading an answer, not from sending a request without a content type.
        "PREFECT_SERVER_API_AUTH_STRING": password,
        "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
        # The command line quiets Prefect; here its log is a file, and nobody needs quiet there.
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "INFO",
    }
    return {**ours, **environment, **always}


def _assert_answers(process: subprocess.Popen[bytes], api: str, log: Path) -> None:
    import httpx  # noqa: PLC0415 - heavy

    late = time.monotonic() + _START
    while process.poll() is None and time.monotonic() < late:
        try:
            if httpx.get(f"{api}/health", timeout=5).status_code in {200, 401}:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise ProductionError("Prefect's server did not come up", api, f"See {log}.")


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
