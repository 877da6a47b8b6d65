"""Files: written whole or not at all, and known by their bytes.

It does not know what is in them, nor what a missing one means to whoever asked.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["PART", "place", "replacing", "sha256_of", "sync_folder"]

PART = ".part"
"""Ends the stem of every file that is still being written; its suffix is that of its target."""


def sha256_of(path: Path) -> str:
    """SHA-256 of the file's bytes, as 64 hexadecimal digits. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A path beside `target` for the block to write, which takes its name when the block ends.

    A reader, and whoever looks after a power cut, finds the old file or the new one, never a half.
    Folders are made. Nothing is left behind where the block raises. Raises OSError where the folder
    cannot be written, or the block wrote nothing.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    # Its name holds none of the target's stem, because a name of 255 bytes would grow too long.
    part = target.with_name(f".{uuid.uuid4().hex}{PART}{target.suffix}")
    try:
        yield part
        place(part, target)
    finally:
        part.unlink(missing_ok=True)


def place(part: Path, target: Path) -> None:
    """Give `part` the name `target`, in the same folder, once its bytes are on disk.

    Of two that place one target the later wins. Raises OSError.
    """
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in `folder` on disk: a file's own fsync does not cover its name."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
