"""Calm: where type may stand on a picture that fills the frame.

Pure geometry over shares: it knows what was understood of a picture, and no layout.
"""

from __future__ import annotations

from typing import Literal

from engine.layouts import Shape, shape_of
from engine.placement.table import Box
from engine.placement.windows import REACH, Seen, fill_windows, overlap
from schemas.setup import Canvas

__all__ = ["calm_room"]

_SAFE: Box = (0.06, 0.08, 0.94, 0.90)
"""Where type may stand in a frame: placements keep that much free of their own signs."""
_SAFE_TALL: Box = (0.07, 0.15, 0.93, 0.64)
"""The same in a tall frame, over whose top and bottom an app lays its own."""
_MEASURE = 0.46
"""The widest measure in a frame that is not tall, as a share of its width."""
_MOST = (0.5, 0.6)
"""Width and height of a room beyond which more is no better."""


def calm_room(
    seen: Seen, canvas: Canvas, least: tuple[float, float]
) -> tuple[Box, Box, Literal["top", "middle", "bottom"]] | None:
    """The part of the picture that fills the frame, the room for type in it, and its anchor.

    The room lies in a calm part, clear of subject, heads and words, also where the camera has moved
    in. None where there is none of at least `least` (width and height as shares of the frame).
    """
    if not seen.is_sure or seen.transparent:
        return None
    is_tall = shape_of(canvas) is Shape.TALL
    safe = _SAFE_TALL if is_tall else _SAFE
    best: tuple[float, Box, Box] | None = None
    for window in fill_windows(seen, (canvas.width, canvas.height), places=5):
        apart = [_in_frame(box, window) for box in (seen.subject, *seen.heads, *seen.texts)]
        for calm in seen.calm:
            room = _common(_shrunk(_in_frame(calm, window)), safe)
            if room is None or any(overlap(room, box) for box in apart):
                continue
            wide, high = room[2] - room[0], room[3] - room[1]
            if wide < least[0] or high < least[1]:
                continue
            size = min(wide, _MOST[0]) * min(high, _MOST[1])
            if best is None or size > best[0] + 1e-6:
                best = (size, window, room)
    if best is None:
        return None
    _, window, room = best
    if not is_tall:
        room = _narrowed(room, max(_MEASURE, least[0]))
    middle = (room[1] + room[3]) / 2
    return window, room, "middle" if 0.35 < middle < 0.65 else "top" if middle < 0.5 else "bottom"


def _narrowed(room: Box, measure: float) -> Box:
    """The room in a measure that can be read, against the nearer side of the frame."""
    left, top, right, bottom = room
    if right - left <= measure:
        return room
    if (left + right) / 2 < 0.6:
        return left, top, left + measure, bottom
    return right - measure, top, right, bottom


def _in_frame(box: Box, window: Box) -> Box:
    """A box of the picture as it stands in the frame that the window fills."""
    wide, high = window[2] - window[0], window[3] - window[1]
    return (
        (box[0] - window[0]) / wide,
        (box[1] - window[1]) / high,
        (box[2] - window[0]) / wide,
        (box[3] - window[1]) / high,
    )


def _shrunk(box: Box) -> Box:
    """The box less what the camera's move takes of it."""
    by = REACH / 2
    return box[0] + by, box[1] + by, box[2] - by, box[3] - by


def _common(one: Box, other: Box) -> Box | None:
    left, top = max(one[0], other[0]), max(one[1], other[1])
    right, bottom = min(one[2], other[2]), min(one[3], other[3])
    return (left, top, right, bottom) if left < right and top < bottom else None
