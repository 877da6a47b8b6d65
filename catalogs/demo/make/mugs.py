"""Kiln Mugs: three stoneware mugs, each in a glaze of its own, with a raw clay foot."""

from __future__ import annotations

import numpy as np

from .forms import Mesh, Y, Z, block, fillet, lathe, ring, smooth, sweep
from .stage import (
    Camera,
    Colour,
    Material,
    Picture,
    Prop,
    Softbox,
    Stage,
    Texture,
    backdrop,
    blend,
    bumped,
    coated,
    dome,
    hexed,
    matte,
    noise,
    placed,
    wood,
)

CLAY = hexed("a87f5e")
CELADON, OAT, COBALT = ("a9c4ae", "6f8a72"), ("efe6d4", "b79c76"), ("35557c", "7a5a3e")


def glaze(body: str, edge: str, seed: int, specks: float, breaks: bool = True) -> Material:
    """A glaze along u, from foot over rim to the inside: speckled, warm where the rim breaks it."""
    clouds = noise(1024, 14.0, 3, seed=seed)
    grain = noise(1024, 1.6, 2, seed=seed + 1)
    wall = np.linspace(0, 1, 1024, dtype=np.float32)[:, None]
    rim = breaks * np.exp(-(((wall - 0.505 + 0.012 * (clouds - 0.5)) / 0.017) ** 2))
    tone = blend(clouds, scaled(0.72, hexed(body)), scaled(1.1, hexed(body)))
    colour = tone * (1 - rim[..., None]) + np.array(hexed(edge), np.float32) * rim[..., None]
    dots = np.clip((grain - (1 - specks)) * 14, 0, 1)[..., None]
    painted = np.asarray(
        colour * (1 - 0.72 * dots) + np.array(hexed(edge)) * 0.35 * 0.72 * dots, np.float32
    )
    return bumped(
        coated(np.ascontiguousarray(painted.transpose(1, 0, 2)), 0.07),
        noise(1024, 9.0, 2, seed=seed + 2),
        0.02,
    )


def scaled(scale: float, colour: Colour) -> Colour:
    """A colour made lighter or darker."""
    return (scale * colour[0], scale * colour[1], scale * colour[2])


def mug(look: tuple[str, str], seed: int, specks: float = 0.05) -> tuple[Prop, ...]:
    """A mug on z = 0 with its handle towards +x: 8.6 cm wide, 9.2 cm tall."""
    outer = [(3.2, 0.95), (4.0, 1.6), (4.3, 3.6), (4.28, 7.0), (4.2, 8.9)]
    inner = [(3.86, 8.9), (3.95, 7.0), (3.95, 3.6), (3.55, 1.7), (2.6, 1.25), (0, 1.15)]
    wall = np.vstack(
        (
            smooth(outer, 90),
            smooth([(4.2, 8.95), (4.12, 9.16), (3.98, 9.16), (3.88, 8.95)], 20),
            smooth(inner, 90),
        )
    )
    foot = fillet(
        [(0, 0.12), (2.75, 0.12), (2.85, 0.0), (3.15, 0.0), (3.28, 1.0), (2.6, 1.2)], 0.12
    )
    skin = glaze(*look, seed, specks)
    return (
        Prop(lathe(wall), skin),
        Prop(lathe(foot), bumped(matte(CLAY), noise(1024, 1.5, 3, seed=31), 0.03)),
        Prop(_handle(), glaze(*look, seed, specks, breaks=False)),
    )


def _handle() -> Mesh:
    """An ear in the plane of x and z, wider where it meets the wall."""
    angle = np.radians(np.linspace(96, -96, 90))
    path = np.stack((4.25 + 2.6 * np.cos(angle), 0 * angle, 5.25 + 2.4 * np.sin(angle)), 1)
    swell = 1 + 0.35 * np.abs(np.linspace(-1, 1, len(path))) ** 6
    section = ring(0.5, 28)[None] * np.stack((1.35 * swell, 0.82 * swell), 1)[:, None]
    return sweep(path, section, up=Y)


def coffee() -> tuple[Prop, ...]:
    """Coffee to 1.6 cm below the rim, with a ring of crema where it meets the wall."""
    reach = np.linspace(0, 1, 512, dtype=np.float32)[None, :]
    froth = noise(512, 3.0, 3, seed=41)
    crema = np.clip((reach - 0.80 + 0.12 * (froth - 0.5)) / 0.2, 0, 1) ** 1.5
    colour: Texture = blend(
        np.asarray(np.broadcast_to(crema, (512, 512)) * (0.55 + 0.45 * froth), np.float32),
        (0.018, 0.007, 0.003),
        (0.30, 0.13, 0.045),
    )
    disc = np.stack((np.linspace(0.001, 3.94, 80), 7.5 + 0.06 * np.linspace(0, 1, 80) ** 14), 1)
    return (Prop(lathe(disc[::-1]), coated(np.ascontiguousarray(colour[:, ::-1]), 0.04)),)


def pictures() -> tuple[Picture, ...]:
    """The three together, the rim close up, coffee from above."""
    paper = backdrop(matte(hexed("dfcdb8")))
    three = (
        *placed(mug(OAT, 50, 0.10), (-10.6, 3.0, 0), [(Z, 205)]),
        *placed(mug(CELADON, 54), (0.2, -3.2, 0), [(Z, -38)]),
        *placed(mug(COBALT, 58, 0.03), (11.2, 4.2, 0), [(Z, -12)]),
    )
    group = Stage(
        (paper, *three),
        dome(0.9, 0.03, key=0.95, fill=0.5, rim=1.0),
        Camera((0, -90, 33), (0.6, 0, 4.6), 85),
        (0.1, 0.1, 0.1),
    )
    close = (
        *placed(mug(OAT, 50, 0.10), (0, 0, 0), [(Z, -28)]),
        *placed(mug(COBALT, 58, 0.03), (-9.5, 11.5, 0), [(Z, 190)]),
        *placed(mug(CELADON, 54), (9.0, 17.5, 0), [(Z, -12)]),
    )
    rim = Stage(
        (paper, *close),
        dome(0.9, 0.03, key=0.9, fill=0.6, rim=1.1),
        Camera((-9, -33, 19.0), (0.9, 0.5, 6.3), 85, 9.0, (-0.9, -3.9, 7.6)),
        (0.1, 0.1, 0.1),
    )
    board = Prop(
        block((120, 80, 3), 0.5).draped(50).moved(y=4, z=-3),
        wood((0.50, 0.32, 0.18), (0.30, 0.17, 0.085), 0.35),
    )
    cloth = Prop(
        block((26, 22, 0.25), 0.12).draped(10),
        bumped(matte(hexed("8fa3a0")), noise(1024, 1.2, 2, seed=61), 0.05),
    )
    above = Stage(
        (
            board,
            *placed((cloth,), (-2.5, 0.5, 0), [(Z, 17)]),
            *placed((*mug(OAT, 50, 0.10), *coffee()), (0, 0, 0.25), [(Z, -32)]),
        ),
        (
            Softbox((-46, 26, 46), (0, 0, 5), (34, 60), (7.6, 7.3, 6.8)),
            Softbox((50, -20, 60), (0, 0, 5), (50, 50), (1.3, 1.3, 1.4)),
        ),
        Camera((6, -27, 44), (0.7, 0.2, 5.0), 70, 8.0, (0, -2, 8)),
        (0.12, 0.12, 0.12),
    )
    return (
        Picture("kiln-mugs-1", group, samples=28),
        Picture("kiln-mugs-2", rim, samples=28, stops=0.35),
        Picture("kiln-mugs-3", above, samples=28, stops=0.75),
    )
