"""A plaster head on a plinth, the sitter of the lighting lesson.

Radial modelling: one radius for each height and direction, raised and hollowed by soft bumps.
"""

from __future__ import annotations

import numpy as np

from .curves import smooth
from .forms import block
from .materials import bumped, coated, hexed, matte, noise
from .mesh import Array, surface
from .stage import Prop

PROFILE = np.array(
    # height, half width, reach to the front, reach to the back
    [
        (0.0, 7.4, 4.6, 4.4),
        (1.2, 7.6, 4.7, 4.5),
        (3.0, 6.2, 4.0, 4.3),
        (4.6, 3.6, 3.0, 3.7),
        (6.2, 2.9, 2.7, 3.3),
        (8.2, 2.8, 2.7, 3.4),
        (9.3, 2.9, 4.5, 3.5),
        (10.6, 3.35, 5.5, 4.2),
        (12.6, 4.25, 5.4, 5.3),
        (15.0, 4.85, 5.3, 6.2),
        (17.4, 5.15, 5.4, 6.7),
        (19.8, 4.9, 5.2, 6.4),
        (21.8, 4.1, 4.3, 5.0),
        (23.0, 2.4, 2.6, 3.0),
        (23.35, 1.3, 1.4, 1.65),
        (23.47, 0.6, 0.65, 0.75),
        (23.5, 0.01, 0.01, 0.01),
    ]
)

BUMPS = (
    # height, degrees from the nose, spread in height, spread in degrees, centimetres out
    (14.1, 0, 1.5, 8, 1.15),
    (13.1, 0, 0.62, 10, 1.0),
    (15.9, 0, 1.3, 7, 0.40),
    (12.95, 13, 0.5, 7, 0.34),
    (16.8, 24, 0.65, 17, 0.50),
    (15.55, 26, 0.85, 12, -0.72),
    (15.55, 27, 0.55, 8, 0.34),
    (13.9, 43, 1.2, 14, 0.38),
    (11.75, 0, 0.30, 15, 0.36),
    (11.35, 0, 0.10, 17, -0.26),
    (10.95, 0, 0.33, 13, 0.42),
    (10.3, 0, 0.35, 16, -0.22),
    (9.55, 0, 0.6, 15, 0.42),
    (14.6, 92, 1.35, 7, 0.75),
    (14.6, 88, 0.7, 3.5, -0.45),
)


def _radius(height: Array, angle: Array) -> Array:
    """Reach from the axis; `angle` in degrees from the nose, either side alike."""
    curve = smooth(PROFILE, 600)
    width, front, back = (np.interp(height, curve[:, 0], curve[:, column]) for column in (1, 2, 3))
    turn = np.radians(angle)
    depth = np.where(np.abs(angle) < 90, front, back)
    reach = 1 / np.sqrt((np.sin(turn) / width) ** 2 + (np.cos(turn) / depth) ** 2)
    for z, degrees, tall, broad, out in BUMPS:
        reach = reach + out * np.exp(
            -(((height - z) / tall) ** 2) - ((np.abs(angle) - degrees) / broad) ** 2
        )
    return np.asarray(reach)


def head() -> tuple[Prop, ...]:
    """The head, its nose towards -y, 26 cm tall on its plinth."""
    rise = 23.5 * np.sin(np.linspace(0, np.pi / 2, 420)) ** 1.15
    angle, height = np.meshgrid(np.linspace(-180, 180, 601), rise)
    reach = _radius(height, angle)
    turn = np.radians(angle)
    grid = np.stack((reach * np.sin(turn), -reach * np.cos(turn), height), 2)
    plaster = bumped(matte((0.74, 0.71, 0.66)), noise(1024, 2.0, 3, seed=81), 0.01)
    plinth = block((17, 13, 2.4), 0.25)
    return (
        Prop(surface(grid, wrap_v=True).moved(z=2.3), plaster),
        Prop(plinth, coated(hexed("3a3f44"), 0.3)),
    )
