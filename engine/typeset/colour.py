"""Colour: how light colours are and how well two of them part.

It knows numbers, not brands.
"""

from __future__ import annotations

__all__ = ["contrast", "readable_on", "rgb"]

_LARGE = 3.0
"""The least contrast of large type (WCAG 2.2, 1.4.3)."""


def rgb(colour: str) -> tuple[float, float, float]:
    """Red, green and blue from 0 to 1 of `#rrggbb`."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21 (WCAG 2.2, relative luminance)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable_on(ground: str, *colours: str) -> str:
    """The first of `colours` that large type may have on `ground`, or else the best of them."""
    passing = (colour for colour in colours if contrast(ground, colour) >= _LARGE)
    return next(passing, max(colours, key=lambda colour: contrast(ground, colour)))


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
