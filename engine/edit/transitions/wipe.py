"""Wipe: the next picture is uncovered by an edge that crosses the frame, from the right."""

from __future__ import annotations

from engine.edit.easing import eased
from engine.edit.transitions import Parameters
from engine.media.frames import Plane, Planes

__all__ = ["REVISION", "blend"]

REVISION = 1
"""Raise it whenever the same pictures would be joined into other pixels."""


def blend(before: Planes, after: Planes, share: float, parameters: Parameters) -> Planes:  # noqa: ARG001 - TransitionKind
    """The next picture right of the edge, and the last one left of it; neither moves."""
    half = before[1].shape[1]
    edge = half - round(eased(share) * half)
    y, u, v = (
        _wiped(a, b, edge * (2 if n == 0 else 1))
        for n, (a, b) in enumerate(zip(before, after, strict=True))
    )
    return y, u, v


def _wiped(before: Plane, after: Plane, edge: int) -> Plane:
    mixed = before.copy()
    mixed[:, edge:] = after[:, edge:]
    return mixed
