"""Marks: lines, boxes and rings that point at something in a picture, drawn as they come in.

It knows frames and time; not what is pointed at. What it makes is keyed by the revision of the
animatic renderer's offers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.colours import readable_on
from engine.media.colour import bt709
from engine.media.frames import Planes
from engine.renderers.animatic.stage import colour_of
from schemas.placement import Mark

__all__ = ["are_drawn", "draw_marks"]

_LENGTH = 0.6
"""Seconds in which a mark is drawn."""
_FADES = 0.2
"""Seconds in which it goes."""
_THICK, _DOT = 0.0035, 0.011
"""Width of a line and radius of its dot, as shares of the frame's short side."""
_BITS = 4
_RING, _ROUND = 0.0052, 0.014
"""Width of a ring's line and radius of its corners, in the same shares."""
_CASED = 1.7
"""Times as wide is the casing of what must be seen on anything: a light line under a dark one."""
_SAMPLES = 4
"""Points of a pixel's side at which a ring and its pointer are measured: they are drawn once."""
_POINTER = 0.052
"""Height of the pointer, as a share of the frame's short side."""
_WAY = 0.16
"""How far it comes, in the same shares."""
_ARROW = (
    *((0.0, 0.0), (0.0, 0.86), (0.21, 0.66), (0.36, 1.0), (0.50, 0.94), (0.35, 0.60)),
    (0.64, 0.60),
)
"""A pointer's outline from its tip, in its height."""


def are_drawn(marks: Sequence[Mark], seconds: float) -> tuple[tuple[float, float], ...]:
    """How much of each mark is drawn so many seconds into the shot, and how solid it is, from 0 to
    1: it is drawn as it comes, and fades as it goes.
    """
    return tuple(
        (
            min(1.0, max(0.0, (seconds - mark.after) / _LENGTH)),
            1.0 if mark.until is None else min(1.0, max(0.0, (mark.until - seconds) / _FADES)),
        )
        for mark in marks
    )


def draw_marks(frame: Planes, marks: Sequence[Mark], seconds: float) -> None:
    """Draw the marks as they stand so many seconds into the shot, into the frame's planes."""
    height, width = frame[0].shape
    for mark, (gone, solid) in zip(marks, are_drawn(marks, seconds), strict=True):
        if not gone or not solid:
            continue
        drawn = 1 - (1 - gone) ** 3
        if mark.kind == "ring":
            _ring(frame, mark, drawn, solid)
            continue
        for n_plane, (plane, value) in enumerate(zip(frame, _values(mark.colour), strict=True)):
            by = 1 if n_plane == 0 else 2
            _one(plane, mark, (width / by, height / by), drawn, value)


def _values(colour: str) -> tuple[float, float, float]:
    y, u, v = (float(plane[0, 0]) for plane in bt709((colour_of(colour) * 255)[None, None]))
    return y, u, v


def _ring(frame: Planes, mark: Mark, drawn: float, solid: float) -> None:
    """A ring that closes from its upper left corner, and the pointer that came to it."""
    height, width = frame[0].shape
    short = min(width, height)
    box = mark.x * width, mark.y * height, mark.to_x * width, mark.to_y * height
    casing = readable_on(mark.colour, "#ffffff", "#000000")
    outline = _outline(box, _ROUND * short)
    shown = outline[: max(2, round(len(outline) * drawn))]
    thick = _RING * short
    _stroked(frame, shown, thick * _CASED, casing, 0.75 * solid)
    _stroked(frame, shown, thick, mark.colour, solid)
    # Its tip comes to rest within the ring's lower right corner, and hides little of what is there.
    high = _POINTER * short
    left = (1 - drawn) * _WAY * short
    tip = np.array([box[2] - 0.2 * high + left, box[3] - 0.1 * high + left])
    arrow = tip + np.array(_ARROW) * high
    solid *= min(1.0, 2 * drawn)
    _filled(frame, arrow, "#111111", solid, grown=high * 0.07)
    _filled(frame, arrow, "#ffffff", solid, grown=0.0)


def _outline(box: tuple[float, float, float, float], radius: float) -> NDArray[Any]:
    """Points along a box with round corners, close to each other and clockwise."""
    left, top, right, bottom = box
    radius = min(radius, (right - left) / 2, (bottom - top) / 2)
    corners = (
        (left + radius, top + radius, 180),
        (right - radius, top + radius, 270),
        (right - radius, bottom - radius, 0),
        (left + radius, bottom - radius, 90),
    )
    points = []
    for x, y, begin in corners:
        angles = np.radians(np.linspace(begin, begin + 90, 13))
        points.append(np.column_stack([x + radius * np.cos(angles), y + radius * np.sin(angles)]))
    path = np.concatenate([*points, points[0][:1]])
    steps = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
    at = np.linspace(0, steps[-1], max(8, round(steps[-1] / 2)))
    return np.column_stack([np.interp(at, steps, path[:, n]) for n in range(2)])


def _stroked(frame: Planes, points: NDArray[Any], thick: float, colour: str, solid: float) -> None:
    def draw(cover: NDArray[Any], scaled: NDArray[Any], by: float) -> None:
        cv2.polylines(cover, [scaled], False, 255, max(1, round(thick * by)), cv2.LINE_AA, _BITS)

    _covered(frame, points, thick, draw, colour, solid)


def _filled(
    frame: Planes, points: NDArray[Any], colour: str, solid: float, *, grown: float
) -> None:
    def draw(cover: NDArray[Any], scaled: NDArray[Any], by: float) -> None:
        cv2.fillPoly(cover, [scaled], 255, cv2.LINE_AA, _BITS)
        if grown:
            wide = max(1, round(2 * grown * by))
            cv2.polylines(cover, [scaled], True, 255, wide, cv2.LINE_AA, _BITS)

    _covered(frame, points, 2 * grown, draw, colour, solid)


def _covered(
    frame: Planes, points: NDArray[Any], around: float, draw: Any, colour: str, solid: float
) -> None:
    """Draw into the planes what `draw` covers about the points, measured at parts of a pixel."""
    height, width = frame[0].shape
    low = np.floor((points.min(0) - around - 2) / 2).astype(int) * 2
    high = np.ceil((points.max(0) + around + 2) / 2).astype(int) * 2
    left, top = max(0, int(low[0])), max(0, int(low[1]))
    right, bottom = min(width, int(high[0])), min(height, int(high[1]))
    if left >= right or top >= bottom:
        return
    size = bottom - top, right - left
    cover = np.zeros((size[0] * _SAMPLES, size[1] * _SAMPLES), np.uint8)
    scaled = np.rint((points - (left, top)) * _SAMPLES * (1 << _BITS)).astype(np.int32)
    draw(cover, scaled, _SAMPLES)
    for n, (plane, value) in enumerate(zip(frame, _values(colour), strict=True)):
        by = 1 if n == 0 else 2
        share = cv2.resize(cover, (size[1] // by, size[0] // by), interpolation=cv2.INTER_AREA)
        part = plane[top // by : bottom // by, left // by : right // by]
        gone = share.astype(np.float32) * (solid / 255)
        part[:] = part + (value - part.astype(np.float32)) * gone + 0.5


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
