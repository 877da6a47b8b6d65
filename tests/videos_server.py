"""A server on loopback that speaks OpenAI's `/v1/videos` and keeps a log of what it was asked.

It has the faults that its fields name; where none is named it does what it is asked at once.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

__all__ = ["VideosServer", "serving"]


@dataclass
class VideosServer:
    """`video` is what every job gives; `states` what a poll answers, one after the other."""

    video: bytes = b""
    states: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    submit_status: int = 200
    submit_body: dict[str, Any] = field(default_factory=lambda: {"id": "video_1"})
    submits: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    """What the next submissions are answered with, before `submit_status`."""
    drops: bool = False
    """Whether it takes a job and closes the line without an answer."""
    hangs: float = 0.0
    """Seconds after which a submission that was taken is answered."""
    each: bool = False
    """Whether every submission that is taken gives a job of its own: video_1, video_2, ..."""
    contents: list[bytes] = field(default_factory=list)
    """What the next downloads give, before `video`; one that is cut short is half of it."""
    cuts: int = 0
    """Downloads that break off halfway yet."""
    raw: bytes = b""
    """What polls answer instead of a state."""
    replicas: int = 1
    """Servers behind the address, asked by turns; a job is known to the one that took it."""
    jobs: dict[str, int] = field(default_factory=dict)
    """Which replica has which job; forgetting them is what a restart does."""
    forgotten: set[str] = field(default_factory=set)
    hears: Callable[[], None] | None = None
    """Is called for each request, before its answer."""
    url: str = ""
    asked: list[str] = field(default_factory=list)
    forms: list[dict[str, bytes]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)

    @property
    def posts(self) -> int:
        """How many submissions came in."""
        return len(self.forms)

    def restart(self) -> None:
        """Forget every job."""
        self.forgotten |= set(self.jobs)
        self.jobs.clear()

    def taken(self) -> dict[str, Any]:
        """The answer to a submission that is taken."""
        body = {"id": f"video_{self.posts}"} if self.each else dict(self.submit_body)
        self.jobs[body.get("id", "")] = len(self.asked) % self.replicas
        return body

    def knows(self, job: str) -> bool:
        """Whether the replica whose turn it is does."""
        here = self.jobs.get(job, len(self.asked) % self.replicas)
        return job not in self.forgotten and here == len(self.asked) % self.replicas


@contextmanager
def serving(video: bytes = b"") -> Iterator[VideosServer]:
    """The server, at `url`."""
    state = VideosServer(video)
    handler = type("Handler", (_Handler,), {"state": state})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        state.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield state
        server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    state: VideosServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        head = f"content-type: {self.headers['content-type']}\r\n\r\n".encode()
        parts: Any = message_from_bytes(head + body).get_payload()
        named = ((part.get_param("name", header="content-disposition"), part) for part in parts)
        self.state.forms.append({name: part.get_payload(decode=True) for name, part in named})
        self.logged("POST")
        if self.state.submits:
            status, refused = self.state.submits.pop(0)
            self.answer(status, json.dumps(refused).encode())
            return
        answer = self.state.submit_body if self.state.submit_status >= 400 else self.state.taken()
        time.sleep(self.state.hangs)
        if self.state.drops:
            self.close_connection = True
            return
        self.answer(self.state.submit_status, json.dumps(answer).encode())

    def do_GET(self) -> None:
        self.logged("GET")
        job = self.path.split("/")[3]
        if not self.state.knows(job):
            self.answer(404, b'{"detail": "no such video"}')
            return
        if self.path.endswith("/content"):
            self.send(self.state.contents.pop(0) if self.state.contents else self.state.video)
            return
        if self.state.raw:
            self.answer(200, self.state.raw)
            return
        done = (200, {"id": job, "status": "completed", "progress": 100})
        status, document = self.state.states.pop(0) if self.state.states else done
        self.answer(status, json.dumps(document).encode())

    def send(self, video: bytes) -> None:
        cut, self.state.cuts = self.state.cuts > 0, max(0, self.state.cuts - 1)
        self.send_response(200)
        self.send_header("content-length", str(len(video)))
        self.end_headers()
        self.wfile.write(video[: len(video) // 2] if cut else video)
        self.close_connection = cut

    def logged(self, method: str) -> None:
        self.state.asked.append(f"{method} {self.path}")
        self.state.keys.append(self.headers["authorization"])
        if self.state.hears is not None:
            self.state.hears()

    def answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        with suppress(OSError):  # whoever asked is gone
            self.wfile.write(body)

    def log_message(self, *_words: Any) -> None:
        """The log is `asked`."""
