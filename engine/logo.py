"""Logo: what a brand's mark is made of: its ink, and whether the file is transparent.

It knows one picture file; not where the mark is shown.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schemas.edit import TextTone
from schemas.errors import ProductionError

__all__ = ["READABLE", "Mark", "best_read", "luminance_of", "mark_of", "open_logo"]

READABLE = 0.6
"""Share of a mark's ink that must be told from its ground for the mark to be read."""
_CONTRAST = 3.0
"""Of graphics that must be understood (WCAG 2.2, 1.4.11)."""
_LOOKED_AT = 256
"""Pixels across at which the ink is measured."""
_TONES = 24
"""Classes of luminance that ink is sorted into."""
_NEAR, _PLAIN = 0.06, 0.9
"""An opaque file has a ground where that share of its border is that near to its median."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A logo's file, as it was measured.

    `width` and `height` are of the mark alone, without the empty margins of its file; `left` and
    `top` are where it begins there. `ink` are relative luminances (0 to 1) with their shares of the
    mark; `ground` is the plain colour around it in a file without transparency, `None` where it is
    transparent or a picture. `pixels` is all of the file, (h, w, 4) RGBA bytes, at most 256 wide.
    """

    left: int
    top: int
    width: int
    height: int
    vector: bool
    transparent: bool
    ground: str | None
    ink: tuple[tuple[float, float], ...]
    pixels: NDArray[Any]

    def read_on(self, *luminances: float) -> float:
        """The share of the ink that is told from a ground of each of these relative luminances."""
        return min(
            sum(share for tone, share in self.ink if _contrast(tone, ground) >= _CONTRAST)
            for ground in luminances
        )


def best_read(light: Mark | None, dark: Mark | None, *luminances: float) -> tuple[TextTone, float]:
    """Which of a brand's logos (that for dark pictures, that for light ones) is read best on a
    ground of these relative luminances, and the share of its ink that is told from it; 0 where
    there is none.
    """
    shares = {
        tone: mark.read_on(*luminances) if mark else 0.0
        for tone, mark in ((TextTone.LIGHT, light), (TextTone.DARK, dark))
    }
    return max(shares.items(), key=lambda found: found[1])


def open_logo(path: Path, scale: float = 1.0) -> Any:
    """The file as a pyvips image, sRGB with alpha; `scale` is for one of lines (SVG) alone.

    Raises ProductionError where it is no picture.
    """
    import pyvips  # noqa: PLC0415 - a native library

    drawn = {"scale": scale} if scale != 1 else {}
    try:
        image = pyvips.Image.new_from_file(str(path), **drawn).colourspace("srgb")
    except pyvips.Error as error:
        raise ProductionError(
            "the brand's logo cannot be read as a picture",
            str(path),
            "Save it as PNG with a transparent background, or as SVG.",
        ) from error
    return image if image.hasalpha() else image.addalpha()


@functools.lru_cache(maxsize=16)
def mark_of(path: Path, sha256: str) -> Mark:  # noqa: ARG001 - a changed file is another
    """What the logo is made of. Raises ProductionError where it is no picture."""
    image = open_logo(path)
    small = image.cast("uchar")
    if small.width > _LOOKED_AT:
        small = small.thumbnail_image(_LOOKED_AT)
    pixels = np.ascontiguousarray(small.numpy())
    solid = pixels[..., 3] > 127
    transparent = bool((pixels[..., 3] < 250).mean() > 0.01)
    ground = None
    if not transparent:
        ground, solid = _without_ground(pixels)
    box = _box(solid, image.width, image.height)
    return Mark(
        left=box[0],
        top=box[1],
        width=box[2],
        height=box[3],
        # Not by its suffix: in a store, files have none.
        vector=str(image.get("vips-loader")).startswith("svg"),
        transparent=transparent,
        ground=ground,
        ink=_ink(pixels[..., :3][solid] if solid.any() else pixels[..., :3].reshape(-1, 3)),
        pixels=np.dstack([pixels[..., :3], np.where(solid, pixels[..., 3], 0).astype(np.uint8)]),
    )


def luminance_of(colour: str) -> float:
    """The relative luminance of `#rrggbb` (WCAG 2.2), from 0 to 1."""
    rgb = np.array([[int(colour[at : at + 2], 16) for at in (1, 3, 5)]])
    return float(_luminances(rgb)[0])


def _without_ground(pixels: NDArray[Any]) -> tuple[str | None, NDArray[np.bool_]]:
    """An opaque file's plain ground, and what is not of it; of a picture, None and everything."""
    rgb = pixels[..., :3].astype(np.float32) / 255
    border = np.concatenate([rgb[0], rgb[-1], rgb[:, 0], rgb[:, -1]])
    median = np.median(border, axis=0)
    if (np.abs(border - median).max(axis=1) <= _NEAR).mean() < _PLAIN:
        return None, np.ones(rgb.shape[:2], bool)
    code = "#" + "".join(f"{round(255 * float(part)):02x}" for part in median)
    return code, np.abs(rgb - median).max(axis=2) > 2 * _NEAR


def _box(solid: NDArray[np.bool_], width: int, height: int) -> tuple[int, int, int, int]:
    """Left, top, width and height of the mark in its file, to the pixel that surely holds it."""
    if not solid.any():
        return 0, 0, width, height
    spans = []
    for axis, size in ((0, width), (1, height)):
        along = np.flatnonzero(solid.any(axis=axis))
        scale = size / solid.shape[1 - axis]
        first = max(0, math.floor((along[0] - 0.5) * scale))
        spans.append((first, min(size, math.ceil((along[-1] + 1.5) * scale)) - first))
    (left, wide), (top, high) = spans
    return left, top, wide, high


def _ink(rgb: NDArray[Any]) -> tuple[tuple[float, float], ...]:
    tones = _luminances(rgb)
    counts, edges = np.histogram(np.sqrt(tones), _TONES, (0, 1))
    middles: Iterable[float] = ((edges[:-1] + edges[1:]) / 2) ** 2
    found = zip(middles, counts / max(1, counts.sum()), strict=True)
    return tuple((float(tone), float(share)) for tone, share in found if share)


def _luminances(rgb: NDArray[Any]) -> NDArray[Any]:
    part = rgb.astype(np.float64) / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


def _contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
