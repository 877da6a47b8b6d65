"""Dip: the last picture fades into the next one's ground, and that into the next picture."""

from __future__ import annotations

from engine.edit.transitions import Parameters
from engine.media.frames import Plane, Planes

__all__ = ["REVISION", "blend"]

REVISION = 1
"""Raise it whenever the same pictures would be joined into other pixels."""


def blend(before: Planes, after: Planes, share: float, parameters: Parameters) -> Planes:  # noqa: ARG001 - TransitionKind
    """One of both over the colour of the next picture's upper left corner: its ground, mostly."""
    shown, cover = (before, 1 - 2 * share) if share < 0.5 else (after, 2 * share - 1)
    y, u, v = (
        _faded(plane, float(ground[0, 0]), cover)
        for plane, ground in zip(shown, after, strict=True)
    )
    return y, u, v


def _faded(plane: Plane, ground: float, cover: float) -> Plane:
    import cv2  # noqa: PLC0415 - heavy, and a plan asks for REVISION alone

    return cv2.convertScaleAbs(plane, alpha=cover, beta=ground * (1 - cover))
