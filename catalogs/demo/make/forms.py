"""The studio's joinery: lines, and the meshes that are turned, swept, cut and rounded along them.

Shapes only, no material, light or camera. Lengths are centimetres, z is up, angles are degrees.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Axis = Sequence[float]
X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


def lathe(profile: Array, segments: int = 160, wobble: Array | None = None) -> Mesh:
    """A profile of (radius, z) turned about z; `wobble` (segments + 1) scales it, for knurls."""
    angle = np.linspace(0, 2 * np.pi, segments + 1)
    reach = profile[:, :1] * (np.ones(segments + 1) if wobble is None else wobble)
    grid = np.stack(
        (
            reach * np.cos(angle),
            reach * np.sin(angle),
            np.broadcast_to(profile[:, 1:], reach.shape),
        ),
        2,
    )
    return surface(grid, wrap_v=True)


def sweep(path: Array, section: Array, up: Axis = Z, closed: bool = False) -> Mesh:
    """A closed section (m, 2) carried along a path (n, 3); its second axis stays nearest to `up`.

    `section` may be (n, m, 2), an outline for each point of the path. An open path ends in caps.
    """
    along = np.gradient(path, axis=0)
    if closed:
        along[0] = along[-1] = path[1] - path[-2]
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    side = np.cross(along, up)
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    outline = np.broadcast_to(section, (len(path), *section.shape[-2:]))
    lift = np.cross(side, along)
    grid = path[:, None] + outline[..., :1] * side[:, None] + outline[..., 1:] * lift[:, None]
    if not closed:
        ends = [np.broadcast_to(grid[end].mean(0), grid[:1].shape) for end in (0, -1)]
        grid = np.concatenate((ends[0], grid, ends[1]))
    return surface(grid, wrap_u=closed, wrap_v=True)


def plate(outline: Array, height: float, bevel: float) -> Mesh:
    """A convex outline (n, 2, closed, anticlockwise) raised from z = 0, its upper edge bevelled."""
    centre = outline.mean(0)
    size = np.linalg.norm(outline - centre, axis=1).min()
    levels = [(1.0, 0.0), (1.0, height - bevel), (1 - bevel / size, height), (1e-4, height)]
    rows = [
        np.column_stack((centre + (outline - centre) * scale, np.full(len(outline), z)))
        for scale, z in levels
    ]
    # Doubled lines keep the bevel's edges crisp: each copy takes the normal of one side only.
    parts = [surface(np.stack(pair)[::-1], wrap_v=True) for pair in pairwise(rows)]
    return join(parts)


def block(size: Sequence[float], radius: float, steps: int = 6) -> Mesh:
    """A box of full `size` (3) on z = 0 about the z axis, its edges rounded to `radius`."""
    quarter = np.linspace(0, 90, steps)
    around = np.radians(np.concatenate([quarter + 90 * k for k in range(4)] + [np.array([360.0])]))
    polar = np.radians(np.concatenate((quarter, quarter + 90)))
    corner = np.concatenate([np.full(steps, 45.0 + 90 * k) for k in range(4)] + [np.array([45.0])])
    inner = np.maximum(np.asarray(size, float) / 2 - radius, 0)
    x = radius * np.sin(polar)[:, None] * np.cos(around) + inner[0] * np.sign(
        np.cos(np.radians(corner))
    )
    y = radius * np.sin(polar)[:, None] * np.sin(around) + inner[1] * np.sign(
        np.sin(np.radians(corner))
    )
    z = radius * np.cos(polar) + inner[2] * np.where(np.arange(2 * steps) < steps, 1, -1)
    grid = np.stack((x, y, np.broadcast_to(z[:, None], x.shape)), 2)
    caps = [np.broadcast_to([0.0, 0.0, side * size[2] / 2], grid[:1].shape) for side in (1, -1)]
    return surface(np.concatenate((caps[0], grid, caps[1])), wrap_v=True).moved(z=size[2] / 2)


@dataclass(frozen=True, slots=True)
class Mesh:
    """Vertices `points`, `normals` (n, 3), `uv` (n, 2) and `faces` (m, 3) into them."""

    points: Array
    normals: Array
    uv: Array
    faces: NDArray[np.int32]

    def moved(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Mesh:
        """The mesh shifted."""
        return replace(self, points=np.add(self.points, (x, y, z)))

    def turned(self, axis: Axis, degrees: float) -> Mesh:
        """The mesh rotated about an axis through the origin."""
        matrix = rotation(axis, degrees)
        return replace(self, points=self.points @ matrix.T, normals=self.normals @ matrix.T)

    def draped(self, width: float) -> Mesh:
        """The mesh with its texture laid on from above, `width` centimetres to a repeat."""
        return replace(self, uv=self.points[:, :2] / width)


def rotation(axis: Axis, degrees: float) -> Array:
    """The 3x3 rotation by Rodrigues' formula."""
    x, y, z = np.asarray(axis, float) / np.linalg.norm(axis)
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    angle = np.radians(degrees)
    return np.asarray(np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross)


def join(meshes: Iterable[Mesh]) -> Mesh:
    """Several meshes as one, for parts of one material."""

    def pair(a: Mesh, b: Mesh) -> Mesh:
        return Mesh(
            np.vstack((a.points, b.points)),
            np.vstack((a.normals, b.normals)),
            np.vstack((a.uv, b.uv)),
            np.vstack((a.faces, b.faces + len(a.points))),
        )

    return reduce(pair, meshes)


def surface(grid: Array, wrap_u: bool = False, wrap_v: bool = False) -> Mesh:
    """A grid of points (u, v, 3) as triangles, smooth by area-weighted normals.

    A wrapped direction repeats its first line as its last, so that texture coordinates can end at 1
    while the normals join. Area weights keep flat faces flat beside small bevels.
    """
    lines, columns = grid.shape[:2]
    ahead, across = grid[1:, 1:] - grid[:-1, :-1], grid[:-1, 1:] - grid[1:, :-1]
    cells = np.cross(ahead, across)
    cells = np.pad(cells, ((1, 1), (0, 0), (0, 0)), mode="wrap" if wrap_u else "constant")
    cells = np.pad(cells, ((0, 0), (1, 1), (0, 0)), mode="wrap" if wrap_v else "constant")
    normals = cells[:-1, :-1] + cells[1:, :-1] + cells[:-1, 1:] + cells[1:, 1:]
    normals /= np.maximum(np.linalg.norm(normals, axis=2, keepdims=True), 1e-12)
    u, v = np.meshgrid(np.linspace(0, 1, lines), np.linspace(0, 1, columns), indexing="ij")
    index = np.arange(lines * columns, dtype=np.int32).reshape(lines, columns)
    a, b, c, d = (
        part.ravel() for part in (index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:])
    )
    faces = np.vstack((np.stack((a, b, c), 1), np.stack((a, c, d), 1)))
    return Mesh(
        grid.reshape(-1, 3), normals.reshape(-1, 3), np.stack((u.ravel(), v.ravel()), 1), faces
    )


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
