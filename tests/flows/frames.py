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


def changed(before: list[str], after: list[str]) -> list[bool]:
    """For each frame of two films of one length, whether it differs."""
    return [old != new for old, new in zip(before, after, strict=True)]
