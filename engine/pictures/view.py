"""View: a picture in the sizes at which it is looked at, its transparency made visible.

It sees nothing in it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.pictures.upright import DAMAGED, upright
from schemas.errors import WorkError

__all__ = ["View", "opaque", "small_jpeg", "view_of"]

_SIDE, _SMALL, _TINY = 1024, 512, 256
"""Pixels of the longer side at which faces and words, traits, and the ground are looked at."""
_SOLID = 0.85
"""Alpha from which a pixel is of the thing: shadows that were cut out with it have less."""
_TRANSPARENT = 0.01
"""Share of transparent pixels that is no accident."""
_SOFT = 0.012
"""Share of pixels that are neither solid nor clear: edges alone are fewer."""

_QUALITY = 80
"""Of a JPEG that is sent to somebody who only has to see what is on it."""


@dataclass(frozen=True, slots=True)
class View:
    """The picture in three sizes (h, w, 3), and of the tiny one what is solid (h, w); `soft` says
    that a part of it is neither solid nor clear, as shadows are.
    """

    rgb: NDArray[Any]
    small: NDArray[Any]
    tiny: NDArray[Any]
    solid: NDArray[Any]
    transparent: bool
    soft: bool


def view_of(pixels: NDArray[Any]) -> View:
    """Transparent parts become white where the things are dark, and dark where they are light."""
    if pixels.shape[2] == 3 or int(pixels[..., 3].min()) > 250:
        rgb = _fitted(np.ascontiguousarray(pixels[..., :3]), _SIDE)
        tiny = _fitted(rgb, _TINY)
        return View(rgb, _fitted(rgb, _SMALL), tiny, np.ones(tiny.shape[:2], bool), False, False)
    alpha = _fitted(np.ascontiguousarray(pixels[..., 3]), _SIDE).astype(np.float32)[..., None] / 255
    inked = cv2.cvtColor(pixels, cv2.COLOR_RGBA2mRGBA)[..., :3]
    inked = _fitted(np.ascontiguousarray(inked), _SIDE).astype(np.float32)
    light = float(inked.mean() / max(1e-6, float(alpha.mean())))
    rgb = np.clip(inked + (1 - alpha) * (255 if light < 150 else 40), 0, 255).astype(np.uint8)
    tiny = _fitted(rgb, _TINY)
    clear = cv2.resize(alpha[..., 0], tiny.shape[1::-1], interpolation=cv2.INTER_AREA)
    transparent = bool((alpha < 0.5).mean() > _TRANSPARENT)
    solid = clear > (_SOLID if (clear > _SOLID).mean() > 0.005 else 0.3)
    soft = bool(((clear > 0.05) & (clear < 0.8)).mean() > _SOFT)
    return View(rgb, _fitted(rgb, _SMALL), tiny, solid, transparent, soft)


def opaque(pixels: NDArray[Any]) -> NDArray[Any]:
    """(h, w, 3), what is transparent made black."""
    if pixels.shape[2] == 3:
        return pixels
    return np.ascontiguousarray(cv2.cvtColor(pixels, cv2.COLOR_RGBA2mRGBA)[..., :3])


def small_jpeg(path: Path) -> bytes:
    """The picture as JPEG, upright, its longer side at most 512 pixels, its transparent parts made
    plain. Raises WorkError for a file that cannot be opened any more.
    """
    from PIL import Image  # noqa: PLC0415 - heavy, and only where pictures are opened

    try:
        with Image.open(path) as opened:
            small = view_of(upright(opened)).small
    except DAMAGED as error:
        raise WorkError(
            "a picture cannot be shown to the writer",
            f"{path}: {error}",
            "See that the file is as it was when the row was planned.",
        ) from error
    target = io.BytesIO()
    Image.fromarray(small).save(target, "JPEG", quality=_QUALITY)
    return target.getvalue()


def _fitted(picture: NDArray[Any], side: int) -> NDArray[Any]:
    """The picture with a longer side of at most `side` pixels."""
    scale = side / max(picture.shape[:2])
    if scale >= 1:
        return picture
    size = max(8, round(picture.shape[1] * scale)), max(8, round(picture.shape[0] * scale))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
