"""A provider: a loopback service that does jobs and logs what it was asked, and its client.

Run as a program it asks for one job, and kills itself at the step that it is given.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal, cast

from engine.spending import (
    Failed,
    Finished,
    NotAccepted,
    OutcomeUnknown,
    PaidCalls,
    Running,
)
from engine.store import Ledger
from schemas.errors import WorkError
from tests.engine.spending.till import CAP, PRICE, key

__all__ = ["CONTENT", "RECOVERIES", "Client", "Provider", "Recovery", "opened", "saving"]

Recovery = Literal["keyed", "lookup", "neither"]
RECOVERIES: tuple[Recovery, ...] = ("keyed", "lookup", "neither")
CONTENT = b"a small film " * 1000
COST = Decimal("0.008")
SUBMIT_TIMEOUT = 0.2


@dataclass
class Provider:
    """The server's state. `started` logs the key of each job that was begun, and so charged."""

    port: int = 0
    started: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    keyed: bool = True
    """Whether a key that is known gives the job that was begun under it."""
    dropping: int = 0
    """Answers to submissions that are lost yet, after the job was begun."""
    status: int = 200
    """What submissions are answered with."""
    stumbling: int = 0
    """Polls and fetches that are answered 503 yet."""
    polls: int = 2
    """Polls until a job has ended."""
    failing: str = ""
    """Why jobs fail."""
    cost: str = str(COST)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def client(self, recovery: Recovery = "keyed", **more: Any) -> Client:
        return Client(self.url, recovery, **more)


@contextmanager
def opened() -> Iterator[Provider]:
    """The provider, serving on loopback."""
    state = Provider()
    handler = type("Handler", (_Handler,), {"state": state, "asked": {}})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        state.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield state
        server.shutdown()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    state: Provider
    asked: dict[str, int]
    """How often each job was polled."""

    def do_POST(self) -> None:
        state = self.state
        name = self.rfile.read(int(self.headers["Content-Length"])).decode()
        state.requests.append("submit")
        if state.status != 200:
            self._say({"error": "not today"}, state.status)
            return
        if not (state.keyed and name in state.started):
            state.started.append(name)
        if state.dropping:
            state.dropping -= 1
            return
        self._say({"job": f"job-{state.started.index(name)}"})

    def do_GET(self) -> None:
        state = self.state
        _, _, what, name = self.path.split("/")
        state.requests.append(what)
        if what == "find":
            found = name in state.started
            self._say({"job": f"job-{state.started.index(name)}" if found else None})
        elif state.stumbling:
            state.stumbling -= 1
            self._say({"error": "overloaded"}, 503)
        elif what == "poll":
            asked = self.asked[name] = self.asked.get(name, 0) + 1
            self._say(
                {
                    "progress": asked / (state.polls + 1),
                    "ended": asked > state.polls,
                    "failed": state.failing,
                    "cost": state.cost,
                }
            )
        else:
            self._send(CONTENT, 200)

    def _say(self, document: dict[str, Any], status: int = 200) -> None:
        self._send(json.dumps(document).encode(), status)

    def _send(self, body: bytes, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: Any) -> None:
        """Say nothing: the log is `requests`."""


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class Client:
    """A JobProvider; `die_at` is a step of its work at which the process is killed."""

    base_url: str
    recovery: Recovery
    die_at: str = ""

    def submit(self, key: str) -> str:
        if self.die_at == "before submitting":
            _die()
        answer = json.loads(self._ask("POST", "jobs", key))
        if self.die_at == "before the id is on disk":
            _die()
        return str(answer["job"])

    def find(self, key: str) -> str | None:
        assert self.recovery == "lookup"
        found = json.loads(self._ask("GET", f"find/{key}"))["job"]
        return None if found is None else str(found)

    def poll(self, job: str) -> Running | Finished | Failed:
        if self.die_at == "before polling":
            _die()
        state = json.loads(self._ask("GET", f"poll/{job}"))
        if not state["ended"]:
            return Running(state["progress"])
        cost = Decimal(state["cost"])
        return Failed(state["failed"], cost) if state["failed"] else Finished(cost)

    def fetch(self, job: str, target: Path) -> None:
        content = self._ask("GET", f"content/{job}")
        if self.die_at == "while it is fetched":
            target.write_bytes(content[:100])
            _die()
        target.write_bytes(content)

    def _ask(self, method: str, path: str, body: str | None = None) -> bytes:
        address, _, _ = self.base_url.removeprefix("http://").partition("/")
        with closing(http.client.HTTPConnection(address, timeout=5)) as line:
            try:
                line.connect()
            except ConnectionError as error:
                raise NotAccepted(str(error)) from error
            try:
                line.request(method, f"/v1/{path}", body)
                answer = line.getresponse()
                content = answer.read()
            except (http.client.HTTPException, OSError) as error:
                raise OutcomeUnknown(str(error)) from error
        if answer.status == 429:
            raise NotAccepted("too many requests")
        if answer.status >= 500:
            raise OutcomeUnknown(f"answered {answer.status}")
        if answer.status != 200:
            raise WorkError("the provider declined", str(answer.status), "Check the key.")
        return content


def saving(target: Path, die_at: str = "") -> Callable[[Callable[[Path], None]], dict[str, Any]]:
    """What stores a result under `target`, as the store does."""

    def save(fetch: Callable[[Path], None]) -> dict[str, Any]:
        part = target.with_suffix(".part")
        fetch(part)
        part.rename(target)
        if die_at == "before it is committed":
            _die()
        return {"bytes": target.stat().st_size}

    return save


def _main(url: str, recovery: str, ledger: Path, target: Path, die_at: str) -> None:
    paid_calls = PaidCalls(Ledger(ledger).calls, "shop", CAP, lease_margin=0.0)
    paid_calls.run_job(
        key("film"),
        PRICE,
        Client(url, cast("Recovery", recovery), die_at),
        saving(target, die_at),
        what="the film",
        submit_timeout=SUBMIT_TIMEOUT,
    )


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]), sys.argv[5])
