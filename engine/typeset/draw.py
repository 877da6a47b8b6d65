"""Draw: one recipe as pixels.

It knows how each form looks; not where it will stand or when.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.brand import Brand
from engine.typeset import surface
from engine.typeset.letters import Face, coverage, ink
from engine.typeset.logo import logo_pixels
from engine.typeset.metrics import face_of, middle_of, tag_parts
from engine.typeset.recipe import SpriteRecipe

__all__ = ["draw"]

Pixels = NDArray[Any]

_DEPTH = 0.42
"""How solid the soft tone behind letters is at most: felt, not seen."""


def draw(recipe: SpriteRecipe, brand: Brand) -> Pixels:
    """The piece as (h, w, 4) uint8 RGBA, straight alpha; the same recipe gives the same bytes.

    Raises RowError (GLYPH).
    """
    match recipe.form:
        case "line":
            return _line(recipe, brand)
        case "plate":
            return _plate(recipe, brand)
        case "tag":
            return _tag(recipe, brand)
        case "rule":
            shape = surface.rounded(recipe.width, recipe.height, recipe.size)
            return surface.filled(shape * recipe.strength, recipe.fill)
        case "shade":
            shape = surface.soft(recipe.width, recipe.height, recipe.size)
            return surface.filled(shape * recipe.strength, recipe.fill)
        case "logo":
            return logo_pixels(recipe, brand)


def _line(recipe: SpriteRecipe, brand: Brand) -> Pixels:
    letters = coverage(recipe.text[0], face_of(recipe, brand), recipe.size)
    cover = surface.padded(letters, recipe.pad) * recipe.opacity
    if not recipe.shadow:
        return surface.filled(cover, recipe.colour)
    return surface.shadowed(cover, recipe.colour, recipe.shadow, pad=recipe.pad, depth=_DEPTH)


def _plate(recipe: SpriteRecipe, brand: Brand) -> Pixels:
    """Lines centred on a rounded plate."""
    face = face_of(recipe, brand)
    shape = surface.rounded(recipe.width, recipe.height, recipe.pad)
    letters = np.zeros_like(shape)
    leading = recipe.height / len(recipe.text) if len(recipe.text) == 1 else recipe.size * 1.3
    first = (recipe.height - leading * (len(recipe.text) - 1)) / 2
    for n, text in enumerate(recipe.text):
        box = ink(text, face, recipe.size)
        middle = first + n * leading
        _put(letters, text, face, recipe.size, (recipe.width - box.width) / 2, middle)
    return surface.over(
        surface.filled(shape * recipe.strength, recipe.fill), letters, recipe.colour
    )


def _tag(recipe: SpriteRecipe, brand: Brand) -> Pixels:
    """The price on its tag, and beside it what it was, struck through."""
    parts = tag_parts(recipe, brand)
    plate = np.zeros((recipe.height, recipe.width), np.float32)
    plate[:, : parts.plate] = surface.rounded(parts.plate, recipe.height, 0.2 * recipe.height)
    price = np.zeros_like(plate)
    face = face_of(recipe, brand)
    _put(price, recipe.text[0], face, recipe.size, parts.inset, recipe.height / 2)
    pixels = surface.over(surface.filled(plate, recipe.fill), price, recipe.colour)
    if len(recipe.text) == 1:
        return pixels
    was = np.zeros_like(plate)
    middle = recipe.height / 2
    box = _put(was, recipe.text[1], parts.was_face, parts.was_size, parts.was_left, middle)
    thick = max(1, round(0.07 * parts.was_size))
    top = round(middle - thick / 2)
    reach = round(0.12 * parts.was_size)
    was[top : top + thick, box[0] - reach : box[1] + reach] = 1.0
    beside = surface.shadowed(
        was * recipe.opacity, recipe.second, recipe.shadow, pad=parts.inset // 2, depth=_DEPTH
    )
    pixels[:, parts.plate :] = beside[:, parts.plate :]
    return pixels


def _put(
    onto: Pixels, text: str, face: Face, size: float, left: float, middle: float
) -> tuple[int, int]:
    """Add a line's coverage with its capitals' middle at `middle`; its first and last column."""
    box, letters = ink(text, face, size), coverage(text, face, size)
    top = round(middle + middle_of(text) * size) + box.top
    column = round(left)
    onto[top : top + box.height, column : column + box.width] = letters
    return column, column + box.width
