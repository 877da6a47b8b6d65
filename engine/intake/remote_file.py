"""Remote file: a catalog at an address, brought to this machine, and kept while it is as it was.

http(s) as pictures are fetched, whatever else fsspec knows (`s3://`) through fsspec. The address is
its owner's own word and may lie in their network; where it leads on to may not. It does not know
what the file holds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from engine.intake.hosts import Hosts
from schemas.errors import CatalogError, RowError

__all__ = ["fetch_file", "is_elsewhere", "name_of"]

_MOST_BYTES = 16 << 30
_WHOLE = 3600.0
"""Seconds for all of a file."""
_NOTE = ".json"
"""Beside a file's place, because a server may call its file anything."""
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
    from engine.intake.network import (  # noqa: PLC0415 - only where a catalog lies at an address
        Connections,
        TooSlow,
        Unpackable,
        Unreached,
    )

    etag, modified = known.get("etag", ""), known.get("modified", "")
    asked = {"if-none-match": etag, "if-modified-since": "" if etag else modified}
    connections = Connections(_trusting(address), _WHOLE)
    try:
        with connections.get(address, "*/*", asked) as answer:
            if answer.status == HTTPStatus.NOT_MODIFIED and known:
                return place / known["name"]
            if answer.status != HTTPStatus.OK:
                raise _unavailable(address, f"the server answered {answer.status}")
            told = _NAMED.search(answer.headers.get("content-disposition", ""))
            name = PurePosixPath(told[1]).name if told else name_of(address)
            path = _written(answer.pieces, place / name, address)
            return _noted(
                path,
                etag=answer.headers.get("etag", ""),
                modified=answer.headers.get("last-modified", ""),
            )
    except TooSlow as error:
        raise _unavailable(address, f"it takes longer than {_WHOLE / 60:.0f} minutes") from error
    except (Unpackable, Unreached, OSError) as error:
        raise _unavailable(address, str(error)) from error
    except RowError as error:  # an address that may not be asked, or that this one leads on to
        raise _unavailable(address, error.what) from error
    finally:
        connections.close()


def _trusting(address: str) -> Hosts:
    """The public machines, and the one that the owner names, which may be their own network's."""
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    shown = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return Hosts(trusted=f"{shown}:{port}")


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


def _written(pieces: Iterable[bytes], path: Path, address: str) -> Path:
    part, size = path.with_name(f"{uuid4().hex}.part"), 0
    try:
        with part.open("wb") as file:
            for piece in pieces:
                size += file.write(piece)
                if size > _MOST_BYTES:
                    raise _unavailable(address, f"it has more than {_MOST_BYTES >> 30} GiB")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def _known(place: Path) -> dict[str, str]:
    try:
        known: dict[str, str] = json.loads(place.with_suffix(_NOTE).read_text("utf-8"))
        return known if (place / known["name"]).exists() else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _noted(path: Path, **validators: str) -> Path:
    note = path.parent.with_suffix(_NOTE)
    part = note.with_name(f"{uuid4().hex}.part")
    part.write_text(json.dumps({"name": path.name, **validators}), "utf-8")
    part.replace(note)
    return path


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
