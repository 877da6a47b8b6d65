"""Dissolve: one picture fades evenly into the other."""

from __future__ import annotations

from engine.edit.transitions import Parameters
from engine.media.frames import Planes

__all__ = ["REVISION", "blend"]

REVISION = 1
"""Raise it whenever the same pictures would be joined into other pixels."""


def blend(before: Planes, after: Planes, share: float, parameters: Parameters) -> Planes:  # noqa: ARG001 - TransitionKind
    """The mean of both, weighted by `share`."""
    import cv2  # noqa: PLC0415 - heavy, and a plan asks for REVISION alone

    y, u, v = (
        cv2.addWeighted(a, 1 - share, b, share, 0) for a, b in zip(before, after, strict=True)
    )
    return y, u, v
