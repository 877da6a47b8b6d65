"""Shapes: the coverage of simple shapes, for cards behind pictures and plates behind type.

It knows neither colours nor what stands in them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["rounded"]


def rounded(width: int, height: int, radius: float) -> NDArray[Any]:
    """(height, width) float32 from 0 to 1: a rectangle with round corners that fills its box.

    `radius` is in pixels; one below a pixel gives square corners.
    """
    if radius < 1:
        return np.ones((height, width), np.float32)
    radius = min(radius, height / 2, width / 2)
    y, x = np.ogrid[0:height, 0:width]
    dx = np.maximum(np.abs(x - (width - 1) / 2) - (width / 2 - radius), 0)
    dy = np.maximum(np.abs(y - (height - 1) / 2) - (height / 2 - radius), 0)
    return np.clip(radius + 0.5 - np.hypot(dx, dy), 0, 1).astype(np.float32)
