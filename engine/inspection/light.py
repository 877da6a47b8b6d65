"""Light: how light, dark and sharp a picture is, and which limits its takes are held to for it.

A shot is judged by what it adds: a white ground, a black one or soft focus that its source has
already is no fault of the take. It does not know what the sources of a shot are.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.inspection.look import Look, look, look_at
from engine.inspection.motion import sharpness
from engine.media import probe
from engine.media.frames import bt709
from schemas.inspection import Limit

__all__ = [
    "MEASURES",
    "Light",
    "is_plain",
    "light_of",
    "light_of_clip",
    "light_of_picture",
    "widened",
]

Light = Mapping[str, float]
"""The values of MEASURES."""

_ADDS: Mapping[str, float] = {
    "black_share": 0.02,
    "exposure": 0.02,
    "black_clipped": 0.03,
    "white_clipped": 0.03,
}
"""What a camera may add that moves over the source: a push-in changes the ground's share."""
_SOFTER = 0.5
"""Share of the source's sharpness that a take must keep; coding and a move by halves of pixels
cost up to a third."""
MEASURES = (*_ADDS, "sharpness")


def light_of(seen: Look) -> dict[str, float]:
    """The values of what was looked at; `seen.kept` must hold a frame."""
    return {
        "black_share": float(seen.black.mean()),
        "exposure": float(seen.luma.mean()),
        "black_clipped": float(seen.black_clipped.mean()),
        "white_clipped": float(seen.white_clipped.mean()),
        "sharpness": sharpness(seen.kept),
    }


def light_of_picture(rgb: NDArray[Any]) -> dict[str, float]:
    """The values of an (h, w, 3) 8-bit picture, in the size that its takes have."""
    luma, _, _ = bt709(rgb)
    return light_of(look_at(np.clip(luma + 0.5, 0, 255).astype(np.uint8)))


def light_of_clip(path: Path) -> dict[str, float]:
    """The values of a video. Raises EncodeError where it cannot be decoded."""
    found = probe(path).picture
    return light_of(look(path, full=bool(found and found.colour.full), keep={0}))


def is_plain(light: Light, limits: Mapping[str, Limit]) -> bool:
    """Whether there is no edge in the source by which a camera over it could be seen to move."""
    least = limits["sharpness"].low
    return least is not None and light["sharpness"] < least


def widened(limits: Mapping[str, Limit], light: Light) -> dict[str, Limit]:
    """The limits, as wide as a take of a source of that `light` needs them."""
    wide = dict(limits)
    for measure, value in light.items():
        limit = limits.get(measure)
        if limit is None:
            continue
        least, most = _SOFTER * value, value + _ADDS.get(measure, 0.0)
        if measure in _ADDS:
            least = value - _ADDS[measure]
        wide[measure] = limit.model_copy(
            update={
                "low": None if limit.low is None else min(limit.low, least),
                "high": None if limit.high is None else max(limit.high, most),
            }
        )
    return wide
