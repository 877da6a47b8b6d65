"""Motion: how much the picture moves and how steadily, from a few neighbouring frames.

It does not know which movement was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.media import Plane

__all__ = ["Motion", "motion", "sharpness", "triples"]

_SAMPLES = 6
"""Places of a take that are looked at closely; a dozen change no verdict and double the time."""
_LEAST = 32
"""Pixels of the shorter side below which DIS flow has no patch to follow."""
_EDGE = 40
"""Sobel gradient, in 8-bit levels, from which on a pixel has a movement of its own."""


@dataclass(frozen=True, slots=True)
class Motion:
    """`speed` is the mean length of the optical flow between neighbouring frames, and `jitter` the
    change of its median from one pair to the next, in the median of places; both in pixels of the
    small frames.
    """

    speed: float
    jitter: float


def triples(frames: int) -> tuple[tuple[int, int, int], ...]:
    """Neighbouring frames at up to six places spread over `frames` frames; none in under three."""
    if frames < 3:
        return ()
    middles = np.linspace(1, frames - 2, min(_SAMPLES, frames - 2)).round().astype(int)
    return tuple((int(at) - 1, int(at), int(at) + 1) for at in dict.fromkeys(middles.tolist()))


def motion(kept: Mapping[int, Plane], at: tuple[tuple[int, int, int], ...]) -> Motion:
    """The motion at these places: dense optical flow (DIS; Kroeger et al., ECCV 2016).

    A steady move has the same flow in both pairs of a triple, whatever its direction; a crop to
    whole pixels has not.
    """
    speeds, changes = [], []
    for first, second, third in at:
        if min(kept[first].shape) < _LEAST:
            continue
        before, after = _flow(kept[first], kept[second]), _flow(kept[second], kept[third])
        speeds.append(np.linalg.norm((before + after) / 2, axis=2).mean())
        change = (after - before)[_textured(kept[second])]
        changes.append(np.median(change, axis=0) if len(change) else np.zeros(2))
    if not changes:
        return Motion(0.0, 0.0)
    # The median of places: what comes in slows down on purpose, and what shakes does so everywhere.
    jitter = np.sqrt(np.median([change @ change for change in changes]))
    return Motion(float(np.mean(speeds)), float(jitter))


def sharpness(kept: Mapping[int, Plane]) -> float:
    """The median over frames of the variance of the Laplacian, in squared 8-bit levels.

    Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", ICPR 2000.
    """
    import cv2  # noqa: PLC0415 - heavy

    return float(np.median([cv2.Laplacian(frame, cv2.CV_32F).var() for frame in kept.values()]))


def _flow(before: Plane, after: Plane) -> NDArray[np.float32]:
    import cv2  # noqa: PLC0415 - heavy

    dis = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
    return np.asarray(dis.calc(before, after, None), np.float32)  # type: ignore[call-overload]


def _textured(frame: Plane) -> NDArray[np.bool_]:
    """Where the picture has edges: on flat ground flow is a guess, and jitter is not seen."""
    import cv2  # noqa: PLC0415 - heavy

    across, down = (cv2.Sobel(frame, cv2.CV_32F, *way) for way in ((1, 0), (0, 1)))
    return np.asarray(np.hypot(across, down) > _EDGE, np.bool_)
