"""x264 alone: the floor of any way to make a film, since all of them encode its frames.

Frames are uncompressed and read from a file, so that nothing but the encoder is timed.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from engine import ffmpeg
from engine.media import every_frame

__all__ = ["encode", "uncompressed"]


def uncompressed(film: Path, target: Path) -> None:
    """Every frame of `film` as raw yuv420p."""
    with target.open("wb") as raw:
        for frame in every_frame(film):
            for plane in frame:
                raw.write(plane.tobytes())


def encode(
    raw: Path,
    size: tuple[int, int],
    rate: Fraction,
    target: Path,
    *,
    preset: str = "veryfast",
    crf: int = 20,
) -> None:
    """Encode frames of `size` (width, height) with as many threads as x264 likes."""
    width, height = size
    ffmpeg.run(
        [
            *("-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", f"{width}x{height}"),
            *("-r", str(rate), "-i", str(raw)),
            *("-c:v", "libx264", "-preset", preset, "-crf", str(crf), str(target)),
        ],
        what="the floor",
    )
