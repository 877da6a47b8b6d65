"""Colour: RGB as the luma and chroma that our streams carry.

It knows the standard's numbers; neither files nor frames. OpenCV's own conversion is BT.601 and
would shift every colour.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["bt709"]


def bt709(rgb: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Y, U and V as float32 on the 8-bit limited-range scale, of (h, w, 3 or more) 8-bit RGB.

    ITU-R BT.709-6, 3.2 to 3.5: Y from 16 to 235, U and V from 16 to 240 about 128.
    """
    r, g, b = (rgb[..., i].astype(np.float32) for i in range(3))
    luma = 0.2126 * r + 0.7152 * g + 0.0722 * b
    y = luma * (219 / 255) + 16
    u = (b - luma) / 1.8556 * (224 / 255) + 128
    v = (r - luma) / 1.5748 * (224 / 255) + 128
    return y, u, v
