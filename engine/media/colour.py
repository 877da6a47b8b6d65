"""Colour: RGB as the luma and chroma that our streams carry, and back.

It knows the standard's numbers; neither files nor frames. OpenCV's own conversion is BT.601 and
would shift every colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["bt709", "planes_of", "rgb_of"]

_LUMA = np.array([0.2126, 0.7152, 0.0722])
_TO_YUV = np.column_stack(
    [
        np.stack(
            [
                _LUMA * (219 / 255),
                (np.array([0, 0, 1]) - _LUMA) / 1.8556 * (224 / 255),
                (np.array([1, 0, 0]) - _LUMA) / 1.5748 * (224 / 255),
            ]
        ),
        [16, 128, 128],
    ]
)
"""As `bt709`: rows give Y, U and V of R, G, B and 1."""
_BACK = np.linalg.inv(_TO_YUV[:, :3])
_TO_RGB = np.column_stack([_BACK, -_BACK @ _TO_YUV[:, 3]])


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


def rgb_of(planes: Sequence[NDArray[Any]]) -> NDArray[np.uint8]:
    """(h, w, 3) 8-bit RGB of Y, U and V (4:2:0); each chroma sample is that of its four pixels, so
    that `planes_of` gives the same planes again but for rounding.
    """
    import cv2  # noqa: PLC0415 - heavy

    height, width = planes[0].shape
    full = [
        cv2.resize(plane, (width, height), interpolation=cv2.INTER_NEAREST) for plane in planes[1:]
    ]
    return np.asarray(cv2.transform(cv2.merge([planes[0], *full]), _TO_RGB), np.uint8)


def planes_of(rgb: NDArray[np.uint8]) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Y, U and V (4:2:0, 8 bits, limited range) of (h, w, 3) 8-bit RGB of even sides."""
    import cv2  # noqa: PLC0415 - heavy

    height, width = rgb.shape[:2]
    y, u, v = cv2.split(cv2.transform(rgb, _TO_YUV))
    half = (width // 2, height // 2)
    u, v = (cv2.resize(plane, half, interpolation=cv2.INTER_AREA) for plane in (u, v))
    return y, u, v
