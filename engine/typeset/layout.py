"""Layout: all of a film's layers in their places.

It sorts layers into blocks, captions, logo and label; each finds its own region.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from engine.brand import Brand
from engine.typeset.block import set_block
from engine.typeset.draw import draw
from engine.typeset.recipe import Motion, Placed, SpriteRecipe
from engine.typeset.regions import Region, block_region, safe_region
from engine.typeset.styles import STYLES, recipe_for
from schemas.delivery import SafeArea
from schemas.edit import Ink, Layer, LayerRole
from schemas.setup import Canvas

__all__ = ["lay_out"]

_APART = frozenset({LayerRole.CAPTION, LayerRole.LOGO, LayerRole.LABEL})


def lay_out(
    layers: Sequence[Layer], canvas: Canvas, safe: SafeArea, brand: Brand
) -> tuple[Placed, ...]:
    """Every layer's pieces in place, in the order in which they are drawn.

    Raises RowError (GLYPH, TOO_LONG).
    """
    short = min(canvas.width, canvas.height)
    area = safe_region(canvas, safe)
    roles = {layer.role for layer in layers}
    placed: list[Placed] = []
    numbered = [(n, layer) for n, layer in enumerate(layers) if layer.role not in _APART]
    for _, group in groupby(numbered, key=lambda pair: pair[1].shot):
        block = list(group)
        region = block_region(
            canvas,
            safe,
            block[0][1].room,
            captions=LayerRole.CAPTION in roles,
            logo=LayerRole.LOGO in roles,
        )
        placed += set_block(block, region, short, brand)
    for n, layer in enumerate(layers):
        match layer.role:
            case LayerRole.LOGO:
                placed.append(_logo(n, layer, canvas, area, brand))
            case LayerRole.CAPTION:
                placed.append(_caption(n, layer, short, area, brand))
            case LayerRole.LABEL:
                placed.append(_label(n, layer, short, area, brand))
    return tuple(placed)


def _logo(n: int, layer: Layer, canvas: Canvas, area: Region, brand: Brand) -> Placed:
    """Top right on a landscape frame; top left, above the block, on a portrait one."""
    short = min(canvas.width, canvas.height)
    asset = brand.logo_dark if layer.ink is Ink.DARK else brand.logo
    style = STYLES[layer.role]
    recipe = SpriteRecipe(
        form="logo",
        size=round(style.size * short, 2),
        width=round(0.3 * canvas.width),
        logo=asset.sha256 if asset else "",
    )
    height, width = draw(recipe, brand).shape[:2]
    x = area.left if canvas.aspect < 1 else area.right - width
    return _at(n, recipe, (x, area.top), (width, height), Motion.FADE, 10)


def _caption(n: int, layer: Layer, short: int, area: Region, brand: Brand) -> Placed:
    size = STYLES[layer.role].size * short
    recipe = recipe_for(layer, layer.text[0], brand, size=size, width=0)
    height, width = draw(recipe, brand).shape[:2]
    if width > area.width:
        recipe = recipe_for(layer, layer.text[0], brand, size=size * area.width / width, width=0)
        height, width = draw(recipe, brand).shape[:2]
    x = (area.left + area.right - width) / 2
    return _at(n, recipe, (x, area.bottom - height), (width, height), Motion.FADE, 2)


def _label(n: int, layer: Layer, short: int, area: Region, brand: Brand) -> Placed:
    size = STYLES[layer.role].size * short
    recipe = recipe_for(layer, layer.text[0], brand, size=size, width=0)
    height, width = draw(recipe, brand).shape[:2]
    return _at(n, recipe, (area.left, area.top), (width, height), Motion.FADE, 8)


def _at(
    n: int,
    recipe: SpriteRecipe,
    corner: tuple[float, float],
    size: tuple[int, int],
    motion: Motion,
    frames: int,
) -> Placed:
    """In place on whole pixels, which keeps plates and logos crisp."""
    return Placed(
        recipe=recipe,
        layer=n,
        x=float(round(corner[0])),
        y=float(round(corner[1])),
        width=size[0],
        height=size[1],
        motion=motion,
        enter=frames,
        exit=min(frames, 6),
    )
