"""Zoom: the camera goes through the last picture and arrives at the next."""

from __future__ import annotations

import numpy as np

from engine.edit.easing import eased
from engine.edit.transitions import Parameters
from engine.media.frames import Plane, Planes

__all__ = ["REVISION", "blend"]

REVISION = 1
"""Raise it whenever the same pictures would be joined into other pixels."""

_NEARER = 0.5
"""How much nearer the last picture has come, and how much too near the next one begins."""
_MIXED = (0.35, 0.65)
"""The shares of the way between which both are seen."""


def blend(before: Planes, after: Planes, share: float, parameters: Parameters) -> Planes:  # noqa: ARG001 - TransitionKind
    """The last picture growing, then the next one settling, with a short dissolve between them."""
    import cv2  # noqa: PLC0415 - heavy, and a plan asks for REVISION alone

    at = eased(share)
    mix = min(1.0, max(0.0, (at - _MIXED[0]) / (_MIXED[1] - _MIXED[0])))
    parts = []
    for a, b in zip(before, after, strict=True):
        shown = []
        if mix < 1:
            shown.append((_nearer(a, 1 + _NEARER * at), 1 - mix))
        if mix > 0:
            shown.append((_nearer(b, 1 + _NEARER * (1 - at)), mix))
        (first, weight), (second, other) = shown[0], shown[-1]
        mixed = first if len(shown) == 1 else cv2.addWeighted(first, weight, second, other, 0)
        parts.append(mixed)
    y, u, v = parts
    return y, u, v


def _nearer(plane: Plane, zoom: float) -> Plane:
    import cv2  # noqa: PLC0415 - as above

    height, width = plane.shape
    middle = np.array([(width - 1) / 2, (height - 1) / 2])
    matrix = np.column_stack([np.eye(2) / zoom, middle - middle / zoom])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(
        plane, matrix, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
