"""Lesson B, why the background blurs: pawns and a string of lights at f/1.4, f/5.6 and f/16."""

from __future__ import annotations

from functools import partial

import numpy as np

from .curves import smooth
from .diagrams import blades
from .forms import block, lathe
from .materials import coated, hexed, matte, wood
from .mesh import join
from .slide import slide
from .stage import Camera, Picture, Prop, Softbox, Stage

STEPS = (
    (1.4, "Wide open, f/1.4", "Each far point becomes a disc: only the near pawn is sharp."),
    (5.6, "Half closed, f/5.6", "A narrower cone of light: the discs shrink, the row appears."),
    (16.0, "Nearly shut, f/16", "Thin cones from every point: near and far are sharp together."),
)
COLOURS = ("c9562f", "d9a441", "7f9a6a", "3f7f86", "5b5f8a")


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


def _stage(stop: float) -> Stage:
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


def pictures() -> tuple[Picture, ...]:
    """The three slides; the widest aperture takes the most samples."""
    return tuple(
        Picture(
            f"depth-of-field-{number}",
            _stage(stop),
            (1600, 900),
            samples,
            bloom=0.03,
            finish=partial(slide, number=number, heading=heading, text=text, diagram=blades(stop)),
        )
        for number, ((stop, heading, text), samples) in enumerate(
            zip(STEPS, (72, 28, 20), strict=True), 1
        )
    )
