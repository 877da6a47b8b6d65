"""Thumbnail: the one frame that stands for a film, as a JPEG that every platform takes.

It does not know what the film shows; whoever cut it names the frames that may be taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.files import replacing
from engine.media import Plane, Planes, planes
from schemas.errors import EncodeError
from schemas.keys import key_of

__all__ = ["LARGEST", "REVISION", "thumbnail_key", "write_thumbnail"]

REVISION = 1
"""Raise it whenever the same film would get another thumbnail."""

LARGEST = 2_000_000
"""Bytes: YouTube's 2 MB, read the strict way."""
_QUALITIES = (88, 80, 70, 58, 44, 30)
_TILES = 12
_DARK = 0.06
"""Mean luma (0 black, 1 white) under which a frame is a fade or a black one."""


def thumbnail_key(film: str) -> str:
    """The key of the thumbnail of the film (unsigned) of that key."""
    return key_of("thumbnail", film=film, revision=REVISION)


def write_thumbnail(film: Path, frames: Iterable[int], target: Path) -> int:
    """Write the most detailed of `frames` (numbers from 0) as a JPEG of the film's own size.

    Returns the number of the frame that was taken; of equals, the first. Frames that are nearly
    black are taken only where all are. The quality is 88, and less where the file would be larger
    than 2 MB. Raises EncodeError where a frame cannot be read or no quality is small enough, and
    ValueError where `frames` is empty.
    """
    numbers = tuple(dict.fromkeys(frames))
    if not numbers:
        raise ValueError("a thumbnail needs at least one frame to choose from")
    scores = {number: _score(_frame(film, number)[0]) for number in numbers}
    best = max(numbers, key=lambda number: scores[number])
    jpeg = _jpeg(_frame(film, best), film)
    with replacing(target) as part:
        part.write_bytes(jpeg)
    return best


def _frame(film: Path, number: int) -> Planes:
    return next(planes(film, number, 1))


def _score(luma: Plane) -> tuple[bool, float]:
    """Whether the frame is bright enough to be seen, then how widely it is sharp.

    The mean over tiles of the Laplacian's standard deviation: a whole product in focus counts for
    more than a line of type on a plain ground, which would win by its few hard edges if the
    variance of the whole frame were taken (Pech-Pacheco et al., 2000).
    """
    import cv2  # noqa: PLC0415 - heavy

    small = cv2.resize(np.ascontiguousarray(luma), (480, 480), interpolation=cv2.INTER_AREA)
    edges = cv2.Laplacian(small, cv2.CV_32F)
    side = 480 // _TILES
    tiles = edges.reshape(_TILES, side, _TILES, side)
    seen = (float(small.mean()) - 16) / 219 > _DARK
    return seen, float(tiles.std(axis=(1, 3)).mean())


def _jpeg(frame: Planes, film: Path) -> bytes:
    import cv2  # noqa: PLC0415 - heavy

    pixels = _bgr(frame)
    for quality in _QUALITIES:
        done, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
        if done and data.nbytes <= LARGEST:
            return bytes(data.tobytes())
    raise EncodeError(
        "No thumbnail is small enough",
        f"{film}: over {LARGEST} bytes at quality {_QUALITIES[-1]}",
        "Deliver a smaller picture.",
    )


def _bgr(frame: Planes) -> NDArray[np.uint8]:
    """8-bit BGR pixels of limited-range BT.709 planes (ITU-R BT.709-6, 3.2 to 3.5).

    OpenCV's own conversion takes every picture for BT.601, which turns reds to orange.
    """
    import cv2  # noqa: PLC0415 - heavy

    luma = np.ascontiguousarray(frame[0])
    height, width = luma.shape
    u, v = (
        cv2.resize(np.ascontiguousarray(plane), (width, height), interpolation=cv2.INTER_LINEAR)
        for plane in frame[1:]
    )
    yuv = cv2.merge([luma, u, v]).astype(np.float32) - np.array([16, 128, 128], np.float32)
    y, cb, cr = 255 / 219, 255 / 224 * 1.8556, 255 / 224 * 1.5748
    matrix = np.array(
        [
            [y, cb, 0],
            [y, -cb * 0.0722 / 0.7152, -cr * 0.2126 / 0.7152],
            [y, 0, cr],
        ],
        np.float32,
    )
    pixels: NDArray[np.uint8] = np.clip(np.rint(yuv @ matrix.T), 0, 255).astype(np.uint8)
    return pixels
