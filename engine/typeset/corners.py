"""Corners: what has a place of its own in every film: logo, label and burnt captions.

It knows these three; not the blocks that keep clear of them.
"""

from __future__ import annotations

from dataclasses import replace

from engine.typeset.context import TypeContext
from engine.typeset.letters import advance
from engine.typeset.lines import broken, is_cjk
from engine.typeset.logo import logo_for, logo_size
from engine.typeset.recipe import Placed, SpriteRecipe
from engine.typeset.regions import Region
from engine.typeset.text import face_of, ink_of
from schemas.edit import Layer, LayerRole
from schemas.errors import RowError
from schemas.reject import Code

__all__ = ["caption_band", "corner_band", "label_band", "set_corner"]

_PLATE = 0.80
"""How solid the plates of captions and labels are."""
_LINE = 1.3
"""Leading of captions, as `draw` sets them."""
_PILL = 1.75
"""The height of a label's plate, as a multiple of its type's size."""
_SQUARES = 1.45
"""Times the size that a label of Chinese characters is set at: GB 45438-2025 asks that they are as
high as 5 percent of the shorter side."""
_AIR = 0.035
"""Under what stands at the top, as a share of the short side."""


def caption_band(context: TypeContext) -> int:
    """Pixels at the bottom that two lines of burnt captions and the air over them need."""
    return _caption_height(2, context) + round(0.03 * context.short)


def corner_band(context: TypeContext) -> int:
    """Pixels at the top that the logo, and the air under it, need."""
    return round((context.style(LayerRole.LOGO).size + _AIR) * context.short)


def label_band(text: str, context: TypeContext) -> int:
    """Pixels at the top that a label of that text, and the air under it, need."""
    return round(_PILL * _label_size(text, context)) + round(_AIR * context.short)


def set_corner(number: int, layer: Layer, area: Region, context: TypeContext) -> Placed:
    """A logo, label or caption in its place. Raises RowError (GLYPH, TOO_LONG), ProductionError."""
    match layer.role:
        case LayerRole.LOGO:
            recipe = _logo(layer, area, context)
            x, y = area.right - recipe.width, area.top
        case LayerRole.LABEL:
            recipe = _label(layer, context)
            x, y = area.left, area.top
        case _:
            recipe = _caption(layer, area, context)
            x, y = area.left + (area.width - recipe.width) // 2, area.bottom - recipe.height
    style = context.style(layer.role)
    fading = min(context.frames(style.enter), layer.frames // 3)
    # The label must stand from the very first frame, so it only goes out softly.
    leaving = layer.frames // 3 if layer.role is LayerRole.LABEL else fading
    return Placed(
        recipe=recipe,
        layer=number,
        x=float(x),
        y=float(y),
        width=recipe.width,
        height=recipe.height,
        motion=style.motion,
        enter=fading,
        exit=min(leaving, context.frames(0.25)),
    )


def _logo(layer: Layer, area: Region, context: TypeContext) -> SpriteRecipe:
    asset = logo_for(context.brand, layer.tone)
    height = context.style(LayerRole.LOGO).size * context.short
    width, height = logo_size(asset, height, 0.3 * area.width)
    return SpriteRecipe(form="logo", width=width, height=height, logo=asset.sha256)


def _label(layer: Layer, context: TypeContext) -> SpriteRecipe:
    """A small pill."""
    recipe = replace(_lettered(layer, context), size=_label_size(layer.text[0], context))
    height = round(_PILL * recipe.size)
    width = ink_of(recipe, context.brand).width + round(1.3 * recipe.size)
    return replace(recipe, width=width, height=height, radius=height // 2)


def _label_size(text: str, context: TypeContext) -> float:
    size = context.style(LayerRole.LABEL).size * context.short
    return round(_SQUARES * size if any(map(is_cjk, text)) else size, 2)


def _caption(layer: Layer, area: Region, context: TypeContext) -> SpriteRecipe:
    """The cue's own lines; broken anew where they are too wide, and set smaller only then."""
    recipe, style = _lettered(layer, context), context.style(layer.role)
    face, inset = face_of(recipe, context.brand), round(0.8 * recipe.size)
    room = area.width - 2 * inset
    size, least = recipe.size, style.least * context.short
    while True:
        for text in (layer.text[0], " ".join(layer.text[0].split("\n"))):
            lines = broken(text, room, lambda part: advance(part, face) * size, most=style.most)  # noqa: B023 - used at once
            if lines:
                recipe = replace(recipe, text=lines, size=round(size, 2))
                widest = max(ink_of(replace(recipe, text=(t,)), context.brand).width for t in lines)
                height = _caption_height(len(lines), context)
                radius = round(context.brand.tokens.radii.panel * context.short)
                return replace(recipe, width=widest + 2 * inset, height=height, radius=radius)
        if size <= least:
            raise RowError(
                Code.TOO_LONG,
                "a caption does not fit two lines at a legible size",
                f"text {layer.text[0]!r}",
                "Shorten the spoken line.",
            )
        size = max(least, 0.95 * size)


def _caption_height(lines: int, context: TypeContext) -> int:
    size = context.style(LayerRole.CAPTION).size * context.short
    return round((0.62 + _LINE * lines) * size)


def _lettered(layer: Layer, context: TypeContext) -> SpriteRecipe:
    style, brand = context.style(layer.role), context.brand
    return SpriteRecipe(
        form="plate",
        text=layer.text,
        size=round(style.size * context.short, 2),
        weight=style.weight,
        spacing=style.spacing,
        colour=brand.tokens.light,
        fill=brand.tokens.dark,
        strength=_PLATE,
        fonts=tuple(font.sha256 for font in brand.fonts),
        locale=layer.locale,
    )
