from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from engine.openai_client import OpenAIClient
from engine.spending import NotAccepted, OutcomeUnknown
from schemas.errors import WorkError

KEY = "sk-canary-5772"


@dataclass
class Answering:
    """A server that answers what it is set to."""

    status: int = 200
    body: bytes = b'{"a": 1}'
    headers: dict[str, str] = field(default_factory=dict)
    drip: float = 0.0
    """Seconds between bytes."""
    drips_headers: bool = False
    asked: int = 0
    url: str = ""

    def service(self, timeout: float = 5.0) -> OpenAIClient:
        return OpenAIClient("The server", self.url, KEY, timeout)


@pytest.fixture
def server() -> Iterator[Answering]:
    state = Answering()
    closing = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            state.asked += 1
            if state.drips_headers:
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                while not closing.wait(state.drip):
                    try:
                        self.wfile.write(b"x: y\r\n")
                    except OSError:
                        return  # the client gave up
            self.send_response(state.status)
            for name, value in state.headers.items():
                self.send_header(name, value)
            self.send_header("content-type", "application/json")
            self.end_headers()
            try:
                for byte in state.body if state.drip else [state.body]:
                    self.wfile.write(bytes([byte]) if isinstance(byte, int) else byte)
                    if closing.wait(state.drip):
                        return
            except (BrokenPipeError, ConnectionResetError):
                pass  # the client gave up

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        state.url = f"http://127.0.0.1:{http.server_address[1]}/v1"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield state
        closing.set()
        http.shutdown()
        thread.join()


def ask(client: Any) -> AbstractContextManager[Any]:
    created: AbstractContextManager[Any] = client.moderations.with_streaming_response.create(
        model="m", input="x"
    )
    return created


def test_an_answer_is_its_json_object(server: Answering) -> None:
    assert server.service().post(ask) == {"a": 1}
    assert server.asked == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422])
def test_what_is_declined_is_an_error_in_the_servers_words_without_the_key(
    server: Answering, status: int
) -> None:
    server.status = status
    server.body = json.dumps({"error": {"message": f"no model m for {KEY}"}}).encode()
    with pytest.raises(WorkError, match=rf"declined: {status}.*no model m for \*\*\*") as caught:
        server.service().post(ask)
    assert KEY not in str(caught.value)
    assert server.asked == 1


@pytest.mark.parametrize("status", [408, 409, 500, 502, 503, 504])
def test_a_failure_leaves_it_unknown_whether_it_was_accepted(
    server: Answering, status: int
) -> None:
    server.status = status
    with pytest.raises(OutcomeUnknown, match=f"answered {status}"):
        server.service().post(ask)
    assert server.asked == 1


@pytest.mark.parametrize(
    ("header", "after"),
    [({"Retry-After": "12"}, 12), ({"Retry-After": "soon"}, None), ({}, None)],
)
def test_too_many_requests_were_not_accepted(
    server: Answering, header: dict[str, str], after: float | None
) -> None:
    server.status, server.headers = 429, header
    with pytest.raises(NotAccepted, match="answered 429") as caught:
        server.service().post(ask)
    assert caught.value.after == after


def test_a_date_to_come_back_at_is_counted_from_now(server: Answering) -> None:
    at = datetime.now(UTC) + timedelta(hours=1)
    server.status, server.headers = 429, {"Retry-After": format_datetime(at)}
    with pytest.raises(NotAccepted) as caught:
        server.service().post(ask)
    assert 3000 <= (caught.value.after or 0) <= 3601


def test_a_quota_that_is_used_up_is_declined(server: Answering) -> None:
    server.status = 429
    server.body = b'{"error": {"message": "pay first", "code": "insufficient_quota"}}'
    with pytest.raises(WorkError, match=r"declined: 429 .*pay first"):
        server.service().post(ask)


@pytest.mark.parametrize("body", [b"<html>Log in</html>", b"[1]", b"", b'{"a": '])
def test_something_else_than_an_object_is_an_unknown_outcome(
    server: Answering, body: bytes
) -> None:
    server.body = body
    with pytest.raises(OutcomeUnknown, match="sent no JSON object"):
        server.service().post(ask)


def test_a_server_that_drips_is_given_up(server: Answering) -> None:
    server.body, server.drip = b" " * 2000, 0.05  # each byte is quick enough; all of them are not
    with pytest.raises(OutcomeUnknown, match=r"was not done after 0\.5 s"):
        server.service(0.5).post(ask)


def test_headers_that_never_end_are_given_up(server: Answering) -> None:
    server.drips_headers, server.drip = True, 0.1
    began = time.monotonic()
    with pytest.raises(OutcomeUnknown):
        server.service(0.5).post(ask)
    assert time.monotonic() - began < 4


def test_a_post_follows_no_redirect(server: Answering) -> None:
    server.status, server.headers = 307, {"Location": "http://127.0.0.1:9/v1/elsewhere"}
    with pytest.raises(WorkError, match=r"redirects to http://127\.0\.0\.1:9.*Set `base_url`"):
        server.service().post(ask)
    assert server.asked == 1


def test_a_closed_port_took_nothing() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(NotAccepted, match="out of reach"):
        OpenAIClient("The server", f"http://127.0.0.1:{port}/v1").post(ask)


def test_a_server_that_hangs_up_is_an_unknown_outcome() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def hang_up() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65536)

        thread = threading.Thread(target=hang_up)
        thread.start()
        port = listening.getsockname()[1]
        with pytest.raises(OutcomeUnknown, match="broke off"):
            OpenAIClient("The server", f"http://127.0.0.1:{port}/v1").post(ask)
        thread.join()
