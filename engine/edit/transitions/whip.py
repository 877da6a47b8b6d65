"""Whip: the camera is torn from one picture to the next, too fast to see anything but streaks."""

from __future__ import annotations

from engine.edit.easing import eased
from engine.edit.transitions import Parameters, push
from engine.media.frames import Planes

__all__ = ["REVISION", "blend"]

REVISION = 1 + 1000 * push.REVISION
"""Raise its first part whenever the same pictures would be joined into other pixels; a whip is a
push, whose revision it holds."""

_STEP = 0.02
"""Share of the time over which speed is taken."""
_SHUTTER = 0.08
"""Share of the time that a frame is exposed for: the length of the streaks."""


def blend(before: Planes, after: Planes, share: float, parameters: Parameters) -> Planes:
    """A push, streaked along its way by as much as it moves while a shutter is open."""
    import cv2  # noqa: PLC0415 - heavy, and a plan asks for REVISION alone

    low, high = max(0.0, share - _STEP), min(1.0, share + _STEP)
    speed = (eased(high) - eased(low)) / (high - low)
    pushed = push.blend(before, after, share, parameters)
    lengths = (max(1, round(speed * _SHUTTER * plane.shape[1])) for plane in pushed)
    y, u, v = (cv2.blur(plane, (length, 1)) for plane, length in zip(pushed, lengths, strict=True))
    return y, u, v
