"""Loop: a clip whose end leads into its beginning, by the motion between the two.

Its last part is moved, frame by frame, to where the clip comes from; so no step is larger at the
seam than within. What it makes is keyed by the revision of the animatic renderer's offers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

import cv2
import numpy as np

from engine.edit.interpolation import Interpolation
from engine.media.frames import Planes
from engine.renderers.reel import Reel
from schemas.setup import Canvas

__all__ = ["looped"]

_JOINS = 1.0
"""Seconds over which the end becomes the beginning; of a short clip a third."""
_SLOWEST = 0.5
"""How slowly a clip is played, rather than twice, that is shorter than the take."""
_SIZE = 64, 36
"""Pixels at which moments of a clip are compared."""


def looped(reel: Reel, canvas: Canvas, frames: int) -> Iterator[Planes]:
    """`frames` frames after which the first one is due again.

    A clip that is long enough is played as it is, from where its end is most like its beginning; a
    shorter one slower, and, from half its speed on, several times.
    """
    plan = _planned(reel, canvas, frames)
    for n in range(frames):
        phase = n % plan.period if plan.period else 0.0
        own = plan.start + plan.overlap + phase * plan.speed
        joined = 1 - (plan.period - phase) * plan.speed / plan.overlap if plan.overlap else 0.0
        if joined <= 0:
            yield reel.at(own)
            continue
        # The part before the clip's first moment leads up to it, while its end goes on.
        before = own - plan.period * plan.speed
        share = joined * joined * (3 - 2 * joined)
        yield Interpolation(reel.at(own), reel.at(before), cuts=False).at(share)


@dataclass(frozen=True, slots=True)
class _Plan:
    """A loop from frame `start` of the clip on: `overlap` frames of it that its end becomes, and
    then `period` frames of the take, played at `speed`.
    """

    start: int
    overlap: int
    period: float
    speed: float


def _planned(reel: Reel, canvas: Canvas, frames: int) -> _Plan:
    overlap = min(ceil(_JOINS * float(canvas.rate)), (len(reel) - 1) // 3, frames - 1)
    span = len(reel) - 1 - overlap
    if overlap < 1:
        return _Plan(0, 0, 0.0, 1.0)
    times = max(1, ceil(frames * _SLOWEST / span))
    period = frames / times
    if span < period:
        return _Plan(0, overlap, period, span / period)
    return _Plan(_alike(reel, overlap, frames), overlap, float(frames), 1.0)


def _alike(reel: Reel, overlap: int, frames: int) -> int:
    """The first frame from which on the clip is most like itself, `frames` later."""
    last = len(reel) - 1 - overlap - frames
    if last <= 0:
        return 0
    small = np.array([_small(reel[n]) for n in range(len(reel))])
    apart = np.abs(small[: len(small) - frames] - small[frames:]).mean(1)
    sums = np.convolve(apart, np.ones(overlap), "valid")
    return int(np.argmin(sums[: last + 1]))


def _small(frame: Planes) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    parts = (cv2.resize(plane, _SIZE, interpolation=cv2.INTER_AREA) for plane in frame)
    return np.concatenate([part.ravel() for part in parts]).astype(np.float32)
