"""Colours: the commonest colours of a part of a picture."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["commonest", "hexadecimal"]

_APART = 18.0
"""Lab units that two colours are apart."""
_COLOURS = 5
_SHARE = 0.03
"""Share of the part that a colour has at least."""


def commonest(rgb: NDArray[Any], part: NDArray[Any]) -> tuple[str, ...]:
    """The commonest colours of the `part` (h, w) of an (h, w, 3) picture, the commonest first."""
    pixels = rgb[part] if part.any() else rgb.reshape(-1, 3)
    codes = (pixels >> 4).astype(np.int32) @ np.array([256, 16, 1])
    counts = np.bincount(codes, minlength=4096)
    groups: list[tuple[NDArray[Any], int]] = []
    for code in np.argsort(-counts, kind="stable")[:64]:
        count = int(counts[code])
        if not count:
            break
        mean = pixels[codes == code].mean(axis=0).astype(np.float32)
        place = next((n for n, (one, _) in enumerate(groups) if _far(one, mean) < _APART), None)
        if place is None:
            groups.append((mean, count))
        else:
            groups[place] = (groups[place][0], groups[place][1] + count)
    ordered = sorted(groups, key=lambda group: -group[1])
    kept = [mean for mean, count in ordered if count >= _SHARE * len(pixels)] or [ordered[0][0]]
    return tuple(hexadecimal(mean) for mean in kept[:_COLOURS])


def hexadecimal(rgb: NDArray[Any]) -> str:
    """`#rrggbb` of three values from 0 to 255."""
    red, green, blue = (int(one) for one in np.clip(np.rint(rgb), 0, 255))
    return f"#{red:02x}{green:02x}{blue:02x}"


def _far(one: NDArray[Any], other: NDArray[Any]) -> float:
    pair = cv2.cvtColor(np.stack([one, other])[None] / 255, cv2.COLOR_RGB2Lab)[0]
    return float(np.linalg.norm(pair[0] - pair[1]))
