"""A server on loopback that speaks OpenAI's `/v1/videos` and keeps a log of what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
    drops: bool = False
    """Whether it takes a job and closes the line without an answer."""
    hears: Callable[[], None] | None = None
    """Is called for each request, before its answer."""
    url: str = ""
    asked: list[str] = field(default_factory=list)
    forms: list[dict[str, bytes]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)


@contextmanager
def serving(video: bytes = b"") -> Iterator[VideosServer]:
    """The server, at `url`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            head = f"content-type: {self.headers['content-type']}\r\n\r\n".encode()
            parts: Any = message_from_bytes(head + body).get_payload()
            named = ((part.get_param("name", header="content-disposition"), part) for part in parts)
            state.forms.append({name: part.get_payload(decode=True) for name, part in named})
            self.logged("POST")
            if state.drops:
                self.close_connection = True
                return
            self.answer(state.submit_status, json.dumps(state.submit_body).encode())

        def do_GET(self) -> None:
            self.logged("GET")
            if self.path.endswith("/content"):
                self.answer(200, state.video)
                return
            done = (200, {"id": "video_1", "status": "completed", "progress": 100})
            status, document = state.states.pop(0) if state.states else done
            self.answer(status, json.dumps(document).encode())

        def logged(self, method: str) -> None:
            state.asked.append(f"{method} {self.path}")
            state.keys.append(self.headers["authorization"])
            if state.hears is not None:
                state.hears()

        def answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: Any) -> None:
            """The log is `asked`."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state = VideosServer(video, url=f"http://127.0.0.1:{server.server_address[1]}/v1")
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield state
        server.shutdown()
