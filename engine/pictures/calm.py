"""Calm: the parts of a picture on which type could stand, and the points worth a nearer look.

It knows where the subject and the words are; it does not know what will be set.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from schemas.understanding import Area

__all__ = ["calm_areas", "details_of"]

_CELLS = 48
"""Cells of the longer side of the grid in which calm areas are looked for."""
_STIR = 3.2
"""Units of lightness by which a calm cell's pixels stray from their surroundings at most."""
_LEAST_SIDE, _LEAST_AREA = 0.14, 0.04
"""Shares of the picture's side and area under which no type is set."""
_AREAS = 4
_DETAILS = 5
_APART = 0.17
"""Shares of the longer side that details are apart."""


def calm_areas(light: NDArray[Any], taken: NDArray[Any], boxes: Sequence[Area]) -> tuple[Area, ...]:
    """The largest calm boxes of a picture, the largest first; they do not overlap.

    `light` (h, w) is Lab's lightness, `taken` (h, w) where the subject is, `boxes` are heads and
    texts.
    """
    height, width = light.shape
    stir = abs(light - cv2.GaussianBlur(light, (0, 0), 3))
    busy = np.where(taken, np.float32(99), stir)
    for box in boxes:
        x, y = int(box.left * width), int(box.top * height)
        busy[y : int(np.ceil(box.bottom * height)), x : int(np.ceil(box.right * width))] = 99
    scale = _CELLS / max(height, width)
    rows, columns = max(4, round(height * scale)), max(4, round(width * scale))
    cells = cv2.resize(busy, (columns, rows), interpolation=cv2.INTER_AREA)
    calm = cells < _STIR
    found: list[Area] = []
    while len(found) < _AREAS:
        top, bottom, left, right = _largest(calm)
        wide, high = (right - left) / columns, (bottom - top) / rows
        if min(wide, high) < _LEAST_SIDE or wide * high < _LEAST_AREA:
            break
        found.append(
            Area(
                left=round(left / columns, 4),
                top=round(top / rows, 4),
                right=round(right / columns, 4),
                bottom=round(bottom / rows, 4),
            )
        )
        calm[top:bottom, left:right] = False
    return tuple(found)


def _largest(free: NDArray[Any]) -> tuple[int, int, int, int]:
    """Top, bottom, left and right of the largest box of set cells; all 0 where none is set."""
    rows, columns = free.shape
    heights = np.zeros(columns + 1, int)
    best, box = 0, (0, 0, 0, 0)
    for row in range(rows):
        heights[:columns] = np.where(free[row], heights[:columns] + 1, 0)
        open_at: list[tuple[int, int]] = []  # where each growing box begins, and its height
        for column, high in enumerate(heights.tolist()):
            left = column
            while open_at and open_at[-1][1] >= high:
                left, tall = open_at.pop()
                if tall * (column - left) > best:
                    best = tall * (column - left)
                    box = (row + 1 - tall, row + 1, left, column)
            open_at.append((left, high))
    return box


def details_of(light: NDArray[Any], weight: NDArray[Any]) -> tuple[tuple[float, float], ...]:
    """Points (x, y) of most detail, strongest first, well apart.

    `light` (h, w) is Lab's lightness, `weight` (h, w) how much of the subject each pixel is. The
    subject's outline counts for nothing: it is strong and shows no detail.
    """
    height, width = light.shape
    along, down = cv2.Scharr(light, cv2.CV_32F, 1, 0), cv2.Scharr(light, cv2.CV_32F, 0, 1)
    size = max(3, max(height, width) // 40) | 1
    inside = cv2.erode(weight, np.ones((size, size), np.uint8), borderValue=1.0)
    if float(inside.max(initial=0)) < 0.2:
        inside = weight
    energy = np.sqrt(cv2.magnitude(along, down)) * inside
    energy = cv2.GaussianBlur(energy, (0, 0), max(height, width) * 0.035)
    first, found = 0.0, []
    for _ in range(_DETAILS):
        _, strength, _, (x, y) = cv2.minMaxLoc(energy)
        first = max(first, strength)
        if strength <= 0 or strength < 0.35 * first:
            break
        found.append((round((x + 0.5) / width, 4), round((y + 0.5) / height, 4)))
        cv2.circle(energy, (x, y), round(max(height, width) * _APART), 0.0, -1)
    return tuple(found)
