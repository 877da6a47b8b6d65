"""Annotate: a picture with what was seen in it drawn over it, for people to judge.

It looks at nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from schemas.understanding import Area, Understanding

__all__ = ["annotated"]

_SIDE = 1280
"""Pixels of the longer side of what is drawn."""
_SUBJECT, _HEAD, _TEXT = (230, 40, 50), (220, 0, 220), (255, 150, 0)
_CALM, _DETAIL = (0, 130, 255), (40, 200, 60)


def annotated(pixels: NDArray[Any], seen: Understanding) -> NDArray[Any]:
    """The (h, w, 3) or (h, w, 4) picture as (h, w, 3) with areas and points over it, and under it a
    line that says its kind. Transparent parts are shown as grey squares.

    The subject is red, heads are magenta, words orange, calm areas blue; details are green and
    numbered, strongest first.
    """
    canvas = _shown(pixels)
    height, width = canvas.shape[:2]
    stroke = max(1, max(height, width) // 400)
    tinted = canvas.copy()
    for area in seen.calm:
        cv2.rectangle(tinted, *_corners(area, width, height), _CALM, -1)
    canvas = cv2.addWeighted(canvas, 0.78, tinted, 0.22, 0)
    _outlined(canvas, seen.calm, _CALM, stroke)
    _outlined(canvas, [seen.subject], _SUBJECT, 2 * stroke)
    _outlined(canvas, seen.texts, _TEXT, stroke)
    _outlined(canvas, seen.heads, _HEAD, 2 * stroke)
    for number, (x, y) in enumerate(seen.details, 1):
        at = round(x * width), round(y * height)
        cv2.circle(canvas, at, 8 * stroke, _DETAIL, 2 * stroke, cv2.LINE_AA)
        beside = at[0] + 10 * stroke, at[1] + 5 * stroke
        cv2.putText(
            canvas, str(number), beside, cv2.FONT_HERSHEY_SIMPLEX, 0.55 * stroke, _DETAIL, stroke
        )
    return np.vstack([canvas, _caption(seen, width)])


def _shown(pixels: NDArray[Any]) -> NDArray[Any]:
    scale = min(1.0, _SIDE / max(pixels.shape[:2]))
    size = max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))
    rgb = cv2.resize(np.ascontiguousarray(pixels[..., :3]), size, interpolation=cv2.INTER_AREA)
    if pixels.shape[2] == 3:
        return rgb
    alpha = cv2.resize(pixels[..., 3], size, interpolation=cv2.INTER_AREA)[..., None] / 255
    y, x = np.mgrid[: size[1], : size[0]] // 16
    squares = np.where((x + y) % 2, 150, 190)[..., None]
    return np.ascontiguousarray((rgb * alpha + squares * (1 - alpha)).astype(np.uint8))


def _outlined(
    canvas: NDArray[Any], areas: Iterable[Area], colour: tuple[int, int, int], stroke: int
) -> None:
    height, width = canvas.shape[:2]
    for area in areas:
        cv2.rectangle(canvas, *_corners(area, width, height), colour, stroke)


def _corners(area: Area, width: int, height: int) -> tuple[tuple[int, int], tuple[int, int]]:
    return (
        (round(area.left * width), round(area.top * height)),
        (round(area.right * width) - 1, round(area.bottom * height) - 1),
    )


def _caption(seen: Understanding, width: int) -> NDArray[Any]:
    """A band with the kind, how sure it is, the true width, and the subject's colours."""
    band = np.full((44, width, 3), 24, np.uint8)
    line = f"{seen.kind.value} {seen.confidence:.2f}, resolves {seen.true_width} px"
    cv2.putText(
        band, line, (12, 28), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (240, 240, 240), 1, cv2.LINE_AA
    )
    for number, colour in enumerate(reversed(seen.colours)):
        value = tuple(int(colour[n : n + 2], 16) for n in (1, 3, 5))
        left = width - 40 * (number + 1)
        cv2.rectangle(band, (left, 8), (left + 30, 36), value, -1)
    return band
