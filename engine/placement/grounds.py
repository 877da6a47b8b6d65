"""Grounds: the colour of a frame's ground, from the brand or from a picture's own colours.

It knows colours, not pixels.
"""

from __future__ import annotations

import colorsys
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from schemas.placement import Ground

__all__ = ["away_from", "ground_colour", "lightness"]

_APART = 0.22
"""Lightness by which a ground differs at least from a subject that stands on it alone."""
_GREY = 0.10
"""Chroma below which a colour has no hue to speak of."""


def ground_colour(ground: Ground, brand: Mapping[str, Any], colours: Sequence[str]) -> str:
    """The ground's colour. `brand` has `background`, `light` and `dark`; and `card`, where films
    have cards of the brand's own.

    `colours` are a picture's, the commonest first; tints and shades of none are the brand's own.
    """
    match ground:
        case Ground.BRAND:
            return str(brand["background"]).lower()
        case Ground.PAPER:
            return str(brand["light"]).lower()
        case Ground.INK:
            return str(brand["dark"]).lower()
        case Ground.CARD:
            return str(brand.get("card", brand["background"])).lower()
    hue = _hue(tuple(colours)) or _hue((str(brand["background"]),))
    return _toned(hue, light=ground is Ground.TINT)


def away_from(ground: str, colours: Sequence[str]) -> str:
    """The ground; a lighter or darker one of its hue where the subject would drown in it."""
    if not colours:
        return ground
    subject, own = lightness(colours[0]), lightness(ground)
    if abs(subject - own) >= _APART:
        return ground
    return _toned(_hue((ground,)) or _hue(tuple(colours)), light=subject < 0.5)


@lru_cache(maxsize=4096)
def lightness(colour: str) -> float:
    """The CIE lightness of `#rrggbb` from 0 to 1."""
    red, green, blue = (_linear(part) for part in _rgb(colour))
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 1.16 * y ** (1 / 3) - 0.16 if y > 0.008856 else 9.033 * y


@lru_cache(maxsize=4096)
def _hue(colours: tuple[str, ...]) -> tuple[float, float] | None:
    """Hue and saturation of the first colour that has any."""
    for colour in colours:
        red, green, blue = _rgb(colour)
        if max(red, green, blue) - min(red, green, blue) >= _GREY:
            hue, _, saturation = colorsys.rgb_to_hls(red, green, blue)
            return hue, saturation
    return None


def _toned(hue: tuple[float, float] | None, *, light: bool) -> str:
    """A light tint or a deep shade of a hue; of none, a warm white or a near black."""
    at, saturation = hue or (0.09, 0.12)
    tone = (0.90, min(0.55, saturation)) if light else (0.17, min(0.42, saturation))
    parts = colorsys.hls_to_rgb(at, *tone)
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
