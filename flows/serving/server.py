"""Server: Prefect's server: the one that is named, or one started here for as long as we serve."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from flows.serving.guard import address_of, assert_free
from schemas.errors import ProductionError
from schemas.serving import ServerSettings

__all__ = ["named_server", "own_server"]

_PATIENCE = 240
"""Seconds until the server must answer; a new database takes longest."""
_GRACE = 20


def named_server() -> str | None:
    """The API address that PREFECT_API_URL or Prefect's profile names, if any."""
    from prefect.settings import get_current_settings  # noqa: PLC0415 - heavy

    url = get_current_settings().api.url
    return str(url).rstrip("/") if url else None


@contextmanager
def own_server(settings: ServerSettings, state: Path) -> Iterator[str]:
    """The API address of a server with its database under `state`; it ends with the block.

    Raises ProductionError where its port is taken or it does not come up.
    """
    assert_free(settings.host, settings.port, "server")
    state.mkdir(parents=True, exist_ok=True)
    api = f"{address_of(settings.host, settings.port)}/api"
    with (state / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "flows.serving.child", settings.host, str(settings.port)],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            env=_environment(settings, state, os.environ),
            start_new_session=True,  # Ctrl-C is for us; the server still has runs to hear of
        )
        try:
            _assert_answers(process, api, state / "server.log")
            yield api
        finally:
            _end(process)


def _environment(
    settings: ServerSettings, state: Path, environment: Mapping[str, str]
) -> dict[str, str]:
    """Prefect's settings for the child. What the user set himself stands."""
    url = address_of(settings.host, settings.port)
    origins = {url, url.replace("127.0.0.1", "localhost")}
    ours = {
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{state / 'prefect.db'}",
        "PREFECT_SERVER_API_HOST": settings.host,
        "PREFECT_SERVER_API_PORT": str(settings.port),
        "PREFECT_UI_URL": url,
        "PREFECT_UI_API_URL": "/api",
        # Any page open in a browser here could otherwise start runs.
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": ",".join(sorted(origins)),
        # SQLite lets one write at a time; events come in bursts ("database is locked" after 10 s).
        "PREFECT_SERVER_DATABASE_TIMEOUT": "60",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS": "5",
        "PREFECT_LOGGING_SERVER_LEVEL": "WARNING",
    }
    # The command line quiets Prefect; the server's log is a file, and nobody needs quiet there.
    return {**ours, **environment, "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "INFO"}


def _assert_answers(process: subprocess.Popen[bytes], api: str, log: Path) -> None:
    import httpx  # noqa: PLC0415 - heavy

    late = time.monotonic() + _PATIENCE
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
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
