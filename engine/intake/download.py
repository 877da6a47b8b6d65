"""Download: one picture from one address, within limits.

It does not know which rows want it, nor how often it is tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from engine.intake.hosts import Hosts
from engine.intake.network import Connections, TooSlow, Unpackable, Unreached
from engine.intake.picture import MOST_BYTES, kind_of, too_large
from schemas.errors import RowError
from schemas.reject import Code

__all__ = ["Download", "Downloads", "TryAgain"]

_WHOLE = 60.0
"""Seconds for all of a picture."""
_ACCEPT = "image/jpeg, image/png, image/webp;q=0.9, image/*;q=0.1"
"""AVIF is not asked for: servers that can choose send what is read here."""
_LONGEST = 500
"""Characters of a validator that are kept."""


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
        self._connections = Connections(hosts, _WHOLE)

    def get(self, address: str, etag: str = "", modified: str = "") -> Download | None:
        """The picture at an address; None where it is as it was (`etag`, `modified`).

        Every machine on the way is checked before it is connected to, redirects included. Raises
        RowError: Q:URL_BLOCKED, Q:IMAGE_LIMIT (bytes, time), Q:IMAGE_FORMAT, Q:IMAGE_BROKEN; and
        TryAgain (Q:IMAGE_UNAVAILABLE).
        """
        known = {"if-none-match": etag, "if-modified-since": "" if etag else modified}
        where = f"images: {address!r}"
        try:
            with self._connections.get(address, _ACCEPT, known) as answer:
                headers = answer.headers
                if answer.status == 304 and any(known.values()):
                    return None
                if answer.status != 200:
                    raise TryAgain(
                        _unavailable(address, f"the server answered {answer.status}"),
                        reached=True,
                        after=_after(headers),
                    )
                data = _read(answer.pieces, headers, where)
                kind_of(data, where)
                return Download(
                    data,
                    headers.get("etag", "")[:_LONGEST],
                    headers.get("last-modified", "")[:_LONGEST],
                )
        except TooSlow as error:
            raise _slow(address) from error
        except Unpackable as error:
            raise RowError(
                Code.IMAGE_BROKEN,
                str(error),
                where,
                "Download the picture, put it beside the catalog, and write its path.",
            ) from error
        except Unreached as error:
            raise TryAgain(_unavailable(address, str(error)), reached=error.reached) from error

    def close(self) -> None:
        """Close all connections."""
        self._connections.close()


def _read(pieces: Iterable[bytes], headers: Mapping[str, str], where: str) -> bytes:
    length = headers.get("content-length", "")
    if length.isdigit() and int(length) > MOST_BYTES:
        raise too_large(where, int(length))
    data = bytearray()
    for piece in pieces:
        data += piece
        if len(data) > MOST_BYTES:
            raise too_large(where)
    return bytes(data)


def _after(headers: Mapping[str, str]) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110, 10.2.3), None without one."""
    text = headers.get("retry-after", "").strip()
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


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
