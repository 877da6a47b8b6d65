"""Traits: what tells drawn pictures from photographs, as numbers.

It judges nothing; `kinds` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["Traits", "traits_of"]


@dataclass(frozen=True, slots=True)
class Traits:
    """Shares, from 0 to 1.

    `even` of the picture's pixels are like all their neighbours; `even_things` of those of the
    things in it. `few` is the share of the things that their eight commonest colours make up.
    `thin` is the share of the things that are lines, `filled` the share of the picture that is
    things, `skin` the share of the things that has the colours of skin.
    """

    even: float
    even_things: float
    few: float
    thin: float
    filled: float
    skin: float


def traits_of(rgb: NDArray[Any], things: NDArray[Any]) -> Traits:
    """The traits of an (h, w, 3) picture of about 512 pixels, and of the things (h, w) in it."""
    block = np.ones((3, 3), np.uint8)
    even = (cv2.dilate(rgb, block).astype(np.int16) - cv2.erode(rgb, block)).max(axis=-1) <= 3
    some = bool(things.any())
    solid = cv2.morphologyEx(things.astype(np.uint8), cv2.MORPH_OPEN, np.ones((7, 7), np.uint8))
    codes = (rgb >> 4).astype(np.int32) @ np.array([256, 16, 1])
    counts = np.sort(np.bincount(codes[things], minlength=4096))[::-1] if some else np.zeros(8)
    return Traits(
        even=float(even.mean()),
        even_things=float(even[things].mean()) if some else 1.0,
        few=float(counts[:8].sum() / max(1, counts.sum())),
        thin=float(1 - solid[things].mean()) if some else 0.0,
        filled=float(things.mean()),
        skin=float(_skin(rgb)[things].mean()) if some else 0.0,
    )


def _skin(rgb: NDArray[Any]) -> NDArray[Any]:
    """Pixels of the colours of skin: Chai and Ngan's box in YCbCr (1999), less greys."""
    ycc = cv2.cvtColor(rgb, cv2.COLOR_RGB2YCrCb)
    _, red, blue = cv2.split(ycc)
    found: NDArray[Any] = (red >= 138) & (red <= 173) & (blue >= 77) & (blue <= 124)
    return found
