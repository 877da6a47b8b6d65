"""Take: frames encoded as every take is: x264 at CRF 12 with a key frame every second.

That is visually lossless, small enough to wait for its edit, and quick to seek in. It does not know
who makes the frames.
What it makes is keyed by the revisions of the renderers that use it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine import ffmpeg
from engine.media.colour import bt709
from schemas.setup import Canvas

__all__ = ["encode_take", "planes", "yuv420p"]

_SAMPLE_RATE = 48_000

Plane = NDArray[Any]
"""(h, w) uint8."""


def encode_take(
    frames: Iterable[bytes], canvas: Canvas, target: Path, sound: Path | None = None
) -> None:
    """Encode `frames` (the bytes of yuv420p planes, BT.709) as the take at `target`.

    `sound` is a file whose sound the take has, cut or filled with silence to the picture's length:
    48 kHz stereo, without loss, and without the priming that AAC would begin with.
    Raises EncodeError; an error of whoever makes the frames ends it too.
    """
    if sound is None:
        _encode_picture(frames, canvas, target)
        return
    count = 0

    def counted() -> Iterator[bytes]:
        nonlocal count
        for frame in frames:
            yield frame
            count += 1

    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder, "picture.mp4")
        _encode_picture(counted(), canvas, picture)
        # FFmpeg's -shortest ends up to 0.2 s late, so the length is counted in samples.
        samples = round(count / canvas.rate * _SAMPLE_RATE)
        fitted = f"aresample={_SAMPLE_RATE},apad=whole_len={samples},atrim=end_sample={samples}"
        arguments = [
            *("-v", "error", "-i", str(picture), "-i", str(sound), "-map", "0:v", "-map", "1:a"),
            *("-c:v", "copy", "-af", fitted, "-c:a", "alac", "-ac", "2", "-sample_fmt", "s16p"),
            *("-bitexact", "-movflags", "+faststart", "-f", "mp4", str(target)),
        ]
        ffmpeg.run(arguments, what=f"the take {target.name} with its sound")


def _encode_picture(frames: Iterable[bytes], canvas: Canvas, target: Path) -> None:
    size = f"{canvas.width}x{canvas.height}"
    second = round(canvas.rate)
    arguments = [
        *("-v", "error", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", size),
        *("-r", str(canvas.rate), *ffmpeg.BT709, "-i", "-"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-crf", "12", "-threads", "1", "-bf", "0"),
        *("-g", str(second), "-keyint_min", str(second), "-sc_threshold", "0"),
        *(*ffmpeg.BT709, "-bitexact", "-movflags", "+faststart", "-f", "mp4", str(target)),
    ]
    ffmpeg.encode(arguments, frames, what=f"the take {target.name}")


def planes(rgb: NDArray[Any]) -> tuple[Plane, Plane, Plane]:
    """Y, U and V of an (h, w, 3) 8-bit picture of even size, chroma at half its size."""
    luma, blue, red = bt709(rgb)
    half = (luma.shape[1] // 2, luma.shape[0] // 2)
    u, v = (cv2.resize(part, half, interpolation=cv2.INTER_AREA) for part in (blue, red))
    return _byte(luma), _byte(u), _byte(v)


def yuv420p(rgb: NDArray[Any]) -> bytes:
    """One frame for `encode_take`, of an (h, w, 3) 8-bit picture of even size."""
    return b"".join(plane.tobytes() for plane in planes(rgb))


def _byte(plane: NDArray[Any]) -> Plane:
    return np.clip(plane + 0.5, 0, 255).astype(np.uint8)
