"""Leaves: files that were given rather than made, and how they reach workers on other machines.

It does not know what is in them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from engine.store import Blobs, Kind

__all__ = ["Leaf"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A file, and the SHA-256 of its bytes. Where it is `adopted`, the store has it by that key."""

    path: Path
    sha256: str
    adopted: bool = False

    def adopt(self, blobs: Blobs) -> Leaf:
        """The leaf for workers that may not see its file: the store has it when this returns.

        Raises WorkError where the file's bytes are others by now.
        """
        blobs.adopt(self.path, self.sha256, Kind.FILE)
        return replace(self, adopted=True)

    def at_hand(self, blobs: Blobs) -> Leaf:
        """The leaf with a file of this machine.

        An adopted one is taken from the store even where its path exists: here, another file may
        lie there.
        """
        if not self.adopted:
            return self
        return replace(self, path=blobs.path(self.sha256, Kind.FILE))
