"""Remote blobs: files named by their keys at an address that every machine reaches.

Any file system that fsspec knows will do; each machine keeps what it read and wrote in a folder.
Errors are in words that hold no secret. It moves files whole, and does not know what a blob is.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from engine.store.blobs import BlobKind, BlobRecord, FolderBlobs, made_of
from schemas.errors import StoreError

__all__ = ["RemoteBlobs"]

_CACHE = "CALLSHEET_CACHE"
"""Where a machine keeps its copies. An environment variable of each machine, because a folder that
suits the driver need not be there on a worker, which reads no settings."""
_AT_ONCE = 32
"""Sizes that are asked for at the same time: an answer takes some 20 ms and no work."""
_PASSWORD = re.compile(r"[^:]+://[^@]*:[^@]*@")
"""Also where a secret holds a slash, as those of S3 do, and ends what is taken for the host."""
_OBJECTS = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "oss"})
"""File systems of objects, which appear when they are complete and not before."""
_ALONE = frozenset({"memory", "data", "http", "https"})
"""What fsspec knows and no other process sees, or nobody writes to."""


@dataclass(frozen=True, slots=True)
class RemoteBlobs:
    """Blobs at `address` (`s3://bucket/prefix`), in the folders that `FolderBlobs` uses.

    Pickles as its address: credentials are every machine's own, from the environment or the usual
    files of its kind. What is there is whole: objects appear when they are complete, and elsewhere
    a blob is uploaded under another name first. Copies are kept under the machine's CALLSHEET_CACHE
    (by default the user's cache folder), and may be deleted while nothing runs.
    Every method raises StoreError where the address is out of reach.
    """

    address: str

    def assert_reached(self) -> None:
        """Raises StoreError where no blob could be kept at the address."""
        _assert_reached(self.address)

    def path(self, key: str, kind: BlobKind) -> Path:
        """A copy on this machine, fetched where it is not there yet.

        Where the blob is not there either, the path is one that does not exist.
        """
        kept = self._kept
        if not kept.has(key, kind) and self.has(key, kind):
            with kept.writing(key, kind) as target:
                _download(self.address, self._name(key, kind), target)
        return kept.path(key, kind)

    def has(self, key: str, kind: BlobKind) -> bool:
        """Whether the whole blob is at the address."""
        return self.size(key, kind) is not None

    def size(self, key: str, kind: BlobKind) -> int | None:
        """The blob's length in bytes at the address; None where it is not there.

        A copy here says nothing of it: others may have emptied the store meanwhile.
        """
        return _size_at(self.address, self._name(key, kind))

    def sizes(self, keys: Iterable[str], kind: BlobKind) -> dict[str, int]:
        """The lengths of those of `keys` that are there, asked for at the same time."""
        asked = list(keys)
        if not asked:
            return {}
        with ThreadPoolExecutor(min(_AT_ONCE, len(asked))) as threads:
            sizes = threads.map(partial(self.size, kind=kind), asked)
            return {key: size for key, size in zip(asked, sizes, strict=True) if size is not None}

    @contextmanager
    def writing(self, key: str, kind: BlobKind) -> Iterator[Path]:
        """A local file to write; it is uploaded, whole, when the block ends without an error.

        Raises WorkError where the block wrote nothing, StoreError where the upload fails.
        """
        with self._kept.writing(key, kind) as target:
            yield target
        self._upload(key, kind)

    def made(self, key: str, kind: BlobKind, **how: Any) -> BlobRecord:
        """The blob's record, from this machine's copy, which is fetched where another machine made
        the blob. Raises WorkError where it is not there.
        """
        return made_of(self.path(key, kind), key, kind, **how)

    def upload(self, path: Path, key: str, kind: BlobKind) -> None:
        """Copy a file that is there already, unless its blob is. Raises WorkError, StoreError."""
        if not self.has(key, kind):
            self._kept.upload(path, key, kind)
            self._upload(key, kind)

    def sweep(self) -> int:
        """Remove what killed writers left behind on this machine."""
        return self._kept.sweep()

    @property
    def _kept(self) -> FolderBlobs:
        return FolderBlobs(_cache_folder(self.address))

    def _name(self, key: str, kind: BlobKind) -> str:
        return f"{key[:2]}/{self._kept.path(key, kind).name}"

    def _upload(self, key: str, kind: BlobKind) -> None:
        _upload(self._kept.path(key, kind), self.address, self._name(key, kind))


def _assert_reached(address: str) -> None:
    """Raises StoreError where nothing could be kept at `address`."""
    with _explained(address):
        files, root = _opened(address)
        if _is_of_objects(files):
            try:
                files.info(root.split("/", 1)[0])  # the bucket; a prefix begins with its first blob
            except FileNotFoundError as error:
                raise _error(address, "there is no such bucket") from error


def _size_at(address: str, name: str) -> int | None:
    """The length in bytes of the file `name` under `address`; None where it is not there."""
    with _explained(address):
        files, root = _opened(address)
        try:
            found = files.info(f"{root}/{name}")
        except FileNotFoundError:
            return None
        return int(found["size"]) if found["type"] == "file" else None


def _download(address: str, name: str, target: Path) -> None:
    """Copy a file here. Raises StoreError, also where less arrives than there is."""
    there = _size_at(address, name)
    with _explained(address):
        files, root = _opened(address)
        files.get_file(f"{root}/{name}", str(target))
    _assert_whole(name, there, target.stat().st_size)


def _upload(source: Path, address: str, name: str) -> None:
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
    _assert_whole(name, source.stat().st_size, _size_at(address, name))


def _cache_folder(address: str) -> Path:
    import platformdirs  # noqa: PLC0415 - only where a store is remote

    given = os.environ.get(_CACHE)
    root = Path(given) if given else Path(platformdirs.user_cache_dir("callsheet")) / "blobs"
    return root / sha256(address.encode()).hexdigest()[:16]


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
