"""Composition: how large a subject stands in the frame, and where.

Pure geometry over fractions and pixels: it sees no picture's contents, and takes the places from
the layout that it is given.
"""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from engine.layouts import Box
from engine.renderers.animatic.subject import Subject
from schemas.setup import Canvas
from schemas.shot import Framing

__all__ = ["focused", "kept_covering", "loses", "scale_for", "window"]

_NEARER = {Framing.WIDE: 1.0, Framing.MEDIUM: 1.14, Framing.CLOSE: 1.9, Framing.DETAIL: 2.8}
"""How much larger than in a wide shot the subject stands."""
_KEPT = 0.85
"""Share of a subject's width and height that a wide shot keeps at least."""
_MOST_ENLARGED = 2.0
"""Pixels of the canvas per pixel of the photograph, at most: beyond this it looks soft."""


def loses(subject: Subject, window: tuple[float, float]) -> bool:
    """Whether a frame of that size (as fractions of the picture) loses a part of the subject."""
    wide, high = subject.right - subject.left, subject.bottom - subject.top
    return window[0] < _KEPT * wide or window[1] < _KEPT * high


def scale_for(
    size: tuple[float, float], canvas: Canvas, box: Box, framing: Framing, margin: float
) -> float:
    """Pixels of the canvas per pixel of the photograph, for the subject to stand as framed.

    `size` is the subject's, in pixels of the photograph. In a wide shot it fills `box` of the
    frame. The margin leaves headroom for the camera's move.
    """
    wide, high = size
    wanted = min(box.width * canvas.width / wide, box.height * canvas.height / high)
    wanted = wanted * _NEARER[framing] / (1 + margin)
    return float(min(wanted, _MOST_ENLARGED * max(1.0, canvas.height / 1080)))


def window(picture: NDArray[Any], canvas: Canvas, scale: float) -> tuple[float, float]:
    """The frame's size as fractions of the picture's."""
    return canvas.width / scale / picture.shape[1], canvas.height / scale / picture.shape[0]


def focused(
    subject: Subject,
    point: tuple[float, float],
    at: tuple[float, float],
    window: tuple[float, float],
) -> tuple[float, float]:
    """The point of the picture that stands at `at` in the frame.

    Along an axis on which the frame holds the whole subject, its middle; along one on which it does
    not, the point of interest, moved so that the frame stays within the subject.
    """
    ends = ((subject.left, subject.right), (subject.top, subject.bottom))
    found = []
    for wanted, (low, high), place, span in zip(point, ends, at, window, strict=True):
        first, last = low + span * place, high - span * (1 - place)
        inside = min(max(wanted, first - 0.12 * span), last + 0.12 * span)
        found.append((low + high) / 2 if first >= last else inside)
    return found[0], found[1]


def kept_covering(start: float, length: float, stage: int) -> float:
    """`start` moved so that no edge of the picture shows, where the picture is long enough."""
    if length < stage:
        return start
    return min(0.0, max(stage - length, start))
