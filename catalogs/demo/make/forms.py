"""The studio's joinery: turned, swept, cut and rounded forms as meshes.

Shapes only, in centimetres about the z axis; what they are made of is `materials`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from .mesh import Array, Axis, Mesh, Z, join, surface


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
