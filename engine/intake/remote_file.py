"""Remote file: a catalog at an address, brought to this machine, and kept while it is as it was.

http(s) through httpx2, whatever else fsspec knows (`s3://`) through fsspec. The first address is
the owner's own word and may lie in a private network; where it leads on to may not. It does not
know what the file holds.
"""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

from engine.intake.hosts import Hosts
from engine.tls import trusted
from schemas.errors import CatalogError, RowError

if TYPE_CHECKING:
    import httpx2

__all__ = ["fetch_file", "is_elsewhere", "name_of"]

_MOST_BYTES = 16 << 30
_WHOLE = 3600.0
"""Seconds for all of a file; a server may be silent for `_SILENCE` of them, and take `_CONNECT` to
answer at first.
"""
_SILENCE, _CONNECT = 60.0, 10.0
_HOPS = 5
_NOTE = "fetched.json"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_NAMED = re.compile(r'filename="?([^";]+)"?')


def is_elsewhere(file: str) -> bool:
    """Whether a file is named by an address, and not by a path."""
    return _SCHEME.match(file) is not None


def name_of(address: str) -> str:
    """What the file at an address is called."""
    return PurePosixPath(urlsplit(address).path).name or "catalog"


def fetch_file(address: str, folder: Path) -> Path:
    """The file at an address, in a place of its own under `folder`.

    It is asked whether it changed, and fetched only then. Raises CatalogError where it cannot be
    had now: an older copy is not taken for it.
    """
    place = folder / sha256(address.encode()).hexdigest()[:16]
    place.mkdir(parents=True, exist_ok=True)
    known = _known(place)
    if urlsplit(address).scheme.lower() in {"http", "https"}:
        return _by_http(address, place, known)
    return _by_fsspec(address, place, known)


def _by_http(address: str, place: Path, known: dict[str, str]) -> Path:
    import httpx2  # noqa: PLC0415 - only where a catalog lies at an address

    asked = {"if-none-match": known.get("etag", ""), "if-modified-since": known.get("modified", "")}
    headers = {name: value for name, value in asked.items() if value}
    timeout = httpx2.Timeout(_SILENCE, connect=_CONNECT)
    try:
        with httpx2.Client(verify=trusted(), timeout=timeout) as client:
            at = address
            for _ in range(_HOPS + 1):
                with client.stream("GET", at, headers=headers) as answer:
                    if answer.has_redirect_location:
                        at = urljoin(at, answer.headers["location"])
                        _assert_public(at, address)
                        continue
                    if answer.status_code == 304 and known:
                        return place / known["name"]
                    if answer.status_code != 200:
                        raise _unavailable(address, f"the server answered {answer.status_code}")
                    told = _NAMED.search(answer.headers.get("content-disposition", ""))
                    name = PurePosixPath(told[1]).name if told else name_of(address)
                    path = _written(answer.iter_bytes(), place / name, address)
                    return _noted(
                        path,
                        etag=_header(answer, "etag"),
                        modified=_header(answer, "last-modified"),
                    )
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        raise _unavailable(address, f"{type(error).__name__}: {error}") from error
    raise _unavailable(address, f"it moved more than {_HOPS} times")


def _by_fsspec(address: str, place: Path, known: dict[str, str]) -> Path:
    import fsspec  # noqa: PLC0415 - only where a catalog lies at an address

    try:
        files, path = fsspec.core.url_to_fs(address)
        version = _version(files.info(path))
        name = name_of(address)
        if known.get("etag") == version and (place / name).exists():
            return place / name
        part = place / f"{uuid4().hex}.part"
        files.get_file(path, str(part))
        part.replace(place / name)
        return _noted(place / name, etag=version)
    except ImportError as error:
        scheme = urlsplit(address).scheme
        raise CatalogError(
            f"catalogs at {scheme}: addresses need a package that is not installed",
            f"{_shown(address)}: {error}",
            "pip install 'callsheet[s3]', or the fsspec package of that file system.",
        ) from error
    except Exception as error:
        words = " ".join(str(error).split())[:200]
        raise _unavailable(address, f"{type(error).__name__}: {words}") from error


def _version(info: dict[str, Any]) -> str:
    """What tells two versions of a file apart, as far as its file system says."""
    stamp = next(
        (info[name] for name in ("ETag", "LastModified", "mtime", "created") if name in info), ""
    )
    return f"{stamp} {info.get('size')}"


def _assert_public(at: str, address: str) -> None:
    """Raises CatalogError where a redirect leads to what is no machine of the public web."""
    hosts = Hosts()
    try:
        parts = urlsplit(hosts.address(at))
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
        for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            hosts.assert_machine(host, port, str(one[4][0]))
    except (RowError, OSError) as error:
        what = error.what if isinstance(error, RowError) else str(error)
        raise _unavailable(address, f"it leads on to {_shown(at)}: {what}") from error


def _written(pieces: Iterable[bytes], path: Path, address: str) -> Path:
    part, late, size = path.with_name(f"{uuid4().hex}.part"), time.monotonic() + _WHOLE, 0
    try:
        with part.open("wb") as file:
            for piece in pieces:
                size += file.write(piece)
                if size > _MOST_BYTES or time.monotonic() > late:
                    raise _unavailable(
                        address, f"it has more than {_MOST_BYTES >> 30} GiB, or takes an hour"
                    )
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def _known(place: Path) -> dict[str, str]:
    try:
        known: dict[str, str] = json.loads((place / _NOTE).read_text("utf-8"))
        return known if (place / known["name"]).exists() else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _noted(path: Path, **validators: str) -> Path:
    note = path.with_name(_NOTE)
    part = note.with_name(f"{uuid4().hex}.part")
    part.write_text(json.dumps({"name": path.name, **validators}), "utf-8")
    part.replace(note)
    return path


def _header(answer: httpx2.Response, name: str) -> str:
    return str(answer.headers.get(name, ""))[:500]


def _shown(address: str) -> str:
    """The address without what may be a secret: its user, its password and its query."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _unavailable(address: str, why: str) -> CatalogError:
    return CatalogError(
        f"the catalog cannot be fetched: {why}",
        _shown(address),
        "Check the address and its rights, or name a file with --catalog.",
    )
