"""A till: a loopback service that charges for every call it takes, and a program that pays at it.

Run as a program it asks for the calls 0 to N-1, one after the other, until it is done or killed;
a call that is under way for longer than its timeout, in seconds, has an unknown outcome.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from engine.spending import Answered, NotAccepted, OutcomeUnknown, PaidCalls
from engine.store import Ledger
from schemas.errors import RowError
from schemas.keys import key_of
from schemas.money import Money

__all__ = ["Till", "key", "opened", "pay"]

PRICE = Money(amount=Decimal("0.01"), currency="USD")
CAP = Money(amount=Decimal(100), currency="USD")


class Till:
    """What was charged, by name; `dropping` closes the line after charging."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.charged: list[str] = []
        self.dropping = False


@contextmanager
def opened() -> Iterator[Till]:
    """The till, serving on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            name = self.rfile.read(int(self.headers["Content-Length"])).decode()
            till.charged.append(name)
            time.sleep(0.01)
            if till.dropping:
                return
            body = json.dumps({"answer": name}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: Any) -> None:
            """Nothing: the log is `charged`."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        till = Till(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield till
        server.shutdown()


def key(name: str) -> str:
    return key_of("call", name=name)


def pay(port: int, name: str) -> Answered:
    """Send one call and pay for it."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as line:
        try:
            line.connect()
        except ConnectionError as error:
            raise NotAccepted(str(error)) from error
        try:
            line.request("POST", "/", name)
            answer = json.loads(line.getresponse().read())
        except (http.client.HTTPException, OSError) as error:
            raise OutcomeUnknown(str(error)) from error
    return Answered(answer, PRICE.amount)


def _main(port: int, ledger: Path, count: int, timeout: float) -> None:
    paid_calls = PaidCalls(Ledger(ledger).calls, "shop", CAP, lease_margin=0.0)
    for n in range(count):
        name = f"call {n}"
        try:
            paid_calls.ask(key(name), PRICE, lambda: pay(port, name), what=name, timeout=timeout)  # noqa: B023 - asked at once
        except RowError:
            continue  # unknown, because an earlier run was killed while it was sent


if __name__ == "__main__":
    _main(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
