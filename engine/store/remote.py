"""Remote blobs: files named by their keys at an address that every machine reaches.

Any file system that fsspec knows will do; each machine keeps what it read and wrote in a folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from engine.store.address import assert_reached, download, size_at, upload
from engine.store.blobs import BlobKind, BlobRecord, FolderBlobs, made_of

__all__ = ["RemoteBlobs"]

_CACHE = "CALLSHEET_CACHE"
"""Where a machine keeps its copies. An environment variable of each machine, because a folder that
suits the driver need not be there on a worker, which reads no settings."""
_AT_ONCE = 32
"""Sizes that are asked for at the same time: an answer takes some 20 ms and no work."""


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
        assert_reached(self.address)

    def path(self, key: str, kind: BlobKind) -> Path:
        """A copy on this machine, fetched where it is not there yet.

        Where the blob is not there either, the path is one that does not exist.
        """
        kept = self._kept
        if not kept.has(key, kind) and self.has(key, kind):
            with kept.writing(key, kind) as target:
                download(self.address, self._name(key, kind), target)
        return kept.path(key, kind)

    def has(self, key: str, kind: BlobKind) -> bool:
        """Whether the whole blob is at the address."""
        return self.size(key, kind) is not None

    def size(self, key: str, kind: BlobKind) -> int | None:
        """The blob's length in bytes at the address; None where it is not there.

        A copy here says nothing of it: others may have emptied the store meanwhile.
        """
        return size_at(self.address, self._name(key, kind))

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
        upload(self._kept.path(key, kind), self.address, self._name(key, kind))


def _cache_folder(address: str) -> Path:
    import platformdirs  # noqa: PLC0415 - only where a store is remote

    given = os.environ.get(_CACHE)
    root = Path(given) if given else Path(platformdirs.user_cache_dir("callsheet")) / "blobs"
    return root / sha256(address.encode()).hexdigest()[:16]
