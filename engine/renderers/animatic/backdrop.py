"""Backdrop: what surrounds a picture: the brand's lit wall, or the picture's own, continued.

It knows colours and pixels, not shots.
What it makes is keyed by the revision of the animatic renderer's card.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["continued", "dithered", "lit_wall"]

Image = Any
"""(h, w, 3) float32 RGB from 0 to 1; NumPy's and OpenCV's stubs disagree on its type."""


def lit_wall(width: int, height: int, colour: str, *, light: tuple[float, float]) -> Image:
    """A wall in the brand's colour, lit softly from `light` (fractions of width and height)."""
    base = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)], np.float32)
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j].astype(np.float32)
    aspect = width / height
    away = np.hypot((x - light[0]) * max(aspect, 1), (y - light[1]) * max(1 / aspect, 1))
    lit = np.exp(-((away / 0.75) ** 2))[..., None]
    brighter = base + (1 - base) * 0.16
    darker = base * 0.72
    return (darker + (brighter - darker) * lit).astype(np.float32)


def continued(stage: Image, known: NDArray[Any]) -> Image:
    """`stage` with everything outside `known` (0 to 1, feathered) softened into a backdrop.

    Outside the picture the stage already holds its edge pixels, carried outwards; a blur that grows
    with the distance takes away the streaks and keeps the fall of light, as a sweep of paper would.
    A membrane over the edge was tried: it loses the horizon within a hand's breadth.
    """
    height, width = known.shape
    size = (max(8, width // 8), max(8, height // 8))
    small = cv2.resize(stage, size, interpolation=cv2.INTER_AREA)
    outside = (cv2.resize(known, size, interpolation=cv2.INTER_AREA) < 0.5).astype(np.uint8)
    away = cv2.distanceTransform(outside, cv2.DIST_L2, 3) / (0.35 * size[1])
    far = np.clip(away, 0, 1)[..., None]
    near_blur = cv2.GaussianBlur(small, (0, 0), size[1] / 40)
    far_blur = cv2.GaussianBlur(small, (0, 0), size[1] / 11)
    fill = near_blur * (1 - far) + far_blur * far
    smooth = cv2.resize(fill, (width, height), interpolation=cv2.INTER_CUBIC)
    blend = known[..., None]
    return stage * blend + smooth * (1 - blend)


def dithered(image: Image) -> NDArray[Any]:
    """As 8 bits, with noise of half a step so that wide gradients do not show bands."""
    noise: Any = np.random.default_rng(7).random(image.shape[:2], np.float32)[..., None] - 0.5
    bytes_: NDArray[np.uint8] = np.clip(image * 255 + noise + 0.5, 0, 255).astype(np.uint8)
    return bytes_
