"""Address: the file system behind a store's address, and its errors in words that hold no secret.

It moves files whole; it does not know keys, nor what a blob is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from schemas.errors import StoreError

__all__ = ["assert_reached", "download", "size_at", "upload"]

_PASSWORD = re.compile(r"[^:]+://[^@]*:[^@]*@")
"""Also where a secret holds a slash, as those of S3 do, and ends what is taken for the host."""
_OBJECTS = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "oss"})
"""File systems of objects, which appear when they are complete and not before."""
_ALONE = frozenset({"memory", "data", "http", "https"})
"""What fsspec knows and no other process sees, or nobody writes to."""


def assert_reached(address: str) -> None:
    """Raises StoreError where nothing could be kept at `address`."""
    with _explained(address):
        files, root = _opened(address)
        if _is_of_objects(files):
            try:
                files.info(root.split("/", 1)[0])  # the bucket; a prefix begins with its first blob
            except FileNotFoundError as error:
                raise _error(address, "there is no such bucket") from error


def size_at(address: str, name: str) -> int | None:
    """The length in bytes of the file `name` under `address`; None where it is not there."""
    with _explained(address):
        files, root = _opened(address)
        try:
            found = files.info(f"{root}/{name}")
        except FileNotFoundError:
            return None
        return int(found["size"]) if found["type"] == "file" else None


def download(address: str, name: str, target: Path) -> None:
    """Copy a file here. Raises StoreError, also where less arrives than there is."""
    there = size_at(address, name)
    with _explained(address):
        files, root = _opened(address)
        files.get_file(f"{root}/{name}", str(target))
    _assert_whole(name, there, target.stat().st_size)


def upload(source: Path, address: str, name: str) -> None:
    """Put a file there under `name`, where it appears whole or not at all."""
    with _explained(address):
        files, root = _opened(address)
        final = f"{root}/{name}"
        if _is_of_objects(files):
            files.put_file(str(source), final)
        else:
            part = f"{final}.{uuid4().hex}.part"
            files.makedirs(final.rsplit("/", 1)[0], exist_ok=True)
            files.put_file(str(source), part)
            files.mv(part, final)
    _assert_whole(name, source.stat().st_size, size_at(address, name))


def _opened(address: str) -> tuple[Any, str]:
    """The file system, which fsspec keeps for each process, and the address as it writes it."""
    scheme = address.split("://", 1)[0]
    if _PASSWORD.match(address):
        raise StoreError(
            "The store's address holds a password",
            f"{scheme}://",
            "Leave it out; give credentials in the environment.",
        )
    import fsspec  # noqa: PLC0415 - only where a store is remote

    try:
        files, root = fsspec.core.url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise StoreError(
            "The store's address is of a kind that is not installed",
            f"{scheme}://: {error}",
            "pip install 'callsheet[s3]' for s3://, or the fsspec package of that kind.",
        ) from error
    renames = type(files).mv is not fsspec.AbstractFileSystem.mv
    if scheme in _ALONE or not (_is_of_objects(files) or renames):
        raise StoreError(
            "The store's address is of a kind that cannot hold a store",
            f"{scheme}://",
            "Name an object store, or a file system of several machines that can rename files.",
        )
    return files, str(root).rstrip("/")


def _is_of_objects(files: Any) -> bool:
    names = {files.protocol} if isinstance(files.protocol, str) else set(files.protocol)
    return bool(names & _OBJECTS)


def _assert_whole(name: str, wanted: int | None, arrived: int | None) -> None:
    if wanted != arrived:
        raise StoreError(
            "A blob arrived in another length than it was sent",
            f"{name}: {arrived} of {wanted} bytes",
            "Run again; look at the store if it stays.",
        )


@contextmanager
def _explained(address: str) -> Iterator[None]:
    try:
        yield
    except StoreError:
        raise
    except Exception as error:  # every file system has errors of its own
        raise _error(address, f"{type(error).__name__}: {error}") from error


def _error(address: str, said: str) -> StoreError:
    return StoreError(
        "The store is out of reach, or does not allow this",
        f"{address}: {' '.join(said.split())[:300]}",
        "Check the address, the credentials in the environment, and that it may be written.",
    )
