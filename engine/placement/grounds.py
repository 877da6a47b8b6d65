"""Grounds: the colour of a frame's ground, from the brand or from a picture's own colours.

It knows colours, not pixels.
"""

from __future__ import annotations

import colorsys
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal

from engine.colours import lightness, mixed, rgb
from schemas.placement import Ground

__all__ = ["away_from", "form_colour", "ground_colour", "tile_colour"]

_APART = 0.32
"""Lightness by which a ground differs at least from a subject that stands on it alone."""
_ON_TILE = 0.2
"""The same, from a subject of which a part fills the ground."""
_RAISED = 0.18
"""How much white or black makes a tile's ground of the frame's."""
_TOLD = 0.12
"""Lightness by which a form behind a subject differs from it."""
_DARK = 0.5
"""Lightness below which a ground is a dark one."""
_TOLD_HUE = 0.44
"""The same, as the largest difference of red, green or blue."""
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
        case Ground.ACCENT:
            return str(brand["accent"]).lower()
    hue = _hue(tuple(colours)) or _hue((str(brand["background"]),))
    return _toned(hue, light=ground is Ground.TINT)


def form_colour(
    tone: Literal["soft", "accent"], ground: str, brand: Mapping[str, Any], colours: Sequence[str]
) -> str:
    """The colour of a form on a ground, of which `soft` is a little lighter or darker.

    An accent in which the subject (`colours`) would drown, or which is the ground's own, is soft.
    """
    dark = lightness(ground) < _DARK
    soft = mixed(ground, "#ffffff", 0.09) if dark else mixed(ground, "#000000", 0.055)
    if tone == "soft":
        return soft
    accent = str(brand["accent"]).lower()
    beside = [ground, *colours[:1]]
    return accent if all(_differ(accent, other) for other in beside) else soft


def tile_colour(frame: str, brand: Mapping[str, Any], colours: Sequence[str]) -> str:
    """The ground of a tile in a frame of that ground: the first that the thing on it (`colours`)
    and the frame both stand out from; "" where none is.
    """
    own = [
        ground_colour(ground, brand, colours)
        for ground in (Ground.TINT, Ground.PAPER, Ground.SHADE, Ground.BRAND, Ground.INK)
    ]
    for found in (*own, mixed(frame, "#ffffff", _RAISED), mixed(frame, "#000000", _RAISED)):
        apart = abs(lightness(found) - lightness(colours[0])) if colours else 1.0
        if _differ(found, frame) and apart >= _ON_TILE:
            return found
    return ""


def away_from(ground: str, colours: Sequence[str]) -> str:
    """The ground; a lighter or darker one of its hue where the subject would drown in it."""
    if not colours:
        return ground
    subject, own = lightness(colours[0]), lightness(ground)
    if abs(subject - own) >= _APART:
        return ground
    return _toned(_hue((ground,)) or _hue(tuple(colours)), light=subject < 0.5)


@lru_cache(maxsize=4096)
def _hue(colours: tuple[str, ...]) -> tuple[float, float] | None:
    """Hue and saturation of the first colour that has any."""
    for colour in colours:
        red, green, blue = rgb(colour)
        if max(red, green, blue) - min(red, green, blue) >= _GREY:
            hue, _, saturation = colorsys.rgb_to_hls(red, green, blue)
            return hue, saturation
    return None


def _differ(one: str, other: str) -> bool:
    """Whether an eye tells one colour from the other at once: by lightness, or by hue."""
    far = max(abs(a - b) for a, b in zip(rgb(one), rgb(other), strict=True))
    return abs(lightness(one) - lightness(other)) >= _TOLD or far >= _TOLD_HUE


def _toned(hue: tuple[float, float] | None, *, light: bool) -> str:
    """A light tint or a deep shade of a hue; of none, a warm white or a near black."""
    at, saturation = hue or (0.09, 0.12)
    tone = (0.90, min(0.40, saturation)) if light else (0.17, min(0.42, saturation))
    parts = colorsys.hls_to_rgb(at, *tone)
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)
