"""Lines that forms are made along: rounded polylines, smooth curves, circles.

Arrays of points (n, 2 or 3) in centimetres; knows nothing of triangles.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from .mesh import Array


def fillet(corners: ArrayLike, radius: float = 0.1, steps: int = 9) -> Array:
    """A polyline (n, 2 or 3) with its inner corners rounded, so that every edge catches light."""
    points = np.asarray(corners, float)
    path = [points[:1]]
    for before, corner, after in zip(points[:-2], points[1:-1], points[2:], strict=True):
        arms = before - corner, after - corner
        lengths = [float(np.linalg.norm(arm)) for arm in arms]
        cut = min(radius, *(0.48 * length for length in lengths))
        start, end = (
            corner + arm * cut / length for arm, length in zip(arms, lengths, strict=True)
        )
        t = np.linspace(0, 1, steps)[:, None]
        path.append((1 - t) ** 2 * start + 2 * t * (1 - t) * corner + t**2 * end)
    return np.vstack((*path, points[-1:]))


def smooth(knots: ArrayLike, count: int = 96) -> Array:
    """A Catmull-Rom curve through the knots (n, 2 or 3), `count` points."""
    points = np.asarray(knots, float)
    padded = np.vstack((2 * points[0] - points[1], points, 2 * points[-1] - points[-2]))
    where = np.linspace(0, len(points) - 1, count)
    at = np.minimum(where.astype(int), len(points) - 2)
    t = (where - at)[:, None]
    a, b, c, d = (padded[at + step] for step in range(4))
    curve = 2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * (b - c) + d - a) * t**3
    return np.asarray(curve / 2)


def ring(radius: float, count: int = 32, flat: float = 1.0) -> Array:
    """A circle as a section or path (count + 1, 2); `flat` squeezes its second axis."""
    angle = np.linspace(0, 2 * np.pi, count + 1)
    return radius * np.stack((np.cos(angle), flat * np.sin(angle)), 1)
