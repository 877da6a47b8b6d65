"""Drift: how a clip's whole picture moves at one of its ends, from the optical flow between frames.

It knows luma; neither which end it is nor what becomes of it.
What it measures is keyed by the revisions of the animatic renderer's offers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.edit.interpolation import flow_between
from engine.media.frames import Plane

__all__ = ["STILL", "Drift", "drift_of"]

_FRAMES = (1, 2, 3, 5, 8, 12)
"""Frames away from the end that it is compared with: far ones measure slow moves, near ones say
how fast the end itself is."""
_EDGE, _TRUSTED = 24, 0.5
"""Sobel gradient from which on a point has a movement of its own, and how far flow is believed."""
_LEAST, _AGREED = 40, 0.4
"""Points, and the share of them that must move together, for the whole picture to move."""
_ASTRAY = 0.6
"""Pixels of the flow by which a point of the whole picture may miss its place."""
_STANDS = 0.02
"""Pixels of the flow a frame, at the frame's edge, below which the picture stands."""

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Drift:
    """Motion a frame about the frame's middle, outwards: away from the clip, beyond its end.

    `x` and `y` are in shares of the frame's width and height, `zoom` is a natural logarithm, `turn`
    in radians.
    """

    x: float = 0.0
    y: float = 0.0
    zoom: float = 0.0
    turn: float = 0.0


STILL = Drift()
"""Of a picture that stands."""


def drift_of(frame: Callable[[int], Plane], length: int) -> Drift:
    """How the picture moves at the end; `frame` gives the luma so many frames away from it (0: the
    end itself), of `length` frames.

    What moves before a ground that stands is no motion of the whole picture.
    """
    places, end = [away for away in _FRAMES if away < length], frame(0)
    rows = [(away, _moved(end, frame(away))) for away in places]
    rows = [(away, found) for away, found in rows if found is not None]
    if not rows:
        return STILL
    away = np.array([one for one, _ in rows], float)
    found = np.array([one for _, one in rows])
    # A camera that slows down has a speed at its end which only a curve through its way tells.
    terms = np.column_stack([away, away**2]) if len(rows) > 2 else away[:, None]
    speed = np.linalg.lstsq(terms, found, rcond=None)[0][0]
    x, y, zoom, turn = (-float(one) for one in speed)
    return Drift(x, y, zoom, turn) if _is_seen(x, y, zoom, turn, end.shape) else STILL


def _is_seen(x: float, y: float, zoom: float, turn: float, shape: tuple[int, ...]) -> bool:
    height, width = shape
    lines = min(240, height, width)
    span = max(width, height) / min(width, height) * lines
    return max(abs(x), abs(y), abs(zoom) / 2, abs(turn) / 2) * span > _STANDS


def _moved(end: Plane, other: Plane) -> tuple[float, float, float, float] | None:
    """Shift, logarithm of the scale and turn from `end` to `other`; None where there is no one
    motion of the whole.
    """
    flow = flow_between(np.ascontiguousarray(end), np.ascontiguousarray(other))
    height, width = flow.forward.shape[:2]
    small = cv2.resize(end, (width, height), interpolation=cv2.INTER_AREA)
    across, down = (cv2.Sobel(small, cv2.CV_32F, *way) for way in ((1, 0), (0, 1)))
    sound = (np.hypot(across, down) > _EDGE) & (flow.confidence > _TRUSTED)
    y, x = np.nonzero(sound)
    if len(x) < _LEAST:
        return None
    middle = np.array([(width - 1) / 2, (height - 1) / 2])
    begins = np.column_stack([x, y]) - middle
    ends = begins + flow.forward[y, x]
    matrix, agreed = cv2.estimateAffinePartial2D(
        begins, ends, method=cv2.RANSAC, ransacReprojThreshold=_ASTRAY, refineIters=20
    )
    if matrix is None or agreed.mean() < _AGREED:
        return None
    scale = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    turn = float(np.arctan2(matrix[1, 0], matrix[0, 0]))
    return matrix[0, 2] / width, matrix[1, 2] / height, float(np.log(scale)), turn
