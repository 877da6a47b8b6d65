"""Network: one answer from one address, of machines that were checked, within a time.

It does not know what the answer is, and tries nothing twice. No proxy is used: a proxy would
resolve the name once more, and may find another machine.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any
from urllib.parse import urljoin

import httpcore2

from engine.intake.hosts import Hosts
from engine.tls import trusted

__all__ = ["Answer", "Connections", "TooSlow", "Unpackable", "Unreached"]

_CONNECT, _SILENCE = 10.0, 15.0
"""Seconds: until the connection stands, and between two pieces of an answer."""
_REDIRECTS = 5
_MOVED = frozenset({301, 302, 303, 307, 308})
_PACKED = {"gzip": 31, "x-gzip": 31, "deflate": 15}
"""Ways of packing that some servers use unasked, as zlib calls them."""
_PIECE = 1 << 20
"""Bytes that are unpacked at a time: a few may unpack to gigabytes."""


class TooSlow(Exception):  # noqa: N818 - it says what was wrong
    """The answer takes longer than it may."""


class Unreached(Exception):  # noqa: N818 - as above
    """There is no answer. `reached` says whether the server spoke at all."""

    def __init__(self, words: str, *, reached: bool) -> None:
        super().__init__(words)
        self.reached = reached


class Unpackable(Exception):  # noqa: N818 - as above
    """The server packed the answer in a way that is not read, or damaged it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its headers, with names in lower case, and its body piece by piece, unpacked."""

    status: int
    headers: Mapping[str, str]
    pieces: Iterator[bytes]


class Connections:
    """Open connections to allowed hosts, whose answers take at most `seconds` each; may be used
    from several threads.
    """

    def __init__(self, hosts: Hosts, seconds: float) -> None:
        self._hosts, self._seconds = hosts, seconds
        self._clock = threading.local()
        self._pool = httpcore2.ConnectionPool(
            ssl_context=trusted(),
            max_connections=64,
            max_keepalive_connections=32,
            keepalive_expiry=15,
            network_backend=_CheckedNetwork(hosts, self._clock),
        )

    @contextmanager
    def get(self, address: str, accept: str, known: Mapping[str, str]) -> Iterator[Answer]:
        """The answer of an address, or of where that leads on to; `known` are further headers.

        Every machine on the way is checked before it is connected to. Raises RowError (URL_BLOCKED)
        for one that may not be asked, and also while the body is read: TooSlow, Unreached,
        Unpackable.
        """
        self._clock.deadline = time.monotonic() + self._seconds
        asked = self._hosts.address(address)
        try:
            for _ in range(_REDIRECTS + 1):
                with self._pool.stream(
                    "GET", asked, headers=_headers(accept, known), extensions=self._timeouts()
                ) as response:
                    headers = {
                        name.decode("latin-1").lower(): value.decode("latin-1")
                        for name, value in response.headers
                    }
                    if response.status in _MOVED:
                        asked = self._hosts.address(urljoin(asked, headers.get("location", "")))
                        continue
                    yield Answer(
                        response.status, headers, _unpacked(response.iter_stream(), headers)
                    )
                    return
        except (httpcore2.TimeoutException, httpcore2.NetworkError) as error:
            if time.monotonic() > self._clock.deadline:
                raise TooSlow from error
            slow = isinstance(error, httpcore2.TimeoutException)
            words = "did not answer in time" if slow else f"broke off: {error}"
            raise Unreached(f"the server {words}", reached=False) from error
        except (httpcore2.ProtocolError, httpcore2.UnsupportedProtocol) as error:
            words = f"the server does not speak HTTP as it should: {error}"
            raise Unreached(words, reached=True) from error
        raise Unreached(f"it moved more than {_REDIRECTS} times", reached=True)

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()

    def _timeouts(self) -> dict[str, dict[str, float]]:
        waits = {"connect": _CONNECT, "read": _SILENCE, "write": _SILENCE, "pool": self._seconds}
        return {"timeout": waits}


class _CheckedNetwork(httpcore2.NetworkBackend):
    """Connects to machines that were checked, by the very addresses that were checked."""

    def __init__(self, hosts: Hosts, clock: threading.local) -> None:
        self._hosts, self._clock = hosts, clock
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """One of the host's machines. Where one of them may not be asked, none is."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore2.ConnectError(f"{host} is not known") from error
        machines = list(dict.fromkeys(str(one[4][0]) for one in found))
        for one in machines:
            self._hosts.assert_machine(host, port, one)
        failed: Exception | None = None
        for one in machines:
            try:
                stream = self._plain.connect_tcp(one, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
            else:
                return _TimedStream(stream, self._clock)
        raise failed or httpcore2.ConnectError(f"{host} has no address")


class _TimedStream(httpcore2.NetworkStream):
    """A stream that ends when the answer's time is over: a byte every ten seconds is no answer."""

    def __init__(self, stream: httpcore2.NetworkStream, clock: threading.local) -> None:
        self._stream, self._clock = stream, clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """As the stream does."""
        return self._stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """As the stream does."""
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        """As the stream does."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        """As the stream does."""
        secured = self._stream.start_tls(ssl_context, server_hostname, self._left(timeout))
        return _TimedStream(secured, self._clock)

    def get_extra_info(self, info: str) -> Any:
        """As the stream does."""
        return self._stream.get_extra_info(info)

    def _left(self, timeout: float | None) -> float:
        left: float = self._clock.deadline - time.monotonic()
        if left <= 0:
            raise TooSlow
        return min(left, timeout or left)


def _headers(accept: str, known: Mapping[str, str]) -> list[tuple[str, str]]:
    asked = {
        "user-agent": f"callsheet/{version('callsheet')}",
        "accept": accept,
        "accept-encoding": "identity",
    }
    return [*asked.items(), *((name, value) for name, value in known.items() if value)]


def _unpacked(pieces: Iterable[bytes], headers: Mapping[str, str]) -> Iterator[bytes]:
    packing = headers.get("content-encoding", "").strip().lower() or "identity"
    if packing == "identity":
        yield from pieces
        return
    if packing not in _PACKED:
        raise Unpackable(f"the server packs it as {packing!r}, unasked")
    inflating = zlib.decompressobj(_PACKED[packing])
    try:
        for piece in pieces:
            rest = piece
            while rest:
                yield inflating.decompress(rest, _PIECE)
                rest = inflating.unconsumed_tail
    except zlib.error as error:
        raise Unpackable(f"what the server packed cannot be unpacked: {error}") from error
