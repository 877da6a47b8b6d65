"""Palette: four colours from a logo, for a brand that says none.

It knows colours and how type is read on them; not who uses them.
"""

from __future__ import annotations

import colorsys
from collections.abc import Iterator
from pathlib import Path

from engine.colours import contrast
from engine.files import sha256_of
from engine.logo import READABLE, Mark, luminance_of, mark_of
from engine.pictures.colours import commonest
from schemas.errors import ProductionError

__all__ = ["palette_of"]

_COLOURED = 0.12
"""Difference of a colour's strongest and weakest part from which it has a hue."""
_TEXT, _GRAPHICS = 7.0, 3.0
"""Contrast of type on the ground and of accents on it (WCAG 2.2: 1.4.6 for type, 1.4.11)."""
_NEUTRAL = 0.58, 0.06
"""Hue and saturation of a palette whose logo has no hue: a cool near black."""


def palette_of(logo: Path) -> dict[str, str]:
    """`background`, `light`, `dark` and `accent` from the logo's own colours.

    The ground is a deep tone of the logo's main hue or, where the logo is not read on that, a light
    tint of it; the accent is its most vivid colour, as much lighter or darker as it takes to be
    told from the ground. Raises ProductionError where the logo cannot be read.
    """
    try:
        mark = mark_of(logo, sha256_of(logo))
    except OSError as error:
        raise ProductionError(
            "brand.logo cannot be read", f"{logo}: {error.strerror}", "Correct the path."
        ) from error
    colours = [_rgb(colour) for colour in _inks(mark)]
    vivid = [one for one in colours if max(one) - min(one) >= _COLOURED]
    hue, saturation = _hue(vivid[0]) if vivid else _NEUTRAL
    light = _hex(hue, 0.96, min(0.35, saturation))
    dark = _hex(hue, 0.085, min(0.30, saturation))
    deep = _deep(hue, min(0.55, saturation), light)
    tint = _hex(hue, 0.91, min(0.40, saturation))
    on_deep, on_tint = (mark.read_on(luminance_of(ground)) for ground in (deep, tint))
    background = tint if on_deep < READABLE <= on_tint else deep
    accent = dark if background == tint else light
    if vivid:
        accent = _told_from(background, *_hue(max(vivid, key=lambda one: max(one) - min(one))))
    return {"background": background, "light": light, "dark": dark, "accent": accent}


def _inks(mark: Mark) -> tuple[str, ...]:
    return commonest(mark.pixels[..., :3], mark.pixels[..., 3] > 127)


def _deep(hue: float, saturation: float, light: str) -> str:
    """The lightest deep tone on which light type is read well."""
    tones = (_hex(hue, lightness / 100, saturation) for lightness in range(26, 10, -1))
    return next((one for one in tones if contrast(one, light) >= _TEXT), _hex(hue, 0.1, saturation))


def _told_from(ground: str, hue: float, saturation: float) -> str:
    """The colour of that hue, nearest to a middle lightness, that stands out from the ground."""
    tones = (_hex(hue, lightness, max(0.45, saturation)) for lightness in _from_the_middle())
    return next((one for one in tones if contrast(one, ground) >= _GRAPHICS), "#ffffff")


def _from_the_middle() -> Iterator[float]:
    yield 0.5
    for step in range(1, 45):
        yield from (0.5 + step / 100, 0.5 - step / 100)


def _hue(colour: tuple[float, float, float]) -> tuple[float, float]:
    hue, _, saturation = colorsys.rgb_to_hls(*colour)
    return hue, saturation


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(hue: float, lightness: float, saturation: float) -> str:
    parts = colorsys.hls_to_rgb(hue, lightness, saturation)
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)
