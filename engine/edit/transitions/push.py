"""Push: the next picture pushes the last one out of the frame, to the left or upwards."""

from __future__ import annotations

import numpy as np

from engine.edit.easing import eased
from engine.edit.transitions import Parameters
from engine.media.frames import Plane, Planes

__all__ = ["REVISION", "blend"]

REVISION = 1
"""Raise it whenever the same pictures would be joined into other pixels."""


def blend(before: Planes, after: Planes, share: float, parameters: Parameters) -> Planes:
    """Both, side by side, moved by the eased share; `to` is "left" (the default) or "up"."""
    axis = 0 if parameters.get("to") == "up" else 1
    # Whole even pixels, so that chroma of half the size moves with luma.
    moved = 2 * round(eased(share) * before[1].shape[axis])
    y, u, v = (
        _pushed(a, b, moved // (1 if n == 0 else 2), axis)
        for n, (a, b) in enumerate(zip(before, after, strict=True))
    )
    return y, u, v


def _pushed(before: Plane, after: Plane, by: int, axis: int) -> Plane:
    length = before.shape[axis]
    parts = (np.take(before, range(by, length), axis), np.take(after, range(by), axis))
    return np.ascontiguousarray(np.concatenate(parts, axis))
