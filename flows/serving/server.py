"""Server: Prefect's server: the one that is named, or one started here for as long as we serve.

One that was started here and dies is started again, on the same database.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from flows.serving.guard import address_of, assert_free, assert_reachable, host_of
from flows.serving.server_log import written_by
from schemas.errors import ProductionError
from schemas.serving import ServerSettings

__all__ = ["OwnServer", "named_server", "own_server"]

_START = 240
"""Seconds until the server must answer; a new database takes longest."""
_END = 20
"""Seconds that it has to end by itself."""


_STARTS = 3
"""Starts within `_WHILE` after which a server that dies is left alone."""
_WHILE = 600
"""Seconds."""


@dataclass(slots=True)
class OwnServer:
    """A server that was started here: the address of its API, of its pages, and its password.

    `password_file` is where the password was written, None where the user set one.
    """

    api: str
    ui: str
    password: str
    password_file: Path | None
    is_new: bool
    command: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self, given_up: Event | None = None) -> None:
        """Start it, and return once it answers, or once `given_up` is set. Raises ProductionError
        where it does not come up.
        """
        process = self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self.environment,
            start_new_session=True,  # Ctrl-C is for us; the server still has runs to hear of
        )
        written_by(process, self.log)
        _assert_answers(process, self.api, self.log, given_up or Event())

    def keep_up(self, ended: Event, tell: Callable[[str], None]) -> None:
        """Start it again when it dies, until `ended`. Raises ProductionError where that happens too
        often. It does so within a second; what is under way asks the server again for a minute.
        """
        starts: list[float] = []
        while not ended.wait(0.5):
            if self.process is None or self.process.poll() is None:
                continue
            now = time.monotonic()
            starts = [*(one for one in starts if now - one < _WHILE), now]
            if len(starts) > _STARTS:
                raise ProductionError(
                    "Prefect's server ends again and again",
                    f"{_STARTS} times in {_WHILE // 60} minutes, status {self.process.returncode}",
                    f"See {self.log}; start `callsheet serve` again once that is mended.",
                )
            tell(
                f"Prefect's server has ended (status {self.process.returncode}) and is started "
                f"again; its log is {self.log}"
            )
            self.start(ended)

    def end(self) -> None:
        """End it, by itself where it can."""
        if self.process is not None:
            _end(self.process)


def named_server() -> str | None:
    """The API address that PREFECT_API_URL or Prefect's profile names, if any."""
    from prefect.settings import get_current_settings  # noqa: PLC0415 - heavy

    url = get_current_settings().api.url
    return str(url).rstrip("/") if url else None


@contextmanager
def own_server(settings: ServerSettings, state: Path, keep: int) -> Iterator[OwnServer]:
    """A server with its database under `state`; it ends with the block. Runs are kept for `keep`
    days.

    Raises ProductionError where its port is taken, `state` cannot be closed to others, or it does
    not come up.
    """
    assert_reachable(settings.host, settings.address)
    assert_free(settings.host, settings.port, "server")
    _close(state)
    api = f"{address_of(settings.host, settings.port)}/api"
    password, file, is_new = _password(state)
    names = [settings.host, *([host_of(settings.address)] if settings.address else [])]
    command = (sys.executable, "-m", "flows.serving.child", settings.host, str(settings.port))
    server = OwnServer(
        api=api,
        ui=_ui(settings),
        password=password,
        password_file=file,
        is_new=is_new,
        command=(*command, *names),
        environment=_environment(settings, state, password, os.environ, keep),
        log=state / "server.log",
    )
    try:
        server.start()
        yield server
    finally:
        server.end()


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
    settings: ServerSettings, state: Path, password: str, environment: Mapping[str, str], keep: int
) -> dict[str, str]:
    """Prefect's settings for the child. What the user set stands, but for what protects it."""
    from prefect.settings import get_current_settings  # noqa: PLC0415 - heavy

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
        # A home of its own, because what runs hold of their limits lies there as files: in memory
        # they would be lost when the server is started again, and their runs with them.
        "PREFECT_HOME": str(state / "server"),
        "PREFECT_PROFILES_PATH": str(get_current_settings().profiles_path),
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": (
            "prefect.server.concurrency.lease_storage.filesystem"
        ),
        "PREFECT_SERVER_CONCURRENCY_INITIAL_DEPLOYMENT_LEASE_DURATION": "60",
        # Events were four fifths of the database and most of its writes. Nothing here acts on them:
        # serve itself sees to runs that ended, or whose process died.
        "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_ENABLED": "false",
        "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
        "PREFECT_SERVER_SERVICES_FOREMAN_ENABLED": "false",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(keep * 86400),
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


def _assert_answers(process: subprocess.Popen[bytes], api: str, log: Path, given_up: Event) -> None:
    import httpx  # noqa: PLC0415 - heavy

    late = time.monotonic() + _START
    while process.poll() is None and time.monotonic() < late and not given_up.is_set():
        try:
            if httpx.get(f"{api}/health", timeout=5).status_code in {200, 401}:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    if given_up.is_set():
        return
    raise ProductionError("Prefect's server did not come up", api, f"See {log}.")


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
