"""Download: one picture from one address, within limits, from a machine that was checked.

It does not know which rows want it, nor how often it is tried. No proxy is used: a proxy would
resolve the name once more, and may find another machine.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import Any
from urllib.parse import urljoin

import httpcore2

from engine.intake.hosts import Hosts
from engine.intake.picture import MOST_BYTES, kind_of, too_large
from engine.tls import trusted
from schemas.errors import RowError
from schemas.reject import Code

__all__ = ["Download", "Downloads", "TryAgain"]

_CONNECT, _SILENCE, _WHOLE = 10.0, 15.0, 60.0
"""Seconds: until the connection stands, between two pieces of an answer, for all of a picture."""
_REDIRECTS = 5
_MOVED = frozenset({301, 302, 303, 307, 308})
_PACKED = {b"gzip": 31, b"x-gzip": 31, b"deflate": 15}
"""Ways of packing that some servers use unasked, as zlib calls them."""


@dataclass(frozen=True, slots=True)
class Download:
    """What an address gave: its bytes, and what tells later whether they have changed."""

    data: bytes
    etag: str = ""
    modified: str = ""


class TryAgain(Exception):  # noqa: N818 - it says what to do
    """It did not work now. `error` is what to say if it never does; `after` are seconds that the
    server asks to wait; `reached` says whether the server answered at all.
    """

    def __init__(self, error: RowError, *, reached: bool, after: float | None = None) -> None:
        super().__init__(error)
        self.error, self.reached, self.after = error, reached, after


class Downloads:
    """Open connections to the hosts of pictures; may be used from several threads."""

    def __init__(self, hosts: Hosts) -> None:
        self._hosts = hosts
        self._clock = threading.local()
        self._pool = httpcore2.ConnectionPool(
            ssl_context=trusted(),
            max_connections=64,
            max_keepalive_connections=32,
            keepalive_expiry=15,
            network_backend=_CheckedNetwork(hosts, self._clock),
        )

    def get(self, address: str, etag: str = "", modified: str = "") -> Download | None:
        """The picture at an address; None where it is as it was (`etag`, `modified`).

        Every machine on the way is checked before it is connected to, redirects included. Raises
        RowError: Q:URL_BLOCKED, Q:IMAGE_LIMIT (bytes, time), Q:IMAGE_FORMAT, Q:IMAGE_BROKEN; and
        TryAgain (Q:IMAGE_UNAVAILABLE).
        """
        self._clock.deadline = time.monotonic() + _WHOLE
        asked = self._hosts.address(address)
        known = {"if-none-match": etag, "if-modified-since": "" if etag else modified}
        try:
            for _ in range(_REDIRECTS + 1):
                with self._pool.stream(
                    "GET",
                    asked,
                    headers=_headers(known),
                    extensions={"timeout": _timeouts()},
                ) as response:
                    headers = {name.lower(): value for name, value in response.headers}
                    if response.status in _MOVED:
                        asked = self._hosts.address(
                            urljoin(asked, headers.get(b"location", b"").decode("latin-1"))
                        )
                        continue
                    if response.status == 304 and any(known.values()):
                        return None
                    if response.status != 200:
                        raise TryAgain(
                            _unavailable(address, f"the server answered {response.status}"),
                            reached=True,
                            after=_after(headers),
                        )
                    data = _read(response.iter_stream(), headers, address)
                    kind_of(data, f"images: {address!r}")
                    return Download(data, _text(headers, b"etag"), _text(headers, b"last-modified"))
        except _TooSlowError as error:
            raise _slow(address) from error
        except (httpcore2.TimeoutException, httpcore2.NetworkError) as error:
            if time.monotonic() > self._clock.deadline:
                raise _slow(address) from error
            words = "did not answer in time" if _is_timeout(error) else f"broke off: {error}"
            raise TryAgain(_unavailable(address, f"the server {words}"), reached=False) from error
        except (httpcore2.ProtocolError, httpcore2.UnsupportedProtocol) as error:
            words = f"the server does not speak HTTP as it should: {error}"
            raise TryAgain(_unavailable(address, words), reached=True) from error
        raise TryAgain(
            _unavailable(address, f"it moved more than {_REDIRECTS} times"), reached=True
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


class _TooSlowError(Exception):
    """A picture takes longer than a picture may."""


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
    """A stream that ends when the picture's time is over: a byte every ten seconds is no answer."""

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
            raise _TooSlowError
        return min(left, timeout or left)


def _headers(known: Mapping[str, str]) -> list[tuple[str, str]]:
    """AVIF and compression are not asked for: servers that can choose send what is read here."""
    asked = {
        "user-agent": f"callsheet/{version('callsheet')}",
        "accept": "image/jpeg, image/png, image/webp;q=0.9, image/*;q=0.1",
        "accept-encoding": "identity",
    }
    return [*asked.items(), *((name, value) for name, value in known.items() if value)]


def _timeouts() -> dict[str, float]:
    return {"connect": _CONNECT, "read": _SILENCE, "write": _SILENCE, "pool": _WHOLE}


def _read(pieces: Iterable[bytes], headers: Mapping[bytes, bytes], address: str) -> bytes:
    where = f"images: {address!r}"
    length = headers.get(b"content-length", b"")
    if length.isdigit() and int(length) > MOST_BYTES:
        raise too_large(where, int(length))
    packing = headers.get(b"content-encoding", b"identity").strip().lower()
    if packing not in {*_PACKED, b"identity", b""}:
        raise RowError(
            Code.IMAGE_BROKEN,
            f"the server packs the picture as {packing.decode('latin-1')!r}, unasked",
            where,
            "Download the picture, put it beside the catalog, and write its path.",
        )
    data = bytearray()
    for piece in _unpacked(pieces, _PACKED[packing], where) if packing in _PACKED else pieces:
        data += piece
        if len(data) > MOST_BYTES:
            raise too_large(where)
    return bytes(data)


def _unpacked(pieces: Iterable[bytes], how: int, where: str) -> Iterator[bytes]:
    """Never more at a time than a picture may have: a few bytes may unpack to gigabytes."""
    inflating = zlib.decompressobj(how)
    try:
        for piece in pieces:
            yield inflating.decompress(piece, MOST_BYTES + 1)
            if inflating.unconsumed_tail:
                raise too_large(where)
    except zlib.error as error:
        raise RowError(
            Code.IMAGE_BROKEN,
            f"what the server packed cannot be unpacked: {error}",
            where,
            "Download the picture, put it beside the catalog, and write its path.",
        ) from error


def _after(headers: Mapping[bytes, bytes]) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110, 10.2.3), None without one."""
    text = _text(headers, b"retry-after").strip()
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _text(headers: Mapping[bytes, bytes], name: bytes) -> str:
    return headers.get(name, b"").decode("latin-1")[:500]


def _is_timeout(error: Exception) -> bool:
    return isinstance(error, httpcore2.TimeoutException)


def _unavailable(address: str, words: str) -> RowError:
    return RowError(
        Code.IMAGE_UNAVAILABLE,
        f"the picture cannot be fetched: {words}",
        f"images: {address!r}",
        "Open the address in a browser; correct it, or put the picture beside the catalog.",
    )


def _slow(address: str) -> RowError:
    return RowError(
        Code.IMAGE_LIMIT,
        f"the picture takes longer than {_WHOLE:.0f} s",
        f"images: {address!r}",
        "Put it on a quicker server, or beside the catalog.",
    )
