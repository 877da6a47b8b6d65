"""Extend: a clip goes on before its beginning or after its end, as its camera moved there.

The kept frames are the clip's own. Beyond them the frame at its end moves on, slows down and rests:
nothing is invented, so where a move would show what the clip does not, it comes nearer instead.
What it makes is keyed by the revision of the animatic renderer's offers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, exp, log, sin
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.media.frames import Planes
from engine.renderers.animatic.drift import Drift, drift_of
from engine.renderers.animatic.times import kept_of
from engine.renderers.animatic.warp import halved
from engine.renderers.reel import Reel
from schemas.setup import Canvas
from schemas.shot import Extend

__all__ = ["extended"]

_SETTLES = 3.3
"""Seconds after which a move has come to rest, as the camera over a picture does."""
_ROOM, _NEARER, _TURNED = 0.04, log(1.08), 0.03
"""How far a move goes on at most: share of a side, logarithm of a zoom, radians. Beyond, the frame
that is enlarged for it looks soft."""
_BLEED = 0.0025
"""Share of a side by which the picture's outermost pixels may be repeated: unseen, and enough for a
camera that pulls back to stop softly."""


def extended(reel: Reel, shot: Extend, canvas: Canvas, frames: int) -> Iterator[Planes]:
    """`frames` frames, of which `shot` keeps some of the clip's own: its last ones first, or
    (backward) its first ones last. A clip that is shorter is kept whole.
    """
    last, kept = len(reel) - 1, min(kept_of(shot, frames), len(reel))
    if shot.direction == "forward":
        yield from (reel[n] for n in range(len(reel) - kept, len(reel)))
        drift = drift_of(lambda away: reel[last - away][0], len(reel))
        moves = _Moves(reel[last], drift, canvas)
        yield from (moves.after(n) for n in range(1, frames - kept + 1))
        return
    moves = _Moves(reel[0], drift_of(lambda away: reel[away][0], len(reel)), canvas)
    yield from (moves.after(n) for n in range(frames - kept, 0, -1))
    yield from (reel[n] for n in range(kept))


@dataclass(slots=True)
class _Moves:
    """The clip's frame at its end, as it moves on."""

    frame: Planes
    drift: Drift
    canvas: Canvas
    shown: tuple[NDArray[Any], Planes] | None = None

    def after(self, n: int) -> Planes:
        """The picture `n` frames beyond the end; what rests is drawn once."""
        matrix = self._matrix(n)
        if np.array_equal(matrix, np.eye(2, 3)):
            return self.frame
        if self.shown is None or not np.allclose(matrix, self.shown[0], rtol=0, atol=1e-4):
            self.shown = matrix, _warped(self.frame, matrix)
        return self.shown[1]

    def _matrix(self, n: int) -> NDArray[Any]:
        """From the frame's pixels to the picture's (2x3)."""
        drift, width, height = self.drift, self.canvas.width, self.canvas.height
        farther = _way(max(abs(drift.x), abs(drift.y)), _ROOM, n, self.canvas)
        x, y = drift.x * farther, drift.y * farther
        most = _NEARER if drift.zoom > 0 else 2 * _BLEED
        zoom = drift.zoom * _way(abs(drift.zoom), most, n, self.canvas)
        turn = drift.turn * _way(abs(drift.turn), _TURNED, n, self.canvas)
        scale = max(exp(zoom), _covering(x, y, turn, width / height) - 2 * _BLEED)
        linear = scale * np.array([[cos(turn), -sin(turn)], [sin(turn), cos(turn)]])
        middle = np.array([(width - 1) / 2, (height - 1) / 2])
        return np.column_stack([linear, middle - linear @ middle + [x * width, y * height]])


def _way(speed: float, most: float, n: int, canvas: Canvas) -> float:
    """How many frames' way is gone after `n`, of a move that slows down to rest and gets no farther
    than `most`.
    """
    settles = _SETTLES * float(canvas.rate)
    if speed * settles / 3 > most:
        settles = 3 * most / speed
    gone = min(1.0, n / settles)
    return settles / 3 * (1 - (1 - gone) ** 3)


def _covering(x: float, y: float, turn: float, aspect: float) -> float:
    """The least scale at which a picture that is moved and turned still covers the frame."""
    moved = 1 + 2 * max(abs(x), abs(y))
    return moved * (cos(turn) + max(aspect, 1 / aspect) * abs(sin(turn)))


def _warped(frame: Planes, matrix: NDArray[Any]) -> Planes:
    half = halved(matrix)
    y, u, v = (
        cv2.warpAffine(
            plane,
            matrix if n == 0 else half,
            (plane.shape[1], plane.shape[0]),
            flags=cv2.INTER_LANCZOS4 if n == 0 else cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        for n, plane in enumerate(frame)
    )
    return y, u, v
