"""Joints: where what was made meets what was kept, and where a loop's end meets its beginning.

A joint is unseen where the step across it is no larger than those around it. It does not know where
a take's joints are; the shot says.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.inspection.look import Look

__all__ = ["Joints", "joint_values"]

_AROUND = 8
"""Frames on each side of a joint whose steps it is held against."""
_STILL = 0.006
"""Luma by which frames that stand differ in one place or another: what an encoder leaves."""


@dataclass(frozen=True, slots=True)
class Joints:
    """Where a take's parts meet: before the frames `at`; and, of a loop, whether its end meets its
    beginning.
    """

    at: tuple[int, ...] = ()
    closed: bool = False


def joint_values(seen: Look, joints: Joints) -> dict[str, float]:
    """`joint`, the largest step across one as times of the largest step around it, and `seam`, the
    step back to the beginning as times of the largest inner step; those that the take has.
    """
    values = {}
    steps = seen.steps
    if found := [_joint(steps, at) for at in joints.at if 0 < at <= len(steps)]:
        values["joint"] = max(found)
    if joints.closed and len(steps):
        values["seam"] = seen.back / max(_STILL, float(steps.max()))
    return values


def _joint(steps: np.ndarray[tuple[int, ...], np.dtype[np.float64]], at: int) -> float:
    """The step to frame `at`, as times of the largest of its neighbours."""
    around = np.concatenate([steps[max(0, at - 1 - _AROUND) : at - 1], steps[at : at + _AROUND]])
    return float(steps[at - 1]) / max(_STILL, float(around.max(initial=0.0)))
