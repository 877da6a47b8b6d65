"""Meridian: a steel wristwatch, a dark blue sunburst dial, a brown leather strap."""

from __future__ import annotations

import numpy as np

from .curves import fillet, ring, smooth
from .dial import DIAL, dial
from .forms import lathe, sweep
from .materials import hexed, matte, steel
from .mesh import Mesh, X, Y, Z, join
from .stage import Camera, Picture, Prop, Softbox, Stage, backdrop, placed
from .strap import pillow, strap


def case() -> tuple[Prop, ...]:
    """The case on z = 0, 12 o'clock towards +y: brushed band and lugs, polished bezel, crown."""
    band = fillet(
        [
            (0, 0.0),
            (1.6, 0.0),
            (1.86, 0.16),
            (2.05, 0.3),
            (2.05, 0.66),
            (1.92, 0.74),
            (1.66, 0.74),
            (1.66, 0.6),
        ],
        0.06,
    )
    bezel = fillet(
        [(1.95, 0.72), (1.95, 0.8), (1.78, 0.98), (1.68, 0.98), (DIAL, 0.82), (DIAL, 0.7)], 0.05
    )
    lugs = [_lug(x, y) for x in (-1, 1) for y in (-1, 1)]
    bars = [
        sweep(np.array([(-1.1, 2.36 * y, 0.22), (1.1, 2.36 * y, 0.22)]), ring(0.09, 20))
        for y in (-1, 1)
    ]
    return (
        Prop(join((lathe(band, 240), *lugs, *bars)), steel(0.17)),
        Prop(join((lathe(bezel, 240), _crown())), steel(0.045)),
    )


def _lug(x: int, y: int) -> Mesh:
    """One horn of the case, curving down and outwards."""
    path = smooth([(1.22, 1.2, 0.46), (1.22, 1.75, 0.48), (1.2, 2.2, 0.34), (1.18, 2.56, 0.06)], 60)
    taper = np.linspace(1.0, 0.72, 60)[:, None, None]
    section = fillet(
        [(0.0, 0.2), (-0.21, 0.2), (-0.21, -0.2), (0.21, -0.2), (0.21, 0.2), (0.0, 0.2)], 0.09
    )
    return sweep(path * (x, y, 1), section[None] * taper)


def _crown() -> Mesh:
    """The fluted winding crown at 3 o'clock."""
    grip = 1 + 0.05 * np.cos(np.linspace(0, 2 * np.pi, 577) * 32)
    body = lathe(
        fillet([(0.18, 2.02), (0.3, 2.1), (0.3, 2.38), (0.22, 2.44), (0, 2.44)], 0.05), 576, grip
    )
    cap = lathe(fillet([(0.2, 2.4), (0.2, 2.46), (0, 2.48)], 0.04), 64)
    stem = lathe(fillet([(0.15, 1.9), (0.15, 2.2)], 0.02), 48)
    return join((body, cap, stem)).turned(Y, 90).moved(z=0.46)


def standing(tilt: float, turn: float, cushion: bool = True) -> tuple[Prop, ...]:
    """The watch on z = 0, on a cushion or its strap, tipped `tilt` degrees, turned about z."""
    props = placed(
        (*case(), *dial(), *strap(), *([pillow()] if cushion else [])), turns=[(X, tilt), (Z, turn)]
    )
    return placed(props, (0, 0, -min(float(prop.mesh.points[:, 2].min()) for prop in props)))


def _lights(fill: float) -> tuple[Softbox, ...]:
    """Soft boxes that leave the dial's mirror direction dark, so that its blue stays deep."""
    return (
        Softbox((-30, -10, 20), (0, 0, 4), (18, 34), (8.0, 7.9, 7.7)),
        Softbox((30, -4, 16), (0, 0, 4), (12, 34), (8.0 * fill, 8.0 * fill, 8.2 * fill)),
        Softbox((2, 16, 40), (0, 0, 4), (44, 20), (3.6, 3.6, 3.6)),
    )


def pictures() -> tuple[Picture, ...]:
    """Hero, macro of the dial, side with the crown."""
    paper = backdrop(matte(hexed("a3abb0")), depth=34, scale=0.6)
    hero = Stage(
        (paper, *standing(52, -18)),
        _lights(0.6),
        Camera((0, -27.5, 11.5), (0, 0, 3.9), 100, 22, (0, -3.0, 5.2)),
        (0.13, 0.13, 0.135),
    )
    macro = Stage(
        (paper, *standing(52, -8)),
        _lights(0.8),
        Camera((-3.4, -13.5, 13.6), (0.12, -0.75, 4.9), 95, 18, (-0.1, -0.7, 5.0)),
        (0.13, 0.13, 0.135),
    )
    side = Stage(
        (paper, *standing(50, -56, cushion=False)),
        _lights(0.7),
        Camera((3.7, -30, 9.8), (0.1, -0.4, 3.75), 100, 22, (1.2, -2.4, 5.0)),
        (0.13, 0.13, 0.135),
    )
    return (
        Picture("meridian-watch-1", hero, (1600, 1600), 28),
        Picture("meridian-watch-2", macro, samples=28),
        Picture("meridian-watch-3", side, samples=32),
    )
