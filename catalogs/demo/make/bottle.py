"""Nord Bottle: an insulated steel bottle, powder-coated teal or sand, with a lid and a cup."""

from __future__ import annotations

import numpy as np

from .forms import Mesh, Y, Z, fillet, join, lathe, ring, surface, sweep
from .stage import (
    Camera,
    Material,
    Picture,
    Prop,
    Softbox,
    Stage,
    backdrop,
    bumped,
    coated,
    dome,
    hexed,
    matte,
    noise,
    placed,
    steel,
)

TEAL, SAND = hexed("23717a"), hexed("e3cfae")
PAPER = hexed("d9d3c8")
RADIUS = 3.6


def powder(colour: tuple[float, float, float]) -> Material:
    """Powder coat: satin paint with a fine orange-peel relief."""
    return bumped(coated(colour, 0.26), noise(1024, 1.0, 2, seed=11), 0.006)


def body(colour: tuple[float, float, float]) -> tuple[Prop, ...]:
    """The bottle without its lid: 21 cm, steel foot and threaded neck, the maker's two peaks."""
    shell = fillet(
        [(0, 0.55), (RADIUS, 0.55), (RADIUS, 15.4), (2.32, 18.9), (2.32, 19.3), (1.9, 19.3)],
        2.6,
        24,
    )
    shell = np.vstack(
        (fillet([(0, 0.55), (RADIUS, 0.55), (RADIUS, 8.0)], 0.16), shell[shell[:, 1] > 8.0])
    )
    foot = fillet([(0, 0.0), (3.38, 0.0), (3.38, 0.6), (0, 0.6)], 0.1)
    neck = fillet(
        [(2.1, 19.2), (1.96, 19.35), (1.96, 21.5), (1.72, 21.5), (1.72, 17.0), (0, 17.0)], 0.09
    )
    collar = fillet([(1.9, 19.25), (2.3, 19.25), (2.3, 19.5), (1.9, 19.5)], 0.06)
    mark = join((_peak(-0.36, 0.62), _peak(0.22, 0.95)))
    return (
        Prop(lathe(shell), powder(colour)),
        Prop(lathe(foot), steel(0.2)),
        Prop(join((lathe(neck), lathe(collar), _thread())), steel(0.11)),
        Prop(mark, steel(0.25)),
    )


def _thread() -> Mesh:
    """A two-turn thread that rises out of the neck and sinks back into it."""
    turn = np.linspace(0, 2.3, 280)
    depth = 1.76 + 0.27 * np.clip(np.minimum(turn, 2.3 - turn) / 0.3, 0, 1)
    angle = 2 * np.pi * turn - 2.4
    path = np.stack((depth * np.cos(angle), depth * np.sin(angle), 19.95 + 0.5 * turn), 1)
    return sweep(path, ring(0.13, 16))


def _peak(shift: float, tall: float) -> Mesh:
    """A triangle laid on the front of the shell."""
    across, rise = np.meshgrid(np.linspace(-0.5, 0.5, 24), np.linspace(0, 1, 12))
    angle = (shift + across * (1 - rise) * 1.15 * tall) / RADIUS - np.pi / 2
    grid = np.stack(
        ((RADIUS + 0.006) * np.cos(angle), (RADIUS + 0.006) * np.sin(angle), 11.2 + tall * rise), 2
    )
    return surface(grid)


def lid() -> tuple[Prop, ...]:
    """The screw lid, 3.4 cm, standing on z = 0: knurled steel with a carrying loop."""
    wall = fillet([(2.15, 0.0), (2.34, 0.0), (2.34, 2.5), (0, 2.5)], 0.28)
    grip = 1 + 0.010 * np.cos(np.linspace(0, 2 * np.pi, 1441) * 72)
    band = fillet([(2.30, 0.42), (2.40, 0.50), (2.40, 1.75), (2.30, 1.83)], 0.05)
    angle = np.linspace(0, np.pi, 80)
    path = np.stack((1.72 * np.cos(angle), 0 * angle, 2.2 + 1.75 * np.sin(angle) ** 0.75), 1)
    loop = sweep(path, ring(0.2, 24, flat=1.0) * (2.1, 1.0), up=Y)
    return (
        Prop(join((lathe(wall), lathe(band, 1440, grip))), steel(0.13)),
        Prop(loop, steel(0.09)),
    )


def cup() -> tuple[Prop, ...]:
    """A small steel cup, 6.4 cm tall."""
    wall = fillet([(0, 0.0), (2.5, 0.0), (3.15, 6.4), (2.98, 6.4), (2.36, 0.3), (0, 0.3)], 0.22)
    return (Prop(lathe(wall), steel(0.16)),)


def closed(colour: tuple[float, float, float], turn: float = 0.0) -> tuple[Prop, ...]:
    """A bottle with its lid on."""
    return placed((*body(colour), *placed(lid(), (0, 0, 19.55), [(Z, 25)])), turns=[(Z, turn)])


def pictures() -> tuple[Picture, ...]:
    """Hero, threads close up, and the pair with a cup."""
    sweep_paper = backdrop(matte(PAPER))
    hero = Stage(
        (sweep_paper, *closed(TEAL, 14)),
        dome(1.0, 0.02, key=1.0, fill=0.5, rim=1.1),
        Camera((14, -66, 25), (0, 0, 11.8), 85),
        (0.10, 0.10, 0.105),
    )
    threads = Stage(
        (
            sweep_paper,
            *placed(body(TEAL), turns=[(Z, 30)]),
            *placed(closed(SAND, 40), (9.5, 13.5, 0)),
        ),
        (
            *dome(1.0, 0.02, key=1.0, fill=0.7, rim=1.2),
            Softbox((-16, 30, 30), (0, 0, 20), (14, 30), (5, 5, 5)),
        ),
        Camera((-13, -27, 29.0), (1.6, 0, 18.6), 85, 5.6, (0.3, -1.9, 20.4)),
        (0.12, 0.12, 0.12),
    )
    lying = placed(closed(SAND), (-7.0, -13.0, RADIUS), [(Z, 90), (Y, 90), (Z, 9)])
    pair = Stage(
        (
            sweep_paper,
            *placed(closed(TEAL, 10), (-6.5, 9.0, 0)),
            *lying,
            *placed(cup(), (5.6, 9.5, 0)),
        ),
        dome(1.05, 0.03, key=1.0, fill=0.5, rim=1.1),
        Camera((4, -98, 40), (2.0, 0, 10.2), 85),
        (0.10, 0.10, 0.105),
    )
    return (
        Picture("nord-bottle-1", hero, (1600, 1600), 32),
        Picture("nord-bottle-2", threads, samples=28),
        Picture("nord-bottle-3", pair, samples=28),
    )
