"""Flow: how every point moves between two frames, and where that can be believed.

It knows two pictures of luma; not what is shown between them, nor at which moment.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["Flow", "fetched", "flow_between", "grid", "reduced"]

_LINES = 240
"""The shorter side, in pixels, that motion is sought at: at 480 it took half as long again and was
not truer by a tenth of a decibel."""
_ASTRAY = 1.0, 0.05
"""Pixels, and the share of its way, by which a point that goes there and back may miss itself."""
_UNLIKE = 16
"""Levels by which what a point finds at its other end may differ from it."""
_WINDOW = 4
"""Trust is a share of points within this fraction of the shorter side. Narrow bands where one thing
covers another miss themselves too, and are shown well all the same; whole regions are not."""
_TRUSTED = 0.2, 0.4
"""Below the first share of points nothing is believed, above the second everything."""

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Flow:
    """Motion at a reduced size, in its pixels: (h, w, 2) from the first frame to the second, back.

    `trust` (h, w) is from 0 to 1; `found` the share of the picture that was found again at all.
    """

    there: Array
    back: Array
    trust: Array
    found: float


def flow_between(first: Array, second: Array) -> Flow:
    """The motion between two frames' luma: dense inverse search (Kroeger et al., 2016).

    The same frames give the same motion for as long as OpenCV's thread count is the same: it seeks
    in as many stripes.
    """
    one, other = reduced(first), reduced(second)
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    there = search.calc(one, other, None)  # type: ignore[call-overload]  # None: no first guess
    back = search.calc(other, one, None)  # type: ignore[call-overload]
    sound = _sound(one, other, there, back), _sound(other, one, back, there)
    window = min(one.shape) // _WINDOW | 1
    share = np.minimum(*(cv2.blur(points, (window, window)) for points in sound))
    low, high = _TRUSTED
    trust = np.clip((share - low) / (high - low), 0, 1)
    return Flow(there, back, trust, min(float(points.mean()) for points in sound))


def reduced(plane: Array) -> Array:
    """A plane at the size that motion is sought at, in one piece of memory, as seeking wants it."""
    height, width = plane.shape
    scale = min(1.0, _LINES / min(height, width))
    if scale == 1:
        return np.ascontiguousarray(plane)
    size = round(width * scale), round(height * scale)
    return cv2.resize(plane, size, interpolation=cv2.INTER_AREA)


@functools.lru_cache(maxsize=8)
def grid(height: int, width: int) -> Array:
    """(h, w, 2) float32: each pixel's own x and y."""
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    places = np.dstack([x, y])
    places.flags.writeable = False
    return places


def fetched(plane: Array, places: Array, kernel: int = cv2.INTER_LINEAR) -> Array:
    """What `plane` holds at `places` (h, w, 2), of which those outside are moved to its edge."""
    return cv2.remap(  # type: ignore[no-any-return, call-overload]  # None: both are in `places`
        plane, places, None, kernel, borderMode=cv2.BORDER_REPLICATE
    )


def _sound(one: Array, other: Array, there: Array, back: Array) -> Array:
    """(h, w) float32, 0 or 1: the points that come back to themselves and look alike there."""
    ends = grid(*one.shape) + there
    missed = there + fetched(back, ends)
    x, y = missed[..., 0], missed[..., 1]
    way = cv2.magnitude(there[..., 0], there[..., 1])
    least, share = _ASTRAY
    unlike = cv2.blur(cv2.absdiff(one, fetched(other, ends)), (5, 5))
    sound = (cv2.magnitude(x, y) < least + share * way) & (unlike < _UNLIKE)
    return np.asarray(sound, np.float32)
