"""Stage: one composed picture, larger than the frame, that the camera then moves over.

It knows composition (where a subject stands, what surrounds it); not time, and no text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.layouts import layout_for
from engine.renderers.animatic.backdrop import Image, continued, dithered, lit_wall
from engine.renderers.animatic.composition import focused, kept_covering, loses, scale_for, window
from engine.renderers.animatic.subject import Subject
from engine.shapes import rounded
from schemas.setup import Canvas
from schemas.shot import CopySpace, Framing

__all__ = ["Stage", "bare", "filled", "mounted"]


@dataclass(frozen=True, slots=True)
class Stage:
    """(h, w, 3) RGB pixels; the frame at rest is the `canvas` in their middle."""

    pixels: NDArray[Any]
    canvas: Canvas


def filled(
    picture: NDArray[Any],
    subject: Subject,
    canvas: Canvas,
    *,
    framing: Framing,
    copy_space: CopySpace,
    detail: int,
    margin: float,
) -> Stage:
    """The photograph filling the stage.

    On a plain backdrop the subject is placed where the composition wants it and that is continued,
    but never past an edge that cuts the subject. Any other photograph covers the frame; where that
    would cut away its subject, a wide shot shows it as a band before its own blurred enlargement.
    """
    width, height = _size(canvas, margin)
    box = layout_for(canvas, copy_space).subject
    wide = (subject.right - subject.left) * picture.shape[1]
    high = (subject.bottom - subject.top) * picture.shape[0]
    scale = scale_for((wide, high), canvas, box, framing, margin)
    at = box.x, box.y
    whole = framing in (Framing.WIDE, Framing.MEDIUM)
    covers_across = subject.cut_across or not subject.plain
    covers_down = subject.cut_down or not subject.plain
    if covers_across:
        scale = max(scale, width / picture.shape[1])
    if covers_down:
        scale = max(scale, height / picture.shape[0])
    if whole and not subject.plain and loses(subject, window(picture, canvas, scale)):
        return _banded(picture, subject, canvas, margin)
    point = subject.centre if whole else subject.details[detail % len(subject.details)]
    focus = focused(subject, point, at, window(picture, canvas, scale))
    left = (width - canvas.width) / 2 + at[0] * canvas.width - focus[0] * picture.shape[1] * scale
    top = (height - canvas.height) / 2 + at[1] * canvas.height - focus[1] * picture.shape[0] * scale
    if covers_across:
        left = kept_covering(left, picture.shape[1] * scale, width)
    if covers_down:
        top = kept_covering(top, picture.shape[0] * scale, height)
    pixels, known = _laid(picture, (width, height), scale, (left, top))
    if known.min() < 1:
        pixels = continued(pixels, known)
    return Stage(dithered(pixels), canvas)


def _banded(picture: NDArray[Any], subject: Subject, canvas: Canvas, margin: float) -> Stage:
    """The photograph as wide as its subject allows, before its own blurred, darker enlargement."""
    width, height = _size(canvas, margin)
    cover = max(width / picture.shape[1], height / picture.shape[0])
    behind = cv2.resize(picture, (width // 8, height // 8), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(behind.astype(np.float32) / 255, (0, 0), 0.035 * max(width, height) / 8)
    stage = cv2.resize(soft, (width, height), interpolation=cv2.INTER_CUBIC) * 0.62
    box = (subject.right - subject.left) * picture.shape[1]
    scale = min(cover, max(width / picture.shape[1], canvas.width / box))
    band = _resized(picture, scale)
    h, w = band.shape[:2]
    x = round(min(max(0, subject.centre[0] * w - width / 2), w - width))
    y = round(min(max(0, (h - height) / 2), max(0, h - height)))
    shown = band[y : y + height, x : x + width]
    top = (height - shown.shape[0]) // 2
    stage[top : top + shown.shape[0], : shown.shape[1]] = shown
    return Stage(dithered(stage), canvas)


def mounted(
    picture: NDArray[Any],
    canvas: Canvas,
    *,
    copy_space: CopySpace,
    background: str,
    radius: float,
    margin: float,
) -> Stage:
    """The whole picture as a card with round corners and a soft shadow on the brand's background.

    `radius` of the corners is a share of the frame's short side.
    """
    width, height = _size(canvas, margin)
    stage = lit_wall(width, height, background, light=(0.62, 0.38))
    box = layout_for(canvas, copy_space).card
    across, up = box.width * canvas.width, box.height * canvas.height
    scale = min(across / picture.shape[1], up / picture.shape[0])
    card = _resized(picture, scale)
    h, w = card.shape[:2]
    left = round((width - canvas.width) / 2 + box.x * canvas.width - w / 2)
    top = round((height - canvas.height) / 2 + box.y * canvas.height - h / 2)
    short = min(canvas.width, canvas.height)
    mask = rounded(w, h, radius * short)
    shadow = np.zeros((height, width), np.float32)
    shadow[top : top + h, left : left + w] = mask
    for depth, blur, drop in ((0.42, 0.030, 0.018), (0.30, 0.008, 0.005)):
        moved = np.roll(shadow, round(drop * short), axis=0)
        soft = cv2.GaussianBlur(moved, (0, 0), blur * short)[..., None]
        stage = stage * (1 - depth * soft)
    under = stage[top : top + h, left : left + w]
    stage[top : top + h, left : left + w] = under * (1 - mask[..., None]) + card * mask[..., None]
    return Stage(dithered(stage), canvas)


def bare(canvas: Canvas, *, background: str, margin: float) -> Stage:
    """The brand's background alone, for type to stand on."""
    width, height = _size(canvas, margin)
    return Stage(dithered(lit_wall(width, height, background, light=(0.35, 0.3))), canvas)


def _size(canvas: Canvas, margin: float) -> tuple[int, int]:
    return 2 * round(canvas.width * (0.5 + margin)), 2 * round(canvas.height * (0.5 + margin))


def _laid(
    picture: NDArray[Any], size: tuple[int, int], scale: float, corner: tuple[float, float]
) -> tuple[Image, NDArray[Any]]:
    """The picture on an empty stage, and how well each pixel is known (feathered to its edges)."""
    (width, height), (left, top) = size, corner
    card = _resized(picture, scale)
    h, w = card.shape[:2]
    shift = np.array([[1, 0, left], [0, 1, top]], np.float32)
    stage = cv2.warpAffine(
        card, shift, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    feather = max(2.0, 0.07 * min(h, w))
    y, x = np.ogrid[0:height, 0:width]
    near_x = np.minimum(x - left, left + w - 1 - x)
    near_y = np.minimum(y - top, top + h - 1 - y)
    known = np.ones((height, width), np.float32)
    for near, from_edge in (
        (near_x, left > 0 or left + w < width),
        (near_y, top > 0 or top + h < height),
    ):
        if from_edge:
            t = np.clip(near / feather, 0, 1).astype(np.float32)
            known = known * (t * t * (3 - 2 * t))
    return np.clip(stage, 0, 1), known.astype(np.float32)


def _resized(picture: NDArray[Any], scale: float) -> Image:
    """The picture at `scale`, as RGB from 0 to 1; enlarged with Lanczos, a little sharpened."""
    size = max(2, round(picture.shape[1] * scale)), max(2, round(picture.shape[0] * scale))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LANCZOS4
    image = cv2.resize(picture, size, interpolation=how).astype(np.float32) / 255
    if scale > 1:
        soft = cv2.GaussianBlur(image, (0, 0), 0.9 * scale)
        image = np.clip(image + (image - soft) * 0.35, 0, 1)
    return image.astype(np.float32)
