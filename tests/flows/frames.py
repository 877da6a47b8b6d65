"""Frames: what a film shows, decoded, to be compared."""

from __future__ import annotations

import hashlib
from pathlib import Path

from engine.media import every_frame

__all__ = ["changed", "frames_of"]


def frames_of(film: Path) -> list[str]:
    """A digest of each decoded frame."""
    return [
        hashlib.sha256(b"".join(plane.tobytes() for plane in planes)).hexdigest()
        for planes in every_frame(film)
    ]


def changed(before: list[str], after: list[str]) -> list[int]:
    """The numbers of the frames that differ between two films of one length."""
    return [n for n, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
