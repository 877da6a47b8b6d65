"""Iris: the next picture opens as a circle from the middle of the frame."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from engine.edit.easing import eased
from engine.edit.transitions import Parameters
from engine.media.frames import Plane, Planes

__all__ = ["REVISION", "blend"]

REVISION = 1
"""Raise it whenever the same pictures would be joined into other pixels."""

_SOFT = 1.5
"""Pixels over which the circle's edge fades."""


def blend(before: Planes, after: Planes, share: float, parameters: Parameters) -> Planes:  # noqa: ARG001 - TransitionKind
    """The next picture inside a circle that grows to the frame's corners."""
    y, u, v = (_opened(a, b, eased(share)) for a, b in zip(before, after, strict=True))
    return y, u, v


def _opened(before: Plane, after: Plane, share: float) -> Plane:
    away = _away(*before.shape)
    radius = share * (float(away[0, 0]) + _SOFT)
    cover = np.clip((radius - away) / _SOFT, 0, 1)
    mixed = before + (after.astype(np.float32) - before) * cover
    return np.asarray(mixed + 0.5, np.uint8)


@lru_cache(maxsize=4)
def _away(height: int, width: int) -> Plane:
    """The distance of each pixel from the middle."""
    y, x = np.ogrid[0:height, 0:width]
    return np.hypot(y - (height - 1) / 2, x - (width - 1) / 2).astype(np.float32)
