"""Triangle meshes from grids of points, moved, turned and joined.

Knows no material, light or camera. Lengths are centimetres, z is up, angles are degrees.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Axis = Sequence[float]

X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


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
