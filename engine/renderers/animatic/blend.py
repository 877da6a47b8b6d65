"""Blend: two clips become one another along the motion between them, as a curve says.

Where no motion leads from one to the other they are mixed. What it makes is keyed by the revision
of the animatic renderer's offers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from engine.edit.interpolation import Interpolation
from engine.media.frames import Planes
from engine.renderers.reel import Reel

__all__ = ["blended", "influence"]


def blended(first: Reel, second: Reel, curve: Sequence[float], frames: int) -> Iterator[Planes]:
    """`frames` frames: the first clip from its beginning, the second up to its end, each slower
    where it is shorter than the take.
    """
    shares = influence(curve, frames)
    for n, share in enumerate(shares):
        if share <= 0:
            yield first.at(_moment(first, n, frames, late=False))
        elif share >= 1:
            yield second.at(_moment(second, n, frames, late=True))
        else:
            one = first.at(_moment(first, n, frames, late=False))
            other = second.at(_moment(second, n, frames, late=True))
            yield Interpolation(one, other, cuts=False).at(share)


def influence(curve: Sequence[float], frames: int) -> list[float]:
    """The second clip's influence at each frame; the curve's values stand at even steps in time."""
    places = np.linspace(0, max(1, frames - 1), len(curve))
    return [float(share) for share in np.interp(np.arange(frames), places, curve)]


def _moment(reel: Reel, n: int, frames: int, *, late: bool) -> float:
    """The moment of a clip that frame `n` shows, in its frames; `late`: it ends with the take."""
    last = len(reel) - 1
    if last + 1 >= frames:
        return float(n + (last + 1 - frames if late else 0))
    return n * last / (frames - 1)
