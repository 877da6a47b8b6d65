"""The office: a `callsheet serve` in a process of its own, spoken to as Prefect's UI does."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx

from tests.flows.terminal import COMMAND

__all__ = ["Office", "free_port", "opened", "processes_of", "until"]

T = TypeVar("T")
TIMEOUT = 480
"""Seconds for anything to happen on a slow, shared machine."""
ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


@dataclass(frozen=True, slots=True)
class Office:
    """What `serve --json` said, and the process."""

    process: subprocess.Popen[bytes]
    said: dict[str, Any]
    log: Path
    auth: tuple[str, str]
    """The server's user and password."""
    client: httpx.Client
    """One that has authenticated and holds a CSRF token, as Prefect's pages do."""

    def production(self, name: str) -> dict[str, Any]:
        """One production of what stands."""
        (found,) = [one for one in self.said["productions"] if one["name"] == name]
        return dict(found)

    def ask(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """What Prefect's API answers; one that is too busy, or away, is asked again."""
        late = time.monotonic() + TIMEOUT
        while True:
            try:
                answer = self.client.request(method, f"{self.said['api']}{path}", json=body)
                if answer.status_code != 503:
                    return answer
            except httpx.TransportError:
                assert time.monotonic() < late
            time.sleep(1)

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """What Prefect's API answers, as JSON."""
        answer = self.ask(method, path, body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def start(self, production: str, **choices: Any) -> str:
        """A run with choices, as the UI's form starts one; its id."""
        deployment = self.production(production)["deployment"]
        parameters = {"production": production, "choices": choices}
        state = {"type": "SCHEDULED", "message": "Run from the Prefect UI with custom parameters"}
        body = {"parameters": parameters, "state": state}
        run = self.call("POST", f"/deployments/{deployment}/create_flow_run", body)
        return str(run["id"])

    def run(self, run: str) -> dict[str, Any]:
        """A run as it is now."""
        found: dict[str, Any] = self.call("GET", f"/flow_runs/{run}")
        return found

    def runs_of(self, deployment: str) -> list[dict[str, Any]]:
        """All runs of a deployment that were started."""
        body = {
            "deployments": {"id": {"any_": [deployment]}},
            "flow_runs": {"start_time": {"is_null_": False}},
        }
        found: list[dict[str, Any]] = self.call("POST", "/flow_runs/filter", body)
        return found

    def ended(self, run: str) -> dict[str, Any]:
        """The run once it has ended."""
        until(lambda: self.run(run)["state_type"] in ENDED)
        return self.run(run)


def until(found: Callable[[], T], timeout: float = TIMEOUT) -> T:
    """What `found` gives once that is true."""
    late = time.monotonic() + timeout
    while time.monotonic() < late:
        if result := found():
            return result
        time.sleep(0.3)
    raise TimeoutError("it did not come to pass")


@contextmanager
def opened(serving: Path, log: Path, **environment: str) -> Iterator[Office]:
    """`callsheet serve` on a serving file; what it logs goes into `log`."""
    inherited = {name: text for name, text in os.environ.items() if name != "PREFECT_API_URL"}
    answer = log.with_suffix(".json")
    with log.open("wb") as written, answer.open("wb") as said:
        process = subprocess.Popen(
            [COMMAND, "serve", serving, "--json"],
            env={**inherited, **environment},
            stdout=said,
            stderr=written,
        )
    try:
        until(lambda: process.poll() is not None or answer.read_bytes().endswith(b"}\n"))
        assert process.poll() is None, log.read_text("utf-8")
        found = json.loads(answer.read_bytes())
        auth = _auth(serving, environment)
        # Longer than the server waits for its database, so that a busy one can say that it is.
        with httpx.Client(auth=auth, timeout=TIMEOUT / 2) as client:
            token = client.get(f"{found['api']}/csrf-token", params={"client": "test"}).json()
            client.headers["Prefect-Csrf-Token"] = token["token"]
            client.headers["Prefect-Csrf-Client"] = "test"
            yield Office(process, found, log, auth, client)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _auth(serving: Path, environment: Mapping[str, str]) -> tuple[str, str]:
    """The user and password that the environment sets, or that serve made."""
    said = environment.get("PREFECT_SERVER_API_AUTH_STRING")
    made = serving.parent / ".callsheet" / "serving" / "password"
    user, _, password = (said or made.read_text("ascii").strip()).partition(":")
    return user, password


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def processes_of(run: str) -> list[str]:
    """The processes that work on a run, Ray's included: they inherit the run's id."""
    wanted, found = f"PREFECT__FLOW_RUN_ID={run}".encode(), []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (process / "environ").read_bytes().split(b"\0"):
                found.append(process.name)
        except OSError:  # it ended, or it is another user's
            continue
    return found
