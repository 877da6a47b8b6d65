"""Restyle: a clip graded in the look that its description asks for.

Luma goes through one curve, chroma through another, so that a grade costs no more than reading. It
redraws nothing. What it makes is keyed by the animatic renderer's revision, and by the
look's own numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.media.colour import bt709
from engine.media.frames import Planes
from engine.renderers.animatic.stage import colour_of
from engine.renderers.reel import Reel
from engine.styles import Grade

__all__ = ["restyled"]

_BLACK, _SPAN, _GREY = 16, 219, 128
_LOOKED, _MIDDLES = 5, (0.1, 0.6)
"""Frames by which it is told how light a clip is, and between which ends that counts."""
_SPREAD, _SOFT = 0.02, (160, 160)
"""How far light spreads that glows, as a share of the frame's width, and at what size."""

Curve = NDArray[np.floating[Any]]
"""One value for each of the 256 of a plane."""


def restyled(
    reel: Reel,
    frames: int,
    grade: Grade,
    strength: float,
    brand: Mapping[str, Any],
    span: tuple[int, int],
) -> Iterator[Planes]:
    """`frames` frames of the clip, those of `span` in that look; strength 0 leaves them as they
    are. `brand` has the colours that the look takes from it.
    """
    looks = _looks(grade, strength, brand, _middle(reel))
    for n, frame in enumerate(reel.lasting(frames)):
        yield _graded(frame, looks) if strength and span[0] <= n < span[1] else frame


@dataclass(frozen=True, slots=True)
class _Looks:
    """Curves of luma and of the chroma that is added by luma, the share of chroma that is kept, and
    how much light spreads.
    """

    luma: Curve
    added: tuple[Curve, Curve]
    saturation: float
    glow: float


def _middle(reel: Reel) -> float:
    """How light the clip is, from 0 to 1: contrast turns about it, and what is dark stays seen."""
    places = np.linspace(0, len(reel) - 1, _LOOKED).round().astype(int)
    luma = np.mean([reel[int(place)][0].mean() for place in places])
    return float(np.clip((luma - _BLACK) / _SPAN, *_MIDDLES))


def _looks(grade: Grade, strength: float, brand: Mapping[str, Any], middle: float) -> _Looks:
    values = np.arange(256, dtype=np.float32)
    light = np.clip((values - _BLACK) / _SPAN, 0, 1)
    curve = _contrasted(light ** (1 / grade.gamma), grade.contrast, middle)
    curve = grade.black + (grade.white - grade.black) * curve
    added = np.zeros(256, np.float32), np.zeros(256, np.float32)
    if grade.tones:
        colours = [colour_of(str(brand.get(tone, tone))) * 255 for tone in grade.tones]
        toned = bt709(np.array(colours)[None])
        steps = np.linspace(0, 1, len(colours))
        lightness, *tints = (np.interp(curve, steps, part[0]) for part in toned)
        curve = curve + grade.mapped * ((lightness - _BLACK) / _SPAN - curve)
        u, v = ((tint - _GREY) * grade.tint * strength for tint in tints)
        added = u.astype(np.float32), v.astype(np.float32)
    luma = values + strength * (_BLACK + _SPAN * curve - values)
    kept = 1 + strength * (grade.saturation * (1 - grade.tint * 0.5) - 1)
    return _Looks(luma.astype(np.float32), added, kept, grade.glow * strength)


def _contrasted(light: Curve, contrast: float, middle: float) -> Curve:
    """More contrast bends the curve about the middle and clips neither end; less flattens it."""
    if contrast <= 1:
        return middle + (light - middle) * contrast
    dark = middle * (np.minimum(light, middle) / middle) ** contrast
    bright = (1 - middle) * ((1 - np.maximum(light, middle)) / (1 - middle)) ** contrast
    return np.where(light < middle, dark, 1 - bright)


def _graded(frame: Planes, looks: _Looks) -> Planes:
    luma = cv2.LUT(frame[0], looks.luma)
    if looks.glow:
        wide = _spread(luma)
        # Light spreads into its surroundings; shadows do not.
        luma += looks.glow * np.maximum(wide - luma, 0)
    size = frame[1].shape[1], frame[1].shape[0]
    small = cv2.resize(frame[0], size, interpolation=cv2.INTER_AREA)
    u, v = (
        (plane.astype(np.float32) - _GREY) * looks.saturation + _GREY + cv2.LUT(small, added)
        for plane, added in zip(frame[1:], looks.added, strict=True)
    )
    return _byte(luma, 16, 235), _byte(u, 16, 240), _byte(v, 16, 240)


def _spread(luma: Any) -> Any:
    """Luma as it spreads, made at a small size: what is soft needs no more."""
    height, width = luma.shape
    small = cv2.resize(luma, _SOFT, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(
        small, (0, 0), _SPREAD * _SOFT[0], None, _SPREAD * _SOFT[1] * width / height
    )
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)


def _byte(plane: Any, low: int, high: int) -> NDArray[np.uint8]:
    return np.asarray(np.clip(plane + 0.5, low, high), np.uint8)
