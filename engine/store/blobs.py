"""Blobs: what was made, as files named by their keys.

It does not know what a key stands for, nor what the ledger remembers of it.
"""

from __future__ import annotations

import os
import re
import shutil
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from engine.files import PART, place, sha256_of, sync_folder
from schemas.errors import StoreError, WorkError

__all__ = ["BlobKind", "BlobRecord", "Blobs", "FolderBlobs", "made_of"]

_KEY = re.compile(r"[0-9a-f]{64}")
_ABANDONED = 24 * 3600
"""Seconds without a write after which a part's writer counts as dead. An age, not a process id:
writers of a shared folder live on other machines and in other containers."""


class BlobKind(StrEnum):
    """What a blob is, which decides its suffix; FFmpeg and browsers go by it."""

    TAKE = "take"
    SOUND = "sound"
    SPOKEN = "spoken"
    SEGMENT = "segment"
    JOIN = "join"
    SPRITE = "sprite"
    THUMBNAIL = "thumbnail"
    DOCUMENT = "document"
    FILE = "file"

    @property
    def suffix(self) -> str:
        """With its dot, for instance `.mp4`."""
        return _SUFFIXES[self]


_SUFFIXES = {
    BlobKind.TAKE: ".mp4",
    BlobKind.SOUND: ".m4a",
    BlobKind.SPOKEN: ".wav",
    BlobKind.SEGMENT: ".mp4",
    BlobKind.JOIN: ".mp4",
    BlobKind.SPRITE: ".png",
    BlobKind.THUMBNAIL: ".jpg",
    BlobKind.DOCUMENT: ".json",
    BlobKind.FILE: ".file",
}


class Blobs(Protocol):
    """Where blobs lie. Implementations pickle as little more than their location."""

    def path(self, key: str, kind: BlobKind) -> Path:
        """The blob as a local file; it is there exactly when `has` says so."""
        ...

    def has(self, key: str, kind: BlobKind) -> bool:
        """Whether the whole blob is there."""
        ...

    def size(self, key: str, kind: BlobKind) -> int | None:
        """The blob's length in bytes; None where it is not there."""
        ...

    def sizes(self, keys: Iterable[str], kind: BlobKind) -> dict[str, int]:
        """The lengths of those of `keys` that are there."""
        ...

    def writing(self, key: str, kind: BlobKind) -> AbstractContextManager[Path]:
        """A local file to write; the blob appears, whole, when the block ends without an error."""
        ...

    def made(self, key: str, kind: BlobKind, **how: Any) -> BlobRecord:
        """What the ledger remembers of the blob, asked for where it was made: nobody reads a blob
        again only to record it. `how` are fields of `BlobRecord`.
        """
        ...

    def upload(self, path: Path, key: str, kind: BlobKind) -> None:
        """Copy a file that is there already (its SHA-256 is `key`), unless its blob is."""
        ...

    def sweep(self) -> int:
        """Remove what killed writers left behind, and say how many files it was."""
        ...


@dataclass(frozen=True, slots=True)
class BlobRecord:
    """Something that was made and lies in the store.

    `sha256` and `bytes` are the blob's; `lineage` is what was recorded of its making and not
    hashed; `seconds` is the wall-clock time that it took; `made_at` is ISO 8601 in UTC.
    """

    key: str
    kind: BlobKind
    sha256: str
    bytes: int
    lineage: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    made_at: str = field(default_factory=lambda: datetime.now(UTC).isoformat())


def made_of(path: Path, key: str, kind: BlobKind, **how: Any) -> BlobRecord:
    """The record of the blob whose local file is `path`. Raises WorkError where it is not there."""
    try:
        return BlobRecord(key, kind, sha256_of(path), path.stat().st_size, **how)
    except FileNotFoundError as error:
        raise WorkError(
            f"A {kind} cannot be recorded before it is written",
            path.name,
            "This is a defect of its maker.",
        ) from error


@dataclass(frozen=True, slots=True)
class FolderBlobs:
    """Blobs in a folder: `<root>/ab/abcdef....mp4`, spread by the first two digits of the key."""

    root: Path

    def path(self, key: str, kind: BlobKind) -> Path:
        """Where the blob lies or would lie. Raises StoreError for what is not a key."""
        return self.root / _name(key, kind)

    def has(self, key: str, kind: BlobKind) -> bool:
        """Whether the blob is there. What is there is whole: it appears by renaming."""
        return self.path(key, kind).is_file()

    def size(self, key: str, kind: BlobKind) -> int | None:
        """The blob's length in bytes; None where it is not there."""
        return self.sizes((key,), kind).get(key)

    def sizes(self, keys: Iterable[str], kind: BlobKind) -> dict[str, int]:
        """The lengths of those of `keys` that are there.

        One stat a key and no Path, which would double the time. Listing whole folders would save
        nothing: a listing holds names and no lengths.
        """
        root, found = str(self.root), {}
        for key in keys:
            try:
                found[key] = os.stat(f"{root}/{_name(key, kind)}").st_size  # noqa: PTH116 - as above
            except FileNotFoundError:
                continue
        return found

    @contextmanager
    def writing(self, key: str, kind: BlobKind) -> Iterator[Path]:
        """A path beside the blob's, with its suffix, for the block to create a file at.

        When the block ends, the file is on disk (fsync) before it takes the blob's name, so that a
        reader, and whoever looks after a power cut, finds a whole file or none. Of two writers of
        one key the later wins; both made the same thing. Nothing is left where the block raises.
        Raises WorkError where the block wrote nothing, StoreError where the folder cannot be
        written.
        """
        final = self.path(key, kind)
        part = final.with_name(f"{key}.{uuid.uuid4().hex}{PART}{kind.suffix}")
        _make_folder(final.parent)
        try:
            yield part
            if not part.is_file() or part.stat().st_size == 0:
                raise WorkError(
                    f"Nothing was written for a {kind}",
                    final.name,
                    "This is a defect of its maker.",
                )
            _place(part, final)
        finally:
            part.unlink(missing_ok=True)

    def made(self, key: str, kind: BlobKind, **how: Any) -> BlobRecord:
        """The blob's record. Raises WorkError where it is not there."""
        return made_of(self.path(key, kind), key, kind, **how)

    def upload(self, path: Path, key: str, kind: BlobKind) -> None:
        """Copy the file at `path` into the store, unless it is there.

        Raises WorkError where its bytes are no longer those that `key` names.
        """
        if self.has(key, kind):
            return
        with self.writing(key, kind) as target:
            shutil.copyfile(path, target)
            if sha256_of(target) != key:
                raise WorkError(
                    "A file changed while it was being used",
                    str(path),
                    "Run again; leave the file alone meanwhile.",
                )

    def sweep(self) -> int:
        """Remove the parts that killed writers left behind, and say how many they were."""
        oldest = time.time() - _ABANDONED
        swept = 0
        for part in self.root.glob(f"??/*{PART}.*"):
            # Its writer may finish, or another sweep come first, at any moment.
            try:
                if part.stat().st_mtime < oldest:
                    part.unlink()
                    swept += 1
            except FileNotFoundError:
                continue
        return swept


def _name(key: str, kind: BlobKind) -> str:
    if not _KEY.fullmatch(key):
        raise StoreError(
            "A blob is named by a key of 64 hexadecimal digits",
            f"found {key[:80]!r}",
            "Make keys with schemas.keys.key_of.",
        )
    return f"{key[:2]}/{key}{kind.suffix}"


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sync_folder(folder.parent)
    except OSError as error:
        raise _unwritable(folder, error) from error


def _place(part: Path, final: Path) -> None:
    try:
        place(part, final)
    except OSError as error:
        raise _unwritable(final.parent, error) from error


def _unwritable(folder: Path, error: OSError) -> StoreError:
    return StoreError(
        "The store cannot be written",
        f"{folder}: {error.strerror}",
        "Check its free space and permissions, or name another with --store.",
    )
