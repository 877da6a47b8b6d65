"""Marks: lines and boxes that point at something in a picture, drawn as they come in.

It knows frames and time; not what is pointed at. What it makes is keyed by the revision of the
animatic renderer's offers.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.media.colour import bt709
from engine.renderers.animatic.stage import colour_of
from schemas.placement import Mark

__all__ = ["MARKED", "draw_marks"]

_BEGINS, _LENGTH = 0.45, 0.6
"""Seconds after which marks are drawn, and for how long: the picture is seen first."""
MARKED = _BEGINS + _LENGTH
"""Seconds after which they stand still."""
_THICK, _DOT = 0.0035, 0.011
"""Width of a line and radius of its dot, as shares of the frame's short side."""
_BITS = 4


def draw_marks(
    frame: tuple[NDArray[Any], NDArray[Any], NDArray[Any]],
    marks: Sequence[Mark],
    n: int,
    rate: Fraction,
) -> None:
    """Draw the marks as they stand in frame `n`, into the frame's planes."""
    gone = min(1.0, max(0.0, (float(n / rate) - _BEGINS) / _LENGTH))
    if not gone:
        return
    drawn = 1 - (1 - gone) ** 3
    height, width = frame[0].shape
    for mark in marks:
        colour = bt709((colour_of(mark.colour) * 255)[None, None])
        for n_plane, plane in enumerate(frame):
            by = 1 if n_plane == 0 else 2
            value = float(colour[n_plane][0, 0])
            _one(plane, mark, (width / by, height / by), drawn, value)


def _one(
    plane: NDArray[Any], mark: Mark, size: tuple[float, float], drawn: float, value: float
) -> None:
    short = min(size)
    thick = max(1, round(_THICK * short))
    x, y = mark.x * size[0], mark.y * size[1]
    to_x, to_y = mark.to_x * size[0], mark.to_y * size[1]
    if mark.kind == "line":
        end = x + (to_x - x) * drawn, y + (to_y - y) * drawn
        cv2.line(plane, _fixed(x, y), _fixed(*end), (value,), thick, cv2.LINE_AA, _BITS)
        radius = round(_DOT * short * min(1.0, 2 * drawn) * (1 << _BITS))
        cv2.circle(plane, _fixed(x, y), radius, (value,), cv2.FILLED, cv2.LINE_AA, _BITS)
        return
    # A box is drawn from its upper left corner both ways round.
    wide, high = to_x - x, to_y - y
    across, down = min(1.0, 2 * drawn), max(0.0, 2 * drawn - 1)
    edges = [((x, y), (x + wide * across, y)), ((x, y), (x, y + high * across))]
    if down:
        edges += [
            ((to_x, y), (to_x, y + high * down)),
            ((x, to_y), (x + wide * down, to_y)),
        ]
    for start, end in edges:
        cv2.line(plane, _fixed(*start), _fixed(*end), (value,), thick, cv2.LINE_AA, _BITS)


def _fixed(x: float, y: float) -> tuple[int, int]:
    return int(np.rint(x * (1 << _BITS))), int(np.rint(y * (1 << _BITS)))
