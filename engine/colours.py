"""Colours: `#rrggbb` as numbers, how light it is, and what can be read on it.

It knows colours alone; neither brands nor pictures.
"""

from __future__ import annotations

from functools import lru_cache

__all__ = ["contrast", "lightness", "luminance", "mixed", "readable_on", "rgb"]

_LARGE = 3.0
"""The least contrast of large type (WCAG 2.2, 1.4.3)."""
_SMALL = 4.5
"""The same of small type."""


def rgb(colour: str) -> tuple[float, float, float]:
    """Red, green and blue from 0 to 1 of `#rrggbb`."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def mixed(one: str, other: str, share: float) -> str:
    """The first colour with `share` of the second in it, as `#rrggbb`."""
    parts = (a + (b - a) * share for a, b in zip(rgb(one), rgb(other), strict=True))
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)


@lru_cache(maxsize=4096)
def luminance(colour: str) -> float:
    """The relative luminance from 0 to 1 (WCAG 2.2)."""
    red, green, blue = (_linear(part) for part in rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@lru_cache(maxsize=4096)
def lightness(colour: str) -> float:
    """The CIE lightness from 0 to 1."""
    y = luminance(colour)
    return 1.16 * y ** (1 / 3) - 0.16 if y > 0.008856 else 9.033 * y


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable_on(background: str, *colours: str, small: bool = False) -> str:
    """The first of `colours` that large type may have on `background`, or else the best of them.

    `small` type needs more contrast.
    """
    least = _SMALL if small else _LARGE
    passing = (colour for colour in colours if contrast(background, colour) >= least)
    return next(passing, max(colours, key=lambda colour: contrast(background, colour)))


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
