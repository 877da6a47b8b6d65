"""Push: the next picture pushes the last one out of the frame, to the left."""

from __future__ import annotations

import numpy as np

from engine.edit.easing import eased
from engine.edit.transitions import Parameters
from engine.media.frames import Plane, Planes

__all__ = ["REVISION", "blend"]

REVISION = 1
"""Raise it whenever the same pictures would be joined into other pixels."""


def blend(before: Planes, after: Planes, share: float, parameters: Parameters) -> Planes:  # noqa: ARG001 - TransitionKind
    """Both, side by side, moved to the left by the eased share."""
    # Whole even pixels, so that chroma of half the size moves with luma.
    moved = 2 * round(eased(share) * before[1].shape[1])
    y, u, v = (
        _pushed(a, b, moved // (1 if n == 0 else 2))
        for n, (a, b) in enumerate(zip(before, after, strict=True))
    )
    return y, u, v


def _pushed(before: Plane, after: Plane, by: int) -> Plane:
    return np.ascontiguousarray(np.concatenate([before[:, by:], after[:, :by]], axis=1))
