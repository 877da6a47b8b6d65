"""Input files: given rather than made, and how they reach workers on other machines.

It does not know what is in them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from engine.store import BlobKind, Blobs

__all__ = ["InputFile"]


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file, and the SHA-256 of its bytes. `uploaded`: the store has it by that key."""

    path: Path
    sha256: str
    uploaded: bool = False

    def upload(self, blobs: Blobs) -> InputFile:
        """A copy of this file that workers read from the store, which has it when this returns.

        Raises WorkError where the file's bytes are others by now.
        """
        blobs.upload(self.path, self.sha256, BlobKind.FILE)
        return replace(self, uploaded=True)

    def localize(self, blobs: Blobs) -> InputFile:
        """This file, at a path of this machine.

        An uploaded one is taken from the store even where its path exists: here, another file may
        lie there.
        """
        if not self.uploaded:
            return self
        return replace(self, path=blobs.path(self.sha256, BlobKind.FILE))
