"""The lessons' pictures: a plaster head in one, two and three lights; pawns at f/1.4, f/5.6, f/16.

The head is modelled radially: one radius for each height and direction, raised and hollowed by soft
bumps.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from .drawings import blades, lamps, slide
from .forms import Array, Z, block, join, lathe, smooth, surface
from .stage import (
    Camera,
    Picture,
    Prop,
    Softbox,
    Stage,
    backdrop,
    bumped,
    coated,
    hexed,
    matte,
    noise,
    placed,
    wood,
)

KEY = Softbox((-46, -52, 50), (6, 0, 15), (26, 26), (23.0, 22.1, 20.1))
FILL = Softbox((64, -60, 24), (6, 0, 14), (58, 58), (1.5, 1.57, 1.7))
RIM = Softbox((40, 58, 42), (3, 0, 18), (14, 30), (180.0, 182.0, 187.0))
LIT = (
    ("Key light alone", "One lamp to the side sets the form: a bright cheek, a dark one.", (KEY,)),
    (
        "Key and fill",
        "A broad, weaker lamp opposite lifts the shadow without erasing it.",
        (KEY, FILL),
    ),
    (
        "Key, fill and rim",
        "A lamp behind draws a bright edge and parts the head from the wall.",
        (KEY, FILL, RIM),
    ),
)
STOPS = (
    (1.4, "Wide open, f/1.4", "Each far point becomes a disc: only the near pawn is sharp."),
    (5.6, "Half closed, f/5.6", "A narrower cone of light: the discs shrink, the row appears."),
    (16.0, "Nearly shut, f/16", "Thin cones from every point: near and far are sharp together."),
)
COLOURS = ("c9562f", "d9a441", "7f9a6a", "3f7f86", "5b5f8a")
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


def pictures() -> tuple[Picture, ...]:
    """The three slides of each lesson."""
    return (*_lighting(), *_aperture())


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


def _lighting() -> tuple[Picture, ...]:
    """Lesson A, three-point lighting: one head under a key, key and fill, all three lights."""
    wall = backdrop(matte(hexed("40474e")), depth=240, scale=1.5)
    camera = Camera((0, -118, 21), (-12.5, 0, 14.2), 80)
    sitter = placed(head(), (3, 0, 0), [(Z, -24)])
    return tuple(
        Picture(
            f"three-lights-{number}",
            Stage((wall, *sitter), lights, camera, (0.026, 0.027, 0.03)),
            (1600, 900),
            24,
            finish=partial(
                slide, number=number, heading=heading, text=text, diagram=lamps(len(lights))
            ),
        )
        for number, (heading, text, lights) in enumerate(LIT, 1)
    )


def _pawn(colour: str) -> Prop:
    """A lacquered wooden pawn, 9 cm tall."""
    body = [
        (0, 0),
        (2.5, 0.0),
        (2.62, 0.5),
        (2.3, 1.1),
        (1.9, 1.5),
        (1.1, 3.4),
        (0.86, 5.2),
        (1.0, 5.75),
    ]
    collar = [(1.0, 5.75), (1.5, 5.95), (1.5, 6.15), (0.95, 6.35)]
    ball = [(1.62 * np.sin(a), 7.6 - 1.62 * np.cos(a)) for a in np.linspace(0.62, np.pi, 40)]
    line = np.vstack((smooth(body, 120), smooth(collar, 24), np.array(ball)))
    return Prop(lathe(line), coated(hexed(colour), 0.1))


def _garland() -> Prop:
    """Globe lights in two slack strings far behind the row."""
    angle = np.linspace(0, np.pi, 24)
    globe = lathe(np.stack((1.6 * np.sin(angle), 1.6 * np.cos(angle)), 1), 32)
    spots = []
    for string, (height, sag, start) in enumerate(((40.0, 11.0, -66.0), (27.0, 8.0, -58.0))):
        for step in range(12):
            t = step / 11
            x = start + t * (150 + 12 * string)
            spots.append(
                globe.moved(
                    x,
                    118 + 16 * string + 5 * np.sin(5.1 * step),
                    height - sag * 4 * t * (1 - t) + 1.5 * np.sin(3.7 * step),
                )
            )
    return Prop(join(spots), matte((0.5, 0.5, 0.5)), (7.0, 4.0, 1.75))


def _set(stop: float) -> Stage:
    table = Prop(
        block((260, 200, 4), 0.5).draped(70).moved(y=40, z=-4),
        wood((0.34, 0.19, 0.10), (0.16, 0.08, 0.04), 0.2),
    )
    wall = Prop(block((600, 4, 400), 0.1).moved(y=190, z=-150), matte(hexed("3b4c5c")))
    row = tuple(
        _pawn(colour).moved(5.5 + 5.6 * step + 0.42 * step * step, 15.5 * step, 0)
        for step, colour in enumerate(COLOURS)
    )
    lights = (
        Softbox((-50, -40, 56), (8, 10, 4), (44, 44), (10.5, 10.1, 9.6)),
        Softbox((80, -10, 40), (10, 20, 4), (40, 60), (3.4, 3.6, 4.0)),
        Softbox((0, 120, 110), (10, 60, 0), (120, 50), (3.2, 3.4, 4.0)),
    )
    return Stage(
        (table, wall, *row, _garland()),
        lights,
        Camera((-3.8, -50, 14.5), (1.6, 20, 6.6), 50, stop, (5.5, -1.5, 5.5)),
        (0.06, 0.07, 0.09),
    )


def _aperture() -> tuple[Picture, ...]:
    """Lesson B, why the background blurs; the widest aperture takes the most samples."""
    return tuple(
        Picture(
            f"depth-of-field-{number}",
            _set(stop),
            (1600, 900),
            samples,
            bloom=0.03,
            finish=partial(slide, number=number, heading=heading, text=text, diagram=blades(stop)),
        )
        for number, ((stop, heading, text), samples) in enumerate(
            zip(STOPS, (72, 28, 20), strict=True), 1
        )
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
