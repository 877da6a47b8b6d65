"""A server on loopback that gives pictures, or what a test has it give, and logs what it is asked.

Beside it, a canary: a machine of a private network that nobody may connect to.
"""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from PIL import Image

__all__ = ["Canary", "Given", "PictureServer", "canary", "jpeg", "serving"]


@dataclass(frozen=True, slots=True)
class Given:
    """One answer."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class PictureServer:
    """`answers` by path, each a `Given` or what makes one; `asked` are the requests, in order."""

    answers: dict[str, Given | Callable[[Mapping[str, str]], Given]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    port: int = 0
    at_once: int = 0
    """The most requests that it had under way together."""

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"


@dataclass
class Canary:
    """A listening socket of loopback; `heard` are those who connected."""

    port: int
    heard: list[Any] = field(default_factory=list)


def jpeg(colour: str = "teal", size: tuple[int, int] = (96, 64)) -> bytes:
    """A small picture of one colour."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG")
    return file.getvalue()


@contextmanager
def serving(**answers: Given) -> Iterator[PictureServer]:
    """The server; `answers` by the names of files without their suffix (`cup` is `/cup.jpg`)."""
    state = PictureServer({f"/{name}.jpg": given for name, given in answers.items()})
    under_way = 0
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            nonlocal under_way
            with lock:
                under_way += 1
                state.at_once = max(state.at_once, under_way)
                state.asked.append(self.path)
            try:
                found = state.answers.get(self.path, Given(status=404))
                given = found if isinstance(found, Given) else found(self.headers)  # type: ignore[arg-type]
                self.send_response(given.status)
                for name, value in given.headers.items():
                    self.send_header(name, value)
                if "content-length" not in given.headers:
                    self.send_header("content-length", str(len(given.body)))
                self.end_headers()
                self.wfile.write(given.body)
            finally:
                with lock:
                    under_way -= 1

        def log_message(self, *_words: Any) -> None:
            """The log is `asked`."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        state.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield state
        finally:
            server.shutdown()


@contextmanager
def canary() -> Iterator[Canary]:
    """A socket that writes down who connects to it, on every address of this machine."""
    with socket.create_server(("", 0), family=socket.AF_INET) as listening:
        found = Canary(listening.getsockname()[1])
        listening.settimeout(0.01)
        stop = threading.Event()

        def hear() -> None:
            while not stop.is_set():
                try:
                    connection, who = listening.accept()
                except TimeoutError:
                    continue
                found.heard.append(who)
                connection.close()

        thread = threading.Thread(target=hear, daemon=True)
        thread.start()
        try:
            yield found
        finally:
            stop.set()
            thread.join()
