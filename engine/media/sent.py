"""Sent: a video that somebody else made is read to its end by a process that may take only so much.

What it decodes there is thrown away; whoever reads it afterwards knows that it ends, and that its
pictures are of a size that fits into memory. It does not know what the video should show.
"""

from __future__ import annotations

from pathlib import Path

from engine import ffmpeg
from engine.media.probe import probe
from schemas.errors import EncodeError

__all__ = ["assert_readable"]

_BOUNDS = ffmpeg.Bounds(seconds=600, memory=4 << 30)
_MOST_PIXELS = 4096 * 4096
"""Of one frame: larger than any model draws."""


def assert_readable(path: Path) -> None:
    """Raises EncodeError where the MP4 is damaged, has no picture, or takes too much to be read."""
    inputs = ("-protocol_whitelist", "file", "-f", "mp4", "-max_pixels", str(_MOST_PIXELS))
    ffmpeg.run_bounded(
        ("-v", "error", "-xerror", *inputs, "-i", str(path), "-map", "0:v:0", "-f", "null", "-"),
        _BOUNDS,
        what="a video that a server sent readable",
    )
    if probe(path).picture is None:
        raise EncodeError("A video that a server sent has no picture", str(path))
