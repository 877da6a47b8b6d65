"""Backdrop: the ground of a frame with the shapes that lie on it, under its pictures.

It knows colours and shares of frames; neither pictures nor words. What it makes is keyed by the
revision of the animatic renderer's offers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.renderers.animatic.stage import colour_of
from engine.renderers.take import planes
from schemas.placement import Form
from schemas.setup import Canvas

__all__ = ["backdrops"]

Planes = tuple[NDArray[Any], NDArray[Any], NDArray[Any]]

_LENGTH = 0.9
"""Seconds in which discs and rings grow to their size."""
_BEGUN = 0.80
"""The share of it that they begin with."""
_RING = 0.018
"""Width of a ring, as a share of the frame's short side."""
_BITS = 4
"""Binary places of OpenCV's coordinates."""


def backdrops(canvas: Canvas, ground: str, forms: Sequence[Form]) -> Iterator[Planes]:
    """Y, U and V of each frame's ground until nothing on it moves any more; the last one stays."""
    grows = any(form.kind != "band" for form in forms)
    count = ceil(_LENGTH * canvas.rate) if grows else 0
    for n in range(count + 1):
        left = (1 - n / count) ** 3 if count else 0.0
        yield planes(_drawn(canvas, ground, forms, _BEGUN + (1 - _BEGUN) * (1 - left)))


def _drawn(canvas: Canvas, ground: str, forms: Sequence[Form], grown: float) -> NDArray[Any]:
    picture = np.empty((canvas.height, canvas.width, 3), np.uint8)
    picture[:] = _bytes(ground)
    short = min(canvas.width, canvas.height)
    for form in forms:
        colour = _bytes(form.colour).tolist()
        at = form.x * canvas.width, form.y * canvas.height
        if form.kind == "band":
            half = form.width * canvas.width / 2, form.height * canvas.height / 2
            left, top = (round(max(0.0, one - by)) for one, by in zip(at, half, strict=True))
            picture[top : round(at[1] + half[1]), left : round(at[0] + half[0])] = colour
            continue
        radius = form.width * short * grown / 2
        thick = round(_RING * short) if form.kind == "ring" else cv2.FILLED
        middle, reach = (_fixed(at[0]), _fixed(at[1])), _fixed(radius)
        cv2.circle(picture, middle, reach, colour, thick, cv2.LINE_AA, _BITS)
    return picture


def _bytes(colour: str) -> NDArray[Any]:
    return np.clip(colour_of(colour) * 255 + 0.5, 0, 255).astype(np.uint8)


def _fixed(length: float) -> int:
    return round(length * (1 << _BITS))
