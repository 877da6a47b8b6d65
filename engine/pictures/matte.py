"""Matte: a thing cut out of its plain ground, with soft edges and no rim of the ground's colour.

What was seen says where the thing is; where the model that sees subjects is installed, it tells
shadows and what has the ground's colour itself. What stands in a place cannot be cut out.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.pictures import models
from engine.pictures.ground import find_ground, shadow_on, surface
from schemas.understanding import Area, Understanding

__all__ = ["cut_out", "subject_mask"]

_TINY = 256
"""Pixels of the longer side at which the ground is found, as when the picture was understood."""
_FAINT, _CLEAR = 3.0, 11.0
"""Lab units from the ground at which a pixel begins to be of the thing, and is of it wholly."""
_HOT, _WARM, _BESIDE = 0.8, 0.2, 0.45
"""Heat from which a pixel is inside whatever its colour, is near enough to belong, and under which
it may be a shadow's edge."""
_MARGIN = 0.02
"""Share of the longer side by which the subject's box is widened: it comes from a small picture."""


def subject_mask(pixels: NDArray[Any], understanding: Understanding) -> NDArray[Any]:
    """How much of the subject each pixel of an RGB or RGBA picture is: (h, w) float32, 0 to 1.

    The picture's own transparency where it has some. On a plain ground, what departs from the
    ground's smooth colour, without soft shadows, and without holes that have the ground's colour
    by chance. Elsewhere 1 everywhere, because nothing can be cut out.
    """
    if understanding.transparent and pixels.shape[2] == 4:
        return pixels[..., 3].astype(np.float32) / 255
    if understanding.plain is None:
        return np.ones(pixels.shape[:2], np.float32)
    return _on_ground(pixels, understanding.subject)[0]


def cut_out(pixels: NDArray[Any], understanding: Understanding) -> NDArray[Any]:
    """The subject as (h, w, 4) uint8 RGBA, alpha not multiplied in.

    The ground's colour is taken out of the edges, which were mixed with it.
    """
    rgb = np.ascontiguousarray(pixels[..., :3])
    if understanding.plain is None or understanding.transparent:
        alpha = subject_mask(pixels, understanding)
    else:
        alpha, ground = _on_ground(pixels, understanding.subject)
        share = np.maximum(alpha, 0.08)[..., None]
        own = (rgb.astype(np.float32) - (1 - share) * ground) / share
        rgb = np.where(alpha[..., None] < 1, np.clip(own, 0, 255), rgb).astype(np.uint8)
    return np.dstack([rgb, np.rint(alpha * 255).astype(np.uint8)])


def _on_ground(pixels: NDArray[Any], subject: Area) -> tuple[NDArray[Any], NDArray[Any]]:
    """Alpha (h, w) and the ground (h, w, 3) as RGB from 0 to 255."""
    rgb = np.ascontiguousarray(pixels[..., :3])
    height, width = rgb.shape[:2]
    scale = _TINY / max(height, width)
    size = max(8, round(width * scale)), max(8, round(height * scale))
    tiny = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA) if scale < 1 else rgb
    ground = find_ground(tiny)
    small = (surface(*tiny.shape[:2]) @ ground.terms).astype(np.float32)
    fitted = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    lab = cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    apart = np.linalg.norm(lab - fitted, axis=-1)
    t = np.clip((apart - _FAINT) / (_CLEAR - _FAINT), 0, 1)
    alpha = t * t * (3 - 2 * t)
    heat = models.heat(tiny)
    inner, near = _regions(_within(ground.things, subject), heat, (width, height))
    shadow = shadow_on(lab, fitted).astype(np.float32)
    if heat is not None:
        # Beside what matters, a shadow's hard edge is a shadow, too.
        beside = cv2.resize(heat, (width, height), interpolation=cv2.INTER_LINEAR) < _BESIDE
        shadow[beside & shadow_on(lab, fitted, smooth=False)] = 1
    lit = 1 - cv2.GaussianBlur(shadow, (0, 0), 1.2)
    alpha = np.maximum(alpha * lit * near, inner)
    alpha = cv2.GaussianBlur(alpha.astype(np.float32), (0, 0), 0.6)
    behind = np.clip(cv2.cvtColor(fitted, cv2.COLOR_Lab2RGB) * 255, 0, 255)
    return alpha.clip(0, 1), behind


def _within(things: NDArray[Any], subject: Area) -> NDArray[Any]:
    """Of the things, those parts that are in the subject's box."""
    height, width = things.shape
    margin = _MARGIN * max(height, width)
    kept = np.zeros_like(things)
    rows = slice(
        max(0, int(subject.top * height - margin)), int(subject.bottom * height + margin) + 1
    )
    columns = slice(
        max(0, int(subject.left * width - margin)), int(subject.right * width + margin) + 1
    )
    kept[rows, columns] = things[rows, columns]
    return kept


def _regions(
    things: NDArray[Any], heat: NDArray[Any] | None, size: tuple[int, int]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """How surely each pixel is inside, and how near to a thing; (h, w) from 0 to 1, soft.

    What has the ground's colour itself (a white mug before white) is inside where it is hot.
    """
    mask = things.astype(np.uint8)
    outlines, levels = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    filled = mask.copy()
    for n, outline in enumerate(outlines):
        # A hole is filled where it is small: a highlight of the ground's colour, not a handle.
        if levels[0][n][3] >= 0 and cv2.contourArea(outline) < 0.002 * mask.size:
            cv2.drawContours(filled, [outline], 0, 1, -1)
    inner = cv2.erode(filled, np.ones((5, 5), np.uint8), borderValue=1)
    near = cv2.dilate(filled, np.ones((5, 5), np.uint8))
    if heat is not None:
        small = cv2.resize(heat, mask.shape[::-1], interpolation=cv2.INTER_LINEAR)
        hot = cv2.erode((small > _HOT).astype(np.uint8), np.ones((3, 3), np.uint8), borderValue=1)
        warm = cv2.dilate((small > _WARM).astype(np.uint8), np.ones((7, 7), np.uint8))
        inner = cv2.max(cv2.min(inner, (small > _BESIDE).astype(np.uint8)), hot)
        near = cv2.max(cv2.min(near, warm), hot)
    soft = [
        cv2.GaussianBlur(
            cv2.resize(one.astype(np.float32), size, interpolation=cv2.INTER_LINEAR),
            (0, 0),
            max(0.5, max(size) / _TINY / 2),
        )
        for one in (inner, near)
    ]
    return np.clip(2 * soft[0] - 1, 0, 1), np.clip(2 * soft[1], 0, 1)
