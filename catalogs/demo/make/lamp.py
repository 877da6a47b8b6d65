"""Halo Lamp: a desk lamp whose brass ring glows, on a black stem with a joint and a dimmer."""

from __future__ import annotations

import numpy as np

from .forms import Array, Mesh, X, Y, Z, block, fillet, join, lathe, ring, smooth, surface, sweep
from .stage import (
    Camera,
    Colour,
    Picture,
    Prop,
    Softbox,
    Stage,
    backdrop,
    blend,
    brass,
    bumped,
    coated,
    dome,
    hexed,
    matte,
    noise,
    placed,
    wood,
)

DAY, NIGHT = (3.0, 1.75, 0.85), (26.0, 14.0, 6.2)
RING, HEIGHT = 8.6, 26.0


def lamp(glow: Colour, tilt: float = 12.0) -> tuple[Prop, ...]:
    """The lamp on z = 0, its ring facing -y and tipped down by `tilt` degrees; 36 cm tall."""
    black = bumped(coated((0.022, 0.022, 0.024), 0.3), noise(1024, 1.0, 2, seed=12), 0.003)
    foot = lathe(fillet([(0, 0), (7.4, 0), (7.4, 1.5), (0, 1.5)], 0.35))
    stem = lathe(fillet([(0, 1.4), (0.55, 1.4), (0.55, HEIGHT - 7.6), (0, HEIGHT - 7.6)], 0.1), 64)
    collar = lathe(fillet([(0, 1.45), (1.25, 1.45), (1.25, 1.8), (0.8, 2.3), (0, 2.3)], 0.12), 96)
    return (
        Prop(join((foot, stem)), black),
        Prop(join((collar, _joint().moved(z=HEIGHT - 7.9))), brass(0.09)),
        Prop(_dimmer().moved(3.6, -3.9, 1.5), brass(0.10)),
        *placed(_head(glow), (0, 0, HEIGHT), [(X, tilt)]),
    )


def _head(glow: Colour) -> tuple[Prop, ...]:
    """The ring about the origin: a brass channel, a glowing lens in its front and inner side."""
    circle = ring(RING, 240)
    path = np.stack((circle[:, 0], 0 * circle[:, 0], circle[:, 1]), 1)
    channel = fillet(
        [(0.95, 0.0), (0.95, 0.85), (-0.62, 0.85), (-0.62, -0.85), (0.95, -0.85), (0.95, 0.0)], 0.22
    )
    lens = fillet([(-0.4, -0.5), (-0.86, -0.5), (-0.86, 0.5), (-0.4, 0.5)], 0.3)
    front = fillet([(0.55, -0.7), (0.55, -1.02), (-0.45, -1.02), (-0.45, -0.7)], 0.22)
    fork = sweep(np.array([(0, 0, -HEIGHT + 18.9), (0, 0, -RING - 0.6)]), ring(0.5, 24), up=Y)
    return (
        Prop(_around(path, channel), brass(0.1)),
        Prop(join((_around(path, lens), _around(path, front))), matte((0.8, 0.8, 0.8)), glow),
        Prop(fork, brass(0.1)),
    )


def _around(path: Array, section: Array) -> Mesh:
    """A section of (outwards, backwards) carried round the upright ring."""
    outward = path / np.linalg.norm(path, axis=1, keepdims=True)
    grid = (
        path[:, None] + section[None, :, :1] * outward[:, None] + section[None, :, 1:] * np.array(Y)
    )
    return surface(grid, wrap_u=True)


def _joint() -> Mesh:
    """A pivot across x: a drum between two discs, with a knurled thumb screw to the right."""
    drum = lathe(fillet([(0, -0.95), (1.15, -0.95), (1.15, 0.95), (0, 0.95)], 0.14), 96)
    disc = lathe(fillet([(0, 0.98), (1.35, 0.98), (1.35, 1.25), (0, 1.25)], 0.1), 96)
    grip = 1 + 0.035 * np.cos(np.linspace(0, 2 * np.pi, 961) * 40)
    screw = lathe(fillet([(0, 1.3), (0.9, 1.3), (0.9, 2.35), (0, 2.35)], 0.13), 960, grip)
    return join((drum, disc, disc.turned(X, 180), screw)).turned(Y, 90)


def _dimmer() -> Mesh:
    """A knurled knob, 1.3 cm tall, with a dished top."""
    grip = 1 + 0.02 * np.cos(np.linspace(0, 2 * np.pi, 1201) * 60)
    skirt = lathe(fillet([(0, 0), (1.62, 0), (1.62, 0.22), (0, 0.22)], 0.07), 120)
    knob = lathe(fillet([(1.3, 0.2), (1.3, 1.3), (1.12, 1.36)], 0.12), 1200, grip)
    top = lathe(fillet([(1.16, 1.3), (1.12, 1.38), (0.96, 1.38), (0.7, 1.3), (0, 1.3)], 0.08), 120)
    return join((skirt, knob, top))


def _book(size: tuple[float, float, float], colour: str) -> tuple[Prop, ...]:
    """A closed cloth-bound book lying on z = 0."""
    long, wide, thick = size
    cloth = bumped(matte(hexed(colour)), noise(1024, 1.0, 2, seed=21), 0.02)
    board = block((long, wide, 0.28), 0.1).draped(12)
    spine = block((long, 0.3, thick), 0.13).moved(y=wide / 2 - 0.1)
    lines = blend(noise(512, 0.7, 2, seed=22, stretch=30), (0.62, 0.55, 0.42), (0.8, 0.74, 0.62))
    pages = block((long - 0.7, wide - 0.7, thick - 0.5), 0.04).moved(z=0.25)
    return (
        Prop(join((board, board.moved(z=thick - 0.28), spine)), cloth),
        Prop(pages, matte(lines)),
    )


def pictures() -> tuple[Picture, ...]:
    """Hero, dimmer and joint close up, evening on a desk."""
    day = backdrop(matte(hexed("b9b3a8")), scale=1.4)
    hero = Stage(
        (day, *placed(lamp(DAY), turns=[(Z, 24)])),
        dome(1.6, 0.0, key=0.62, fill=0.4, rim=0.7),
        Camera((10, -104, 30), (0, 0, 17.2), 85),
        (0.06, 0.06, 0.065),
    )
    knob = Stage(
        (day, *placed(lamp(DAY), turns=[(Z, 8)])),
        dome(1.6, 0.0, key=0.6, fill=0.7, rim=0.5),
        Camera((12, -29, 12.5), (2.6, -1.6, 2.9), 85, 5.6, (4.2, -4.6, 2.4)),
        (0.06, 0.06, 0.065),
    )
    desk = Prop(
        block((150, 74, 4), 0.6).draped(60).moved(y=8, z=-4),
        wood((0.46, 0.27, 0.14), (0.25, 0.13, 0.06)),
    )
    wall = Prop(block((400, 4, 260), 0.2).moved(y=62, z=-80), matte(hexed("4a6068")))
    stack = (
        *_book((21, 14.5, 2.6), "7d3b2c"),
        *placed(_book((18.5, 12.8, 2.1), "c9b591"), (0.5, 0, 2.6), [(Z, 9)]),
    )
    vase_line = smooth(
        [
            (0, 0),
            (2.9, 0.05),
            (4.3, 3.2),
            (3.7, 7.2),
            (1.7, 9.8),
            (1.5, 11.6),
            (1.9, 12.4),
            (1.6, 12.3),
            (1.3, 11),
        ],
        140,
    )
    evening = Stage(
        (
            desk,
            wall,
            *placed(lamp(NIGHT, 18), (-9, 4, 0), [(Z, 22)]),
            *placed(stack, (15, -2, 0), [(Z, -14)]),
            *placed((Prop(lathe(vase_line), coated(hexed("d9d2c4"), 0.3)),), (24, 14, 0)),
        ),
        (
            Softbox((-90, 10, 90), (0, 0, 5), (80, 100), (0.30, 0.48, 0.8)),
            Softbox((60, -90, 80), (0, 0, 5), (60, 60), (0.5, 0.5, 0.55)),
        ),
        Camera((4, -112, 34), (3, 0, 15.0), 65, 4.0, (-7, -2, 16)),
        (0.05, 0.07, 0.10),
    )
    return (
        Picture("halo-lamp-1", hero, (1600, 1600), 24, 0.1, bloom=0.07),
        Picture("halo-lamp-2", knob, samples=28, stops=0.45, bloom=0.05),
        Picture("halo-lamp-3", evening, samples=28, stops=0.75, bloom=0.08),
    )
