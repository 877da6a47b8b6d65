"""Ground: whether a picture's surroundings are plain, and what stands out from them.

It looks at pixels only; it does not know what the things on the ground are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["Ground", "find_ground", "shadow_on", "surface"]

_KEEPS = 5.0
"""Lab units from the fitted surface within which a border pixel is of the ground."""
_ROUNDS = 4
"""Times that the surface is fitted again without what was seen not to be ground."""
_LEAST = 0.75
"""Share of the border that must be of the ground: a thing may be cut by one edge, or a cable by
several, but not fill the border."""
_APART = 9.0
"""Lab units from the surface at which a pixel belongs to a thing rather than to the ground."""
_SHADOW = 30.0
"""Units of lightness that a soft shadow takes at most."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The ground of a small picture.

    `plain` says that one smooth surface in Lab explains the border; `terms` (6, 3) are its
    polynomial's; `kept` is the share of the border that it explains. `apart` (h, w) float32 is
    each pixel's distance from it in Lab units, `things` (h, w) bool what is no ground and no
    shadow.
    """

    plain: bool
    kept: float
    terms: NDArray[Any]
    apart: NDArray[Any]
    things: NDArray[Any]


def find_ground(rgb: NDArray[Any]) -> Ground:
    """The ground of an (h, w, 3) RGB picture, which should be about 256 pixels across.

    A quadratic surface is fitted to the border in Lab, and again without the border's pixels that
    are far from it, because a thing may be cut by an edge.
    """
    lab = cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    height, width = lab.shape[:2]
    basis = surface(height, width)
    band = max(2, min(height, width) // 40)
    border = np.zeros((height, width), bool)
    border[:band] = border[-band:] = True
    border[:, :band] = border[:, -band:] = True
    points, values = basis[border], lab[border]
    keep = _start(values)
    terms = np.zeros((6, 3), np.float32)
    for _ in range(_ROUNDS):
        terms, *_ = np.linalg.lstsq(points[keep], values[keep], rcond=None)
        off = np.linalg.norm(values - points @ terms, axis=-1)
        keep = off < _KEEPS
        if keep.sum() < len(values) // 4:
            break
    kept = float(keep.mean())
    apart = np.linalg.norm(lab - basis @ terms, axis=-1).astype(np.float32)
    plain = kept >= _LEAST and _is_open(apart, kept)
    return Ground(plain, kept, terms.astype(np.float32), apart, _things(lab, basis @ terms, apart))


def surface(height: int, width: int) -> NDArray[Any]:
    """(h, w, 6): the quadratic polynomial's terms at each pixel, over -1 to 1 along each axis."""
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=-1)


def _start(values: NDArray[Any]) -> NDArray[Any]:
    """The border's pixels about its median colour: a first guess that a thing cannot pull away."""
    off = np.linalg.norm(values - np.median(values, axis=0), axis=-1)
    return np.asarray(off <= np.percentile(off, 75), np.bool_)


def _is_open(apart: NDArray[Any], kept: float) -> bool:
    """Whether the corners are ground, all but one: a floor or a table's edge takes two of them."""
    size = max(2, min(apart.shape) // 24)
    near, far = slice(None, size), slice(-size, None)
    corners = [apart[rows, columns] for rows in (near, far) for columns in (near, far)]
    open_corners = sum(float(np.median(corner)) < _APART for corner in corners)
    return open_corners == 4 or (open_corners == 3 and kept > 0.8)


def shadow_on(lab: NDArray[Any], ground: NDArray[Any], *, smooth: bool = True) -> NDArray[Any]:
    """(h, w) bool: soft shadows, which are darker than the ground, of its hue, and smooth.

    With `smooth` off also the edges of hard ones, and grey things.
    """
    light = ground[..., 0] - lab[..., 0]
    hue = np.linalg.norm(lab[..., 1:] - ground[..., 1:], axis=-1)
    dark: NDArray[Any] = (light > 0) & (light < _SHADOW) & (hue < 5.0 + 0.12 * light)
    if not smooth:
        return dark
    along = cv2.Scharr(lab[..., 0], cv2.CV_32F, 1, 0) / 32
    down = cv2.Scharr(lab[..., 0], cv2.CV_32F, 0, 1) / 32
    slope = cv2.GaussianBlur(cv2.magnitude(along, down), (0, 0), 1.2)
    return dark & (slope < 2.2)


def _things(lab: NDArray[Any], ground: NDArray[Any], apart: NDArray[Any]) -> NDArray[Any]:
    """What departs from the ground and is no shadow, less specks."""
    shadow = shadow_on(lab, ground)
    things = ((apart > _APART) & ~shadow).astype(np.uint8)
    things = cv2.morphologyEx(things, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(things, connectivity=8)
    least = max(6, 0.0004 * things.size)
    large = np.zeros(count, bool)
    large[1:] = stats[1:, cv2.CC_STAT_AREA] >= least
    found: NDArray[Any] = large[labels]
    return found
