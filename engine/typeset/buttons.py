"""Buttons: what stands on a plate of its own in a block: the price and the call to action.

It knows these two; not the block around them.
"""

from __future__ import annotations

from dataclasses import replace

from engine.typeset.colour import readable_on
from engine.typeset.metrics import ink_of, tag_parts
from engine.typeset.recipe import SpriteRecipe
from engine.typeset.stick import Item, Row, Stick, inks_of
from engine.typeset.styles import STYLES, Style
from engine.typeset.text import line_recipe
from schemas.edit import Layer

__all__ = ["cta", "price"]

_SMALLEST = 0.5
"""The share of its size that a long amount may be set at within its tag."""


def price(layer: Layer, stick: Stick) -> tuple[Row, ...] | None:
    """A tag of a height that no amount changes; long amounts are set smaller within it."""
    ink, style, brand = inks_of(layer, stick), STYLES[layer.role], stick.brand
    size = stick.size(style)
    recipe = replace(
        line_recipe(layer, stick, style, "", size),
        form="tag",
        text=layer.text[:2],
        height=round(1.58 * size),
        pad=0,
        colour=readable_on(brand.accent, brand.paper, brand.ink),
        second=ink.letters,
        opacity=0.85,
        fill=brand.accent,
    )
    while (width := tag_parts(recipe, brand).width) > stick.width:
        if recipe.size < _SMALLEST * size:
            return None
        recipe = replace(recipe, size=round(0.95 * recipe.size, 2))
    recipe = replace(recipe, width=width)
    return (_alone(recipe, stick, style),)


def cta(layer: Layer, stick: Stick) -> tuple[Row, ...] | None:
    """A button: in the accent colour, or where a price has that, in the letters' own."""
    ink, style, brand = inks_of(layer, stick), STYLES[layer.role], stick.brand
    fill = ink.letters if stick.priced else brand.accent
    size = stick.size(style)
    height, inset = round(2.3 * size), round(1.15 * size)
    recipe = replace(
        line_recipe(layer, stick, style, layer.text[0], size),
        form="plate",
        height=height,
        pad=height // 2,
        fill=fill,
        colour=ink.tone if stick.priced else readable_on(fill, brand.paper, brand.ink),
        shadow="",
    )
    while (width := ink_of(recipe, brand).width + 2 * inset) > stick.width:
        if recipe.size < _SMALLEST * size:
            return None
        recipe = replace(recipe, size=round(0.95 * recipe.size, 2))
    return (_alone(replace(recipe, width=width), stick, style),)


def _alone(recipe: SpriteRecipe, stick: Stick, style: Style) -> Row:
    """A row of one piece that is its own box."""
    width, height = recipe.width, recipe.height
    item = Item(recipe, 0, 0, width, height, style.motion, stick.frames(style.enter))
    return Row(stick.air(style.above), width, height, (item,))
