"""The line drawings of the slides: a lit set from above, and an iris.

Each is drawn into a square whose corner is the origin; knows nothing of the slide round it.
"""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin

import numpy as np
from PIL.ImageDraw import ImageDraw

from .lettering import AMBER, BEAM, FAINT, IRON, PAPER, font
from .mesh import Array

Drawing = Callable[[ImageDraw, float], None]
"""Draws into a square of the given side in pixels."""

PLACES = (
    # lamp, its place, half the width of its beam, where its name stands; fractions of the side
    ("key", (0.12, 0.74), 0.10, (0.0, 0.13)),
    ("fill", (0.88, 0.74), 0.16, (0.0, 0.13)),
    ("rim", (0.78, 0.10), 0.05, (0.15, -0.02)),
)
SITTER = np.array((0.5, 0.44))


def lamps(lit: int) -> Drawing:
    """The set from above: camera, sitter, and three lamps of which the first `lit` burn."""

    def draw(pen: ImageDraw, side: float) -> None:
        line = round(side * 0.008)

        def points(*places: Array) -> list[tuple[float, float]]:
            return [(float(x) * side, float(y) * side) for x, y in places]

        for index, (name, at, beam, label) in enumerate(PLACES):
            lamp = np.array(at)
            along = (SITTER - lamp) / np.linalg.norm(SITTER - lamp)
            across = np.array((-along[1], along[0]))
            on = index < lit
            ink = AMBER if on else FAINT
            if on:
                near, far = across * 0.03, across * beam
                pen.polygon(points(lamp + near, lamp - near, SITTER - far, SITTER + far), BEAM)
            back, wide, narrow = lamp - along * 0.055, across * 0.075, across * 0.05
            hood = points(lamp + wide, lamp - wide, back - narrow, back + narrow)
            pen.polygon(hood, fill=ink if on else None, outline=ink, width=line)
            (place,) = points(lamp + label)
            pen.text(place, name, font=font("Semibold", side * 0.075), fill=ink, anchor="mm")
        low, high = points(SITTER - 0.085, SITTER + 0.085)
        pen.ellipse((*low, *high), fill=PAPER)
        pen.polygon(
            points(*(SITTER + np.array(((-0.026, 0.077), (0.026, 0.077), (0, 0.115))))), PAPER
        )
        prism = np.array(((0.472, 0.86), (0.528, 0.86), (0.516, 0.9), (0.484, 0.9)))
        pen.polygon(points(*prism), fill=PAPER)
        body = (0.445 * side, 0.90 * side, 0.555 * side, 0.98 * side)
        pen.rounded_rectangle(body, 0.016 * side, outline=PAPER, width=line)

    return draw


def blades(stop: float, count: int = 7) -> Drawing:
    """An iris of `count` blades whose opening shrinks with the f-number, full at f/1.4.

    The exponent is gentler than the true 1 / f-number, so that f/16 still shows an opening.
    """

    def draw(pen: ImageDraw, side: float) -> None:
        line, centre, outer = round(side * 0.008), side * 0.5, side * 0.44
        opening = outer * 0.86 * (1.4 / stop) ** 0.72
        rim = (centre - outer, centre - outer, centre + outer, centre + outer)
        pen.ellipse(rim, fill=IRON, outline=PAPER, width=line)
        angles = [2 * pi * index / count - pi / 2 for index in range(count)]
        hole = [(centre + opening * cos(a), centre + opening * sin(a)) for a in angles]
        pen.polygon(hole, fill=AMBER)
        for start, through in zip(hole, [*hole[1:], hole[0]], strict=True):
            along = np.subtract(start, through) / np.linalg.norm(np.subtract(start, through))
            offset = np.subtract(start, centre)
            ahead = float(offset @ along)
            reach = (ahead**2 - offset @ offset + (outer - line / 2) ** 2) ** 0.5 - ahead
            pen.line([start, tuple(start + along * reach)], fill=PAPER, width=line)
        pen.line([*hole, *hole[:2]], fill=PAPER, width=line, joint="curve")

    return draw
