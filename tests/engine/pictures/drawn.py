"""Pictures that tests draw: small, and known to the pixel."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from schemas.understanding import Area

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, as shares."""


def grain(height: int, width: int, seed: int = 1) -> NDArray[Any]:
    """Soft noise about 0, as a thing's surface has: (h, w, 1)."""
    noise = np.random.default_rng(seed).normal(0, 60, (height, width)).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(noise, (0, 0), 2))[..., None] * 3


def on_ground(
    box: Box,
    ground: tuple[int, int, int] = (244, 244, 242),
    thing: tuple[int, int, int] = (150, 40, 30),
    size: tuple[int, int] = (480, 600),
    *,
    slope: float = 0.0,
) -> NDArray[Any]:
    """An ellipse with a grainy surface in `box`, on a ground that darkens by `slope` to the right.

    `size` is height and width.
    """
    height, width = size
    picture = np.empty((height, width, 3), np.float32)
    picture[:] = ground
    picture -= slope * np.linspace(0, 1, width, dtype=np.float32)[None, :, None]
    mask = ellipse(box, size)[..., None]
    surface = np.array(thing, np.float32) + grain(height, width)
    mixed = picture * (1 - mask) + surface * mask
    return np.asarray(np.clip(mixed, 0, 255), np.uint8)


def ellipse(box: Box, size: tuple[int, int]) -> NDArray[Any]:
    """(h, w) float32: how much of each pixel the ellipse in `box` covers."""
    height, width = size
    left, top, right, bottom = box
    large = np.zeros((height * 4, width * 4), np.uint8)
    centre = round((left + right) / 2 * width * 4), round((top + bottom) / 2 * height * 4)
    axes = round((right - left) / 2 * width * 4), round((bottom - top) / 2 * height * 4)
    cv2.ellipse(large, centre, axes, 0, 0, 360, 255, -1)
    return cv2.resize(large, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32) / 255


def written(
    picture: NDArray[Any], lines: Iterable[tuple[str, int, int]], scale: float, colour: Any
) -> NDArray[Any]:
    """The picture with lines of letters: (text, x, y of the baseline)."""
    for text, x, y in lines:
        cv2.putText(picture, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, scale, colour, 2, cv2.LINE_AA)
    return picture


def window() -> NDArray[Any]:
    """A program's window: a bar, a list of files, a button."""
    picture = np.full((560, 960, 3), 250, np.uint8)
    cv2.rectangle(picture, (0, 0), (960, 56), (54, 70, 92), -1)
    cv2.rectangle(picture, (0, 56), (210, 560), (232, 236, 240), -1)
    cv2.rectangle(picture, (760, 490), (920, 535), (30, 120, 220), -1)
    written(picture, [("Notebook manager", 20, 36)], 0.8, (255, 255, 255))
    names = ("Home", "Files", "Running", "Clusters", "Help")
    written(picture, [(name, 30, 110 + 60 * n) for n, name in enumerate(names)], 0.7, (40, 40, 40))
    rows = [(f"inflammation-{n:02}.csv   21 kB", 260, 110 + 62 * n) for n in range(6)]
    written(picture, rows, 0.7, (60, 60, 60))
    return written(picture, [("Upload", 790, 520)], 0.8, (255, 255, 255))


def flowchart(*, transparent: bool) -> NDArray[Any]:
    """Boxes, arrows and words in black."""
    ink = np.full((600, 480), 255, np.uint8)
    for n, name in enumerate(("read the file", "find the mean", "draw the plot")):
        top = 60 + 180 * n
        cv2.rectangle(ink, (90, top), (390, top + 90), 0, 3, cv2.LINE_AA)
        written(ink, [(name, 120, top + 55)], 0.9, 0)
        if n:
            cv2.arrowedLine(ink, (240, top - 88), (240, top - 4), 0, 3, cv2.LINE_AA)
    if transparent:
        return np.dstack([np.zeros((600, 480, 3), np.uint8), 255 - ink])
    return np.dstack([ink, ink, ink])


def overlap(one: Area, other: Box) -> float:
    """Intersection over union."""
    wide = min(one.right, other[2]) - max(one.left, other[0])
    high = min(one.bottom, other[3]) - max(one.top, other[1])
    both = max(0.0, wide) * max(0.0, high)
    areas = (one.right - one.left) * (one.bottom - one.top)
    areas += (other[2] - other[0]) * (other[3] - other[1])
    return both / (areas - both)
