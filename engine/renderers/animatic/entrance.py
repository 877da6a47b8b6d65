"""Entrance: how a picture comes into its frame, before the camera's move goes on with it.

It knows views and time; no pixels. What it makes is keyed by the revision of the animatic
renderer's offers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from engine.renderers.animatic.camera import View
from schemas.placement import PicturePlace, Use

__all__ = ["entered"]

_LENGTH = 0.75
"""Seconds of an entrance: a hero's may take as long as it is looked forward to."""
_WAY = 0.14
"""Share of its box that a figure moves as it comes in."""
_SHOWN = 0.18
"""Seconds in which a figure that comes in late becomes solid."""
_BEGINS = {"left": (1, 0), "right": (-1, 0), "up": (0, 1), "down": (0, -1)}
"""On which side of its place a figure begins that moves left, right, up or down."""


def entered(views: Sequence[View], place: PicturePlace, rate: Fraction) -> tuple[View, ...]:
    """The views of one picture, with its entrance.

    What moves over the ground slides in and slows down; what covers its box is uncovered. What
    comes in at once is there in the first frame already, at full speed: a film begins with it.
    """
    if not place.enters:
        return tuple(views)
    figure = place.use in {Use.CUT_OUT, Use.CARD}
    across, down = _BEGINS[place.enters]
    found = []
    for n, view in enumerate(views):
        since = float(n / rate) - place.delay
        left = (1 - min(1.0, max(0.0, since / _LENGTH))) ** 3
        if figure:
            solid = min(1.0, max(0.0, since / _SHOWN)) if place.delay else 1.0
            # A frame that looks away from a figure shows it off its place.
            x, y = view.x - across * _WAY * left, view.y - down * _WAY * left
            found.append(replace(view, x=x, y=y, open=solid))
        else:
            found.append(replace(view, open=1 - left))
    return tuple(found)
