"""A Prefect server that shows no pages costs no film."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from prefect import flow
from prefect.settings import PREFECT_API_URL, temporary_settings

from engine.production.watch import Quiet, Stage
from tasks.pages import Pages, PrefectWatch
from tests.flows.conftest import Opening
from tests.flows.terminal import callsheet


@pytest.fixture
def busy(prefect: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:  # noqa: ARG001
    """A server that answers 503 wherever pages are written; what it was asked for so."""
    server, refused = os.environ["PREFECT_API_URL"], []

    class Busy(BaseHTTPRequestHandler):
        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            if "/artifacts" in self.path:
                refused.append(self.path)
                self._answer(httpx.Response(503, text="database is locked"))
                return
            kept = {"content-type", "authorization"}
            headers = {name: text for name, text in self.headers.items() if name.lower() in kept}
            to = server.removesuffix("/api") + self.path
            self._answer(httpx.request(self.command, to, content=body, headers=headers, timeout=60))

        def _answer(self, answer: httpx.Response) -> None:
            self.send_response(answer.status_code)
            self.send_header("content-type", answer.headers.get("content-type", "text/plain"))
            self.send_header("content-length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def do_GET(self) -> None:
            self._pass_on()

        def do_POST(self) -> None:
            self._pass_on()

        def do_PATCH(self) -> None:
            self._pass_on()

        def log_message(self, *_arguments: object) -> None:
            """Not on standard error."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Busy) as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{proxy.server_address[1]}/api"
        monkeypatch.setenv("PREFECT_API_URL", address)
        with temporary_settings({PREFECT_API_URL: address}):
            yield refused
        proxy.shutdown()


def test_a_production_whose_pages_cannot_be_shown_is_made(
    opening: Opening, busy: list[str]
) -> None:
    shop = opening.restored()
    answer = callsheet("produce", shop.production, "--json")
    assert answer.status == 0, answer.err
    assert answer.json["films"]["failed"] == 0
    assert 1 <= len(busy) <= 3  # the first page is tried once more, and then they rest


@pytest.mark.usefixtures("busy")
def test_progress_that_cannot_be_shown_is_a_warning_and_the_films_are_counted_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    @flow(name="shown", persist_result=False)
    def shown() -> float:
        watch, began = PrefectWatch(Quiet(), Pages()), time.monotonic()
        watch.stage(Stage.MAKE, "films", 40)
        for _ in range(40):
            watch.step("a film")
        return time.monotonic() - began

    assert shown() < 20
    warnings = [one.getMessage() for one in caplog.records if one.levelname == "WARNING"]
    (said,) = [one for one in warnings if "Prefect could not show" in one]
    assert "the films' progress" in said
    assert "503" in said
    assert "The run goes on" in said
