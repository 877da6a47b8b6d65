"""Meridian's leather strap, stitched, in the loop of a wrist; and the pillow that fills it."""

from __future__ import annotations

import numpy as np

from .curves import fillet, ring, smooth
from .forms import sweep
from .materials import Texture, bumped, coated, hexed, matte, noise
from .mesh import Array, Mesh, X, join, surface
from .stage import Prop


def _loop() -> Array:
    """The strap's line in (y, z) from the 6 o'clock bar round a wrist to the 12 o'clock bar."""
    half = [
        (-2.12, 0.2),
        (-2.4, 0.16),
        (-2.78, -0.2),
        (-3.2, -0.9),
        (-3.45, -2.1),
        (-3.05, -3.4),
        (-1.8, -4.25),
        (0, -4.5),
    ]
    return smooth([*half, *[(-y, z) for y, z in reversed(half[:-1])]], 260)


def strap() -> tuple[Prop, ...]:
    """Leather about x, padded in the middle, stitched along both edges."""
    line = _loop()
    path = np.column_stack((0 * line[:, :1], line))
    where = np.linspace(-1, 1, len(path))
    wide = 0.98 - 0.14 * np.cos(where * np.pi / 2) ** 0.8
    section = np.array(
        [
            fillet(
                [
                    (0, 0.17),
                    (-w + 0.22, 0.13),
                    (-w, 0.09),
                    (-w, -0.09),
                    (w, -0.09),
                    (w, 0.09),
                    (w - 0.22, 0.13),
                    (0, 0.17),
                ],
                0.06,
            )
            for w in wide
        ]
    )
    hide = bumped(coated(_hide(), 0.3), noise(1024, 1.4, 3, seed=72), 0.03)
    # From 6 o'clock downwards, the first axis of a section looks out of the loop.
    leather = sweep(path, section[..., ::-1], up=X)
    return (Prop(leather, hide), Prop(_stitches(path, wide), matte(hexed("d8c3a0"))))


def _hide() -> Texture:
    """Vegetable-tanned brown with uneven dye."""
    dye = noise(1024, 10.0, 4, seed=71)[..., None]
    return np.asarray(np.array(hexed("84512f")) * (0.7 + 0.5 * dye), np.float32)


def _stitches(path: Array, wide: Array) -> Mesh:
    """Short threads along both edges on the outside of the strap."""
    along = np.gradient(path, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    out = np.cross(along, X)
    threads = []
    for index in range(6, len(path) - 6, 3):
        for side in (-1, 1):
            middle = path[index] + out[index] * 0.128 + np.array(X) * side * (wide[index] - 0.17)
            threads.append(
                sweep(
                    np.array([middle - along[index] * 0.055, middle + along[index] * 0.055]),
                    ring(0.024, 8),
                    up=X,
                )
            )
    return join(threads)


def pillow() -> Prop:
    """The felt pillow inside the strap, its ends rounded."""
    outline = np.vstack((_loop(), [(2.0, 0.0), (0.0, 0.0), (-2.0, 0.0)], _loop()[:1]))
    centre = np.array([0.0, -2.1])
    angle = np.radians(np.concatenate((np.linspace(-90, 0, 10), np.linspace(0, 90, 10))))
    across = 0.45 * np.sin(angle) + np.where(angle > 0, 1.0, -1.0) * 0.95
    inset = 0.80 + 0.135 * np.cos(angle)
    ends = [(-1.4, 1e-3), *zip(across, inset, strict=True), (1.4, 1e-3)]
    rows = [
        np.column_stack((np.full(len(outline), x), centre + (outline - centre) * scale))
        for x, scale in ends
    ]
    return Prop(
        surface(np.stack(rows), wrap_v=True),
        bumped(matte(hexed("b9aa97")), noise(1024, 1.2, 2, seed=73), 0.02),
    )
