"""Corners: what has a place of its own in every film: logo, label, legal line, burnt captions.

It knows these four; not the blocks that keep clear of them.
"""

from __future__ import annotations

import math
from dataclasses import replace

from engine.brand import Brand
from engine.inputs import InputFile
from engine.logo import mark_of
from engine.placement import MOST_ENLARGED
from engine.typeset.context import TypeContext
from engine.typeset.letters import advance
from engine.typeset.lines import broken, is_cjk
from engine.typeset.logo import logo_for, logo_size
from engine.typeset.recipe import Placed, SpriteRecipe
from engine.typeset.regions import Region, safe_region
from engine.typeset.text import face_of, ink_of
from schemas.delivery import SafeArea
from schemas.edit import Layer, LayerRole, TextTone
from schemas.errors import RowError
from schemas.reject import Code
from schemas.setup import Canvas
from schemas.understanding import Area

__all__ = ["caption_band", "corner_band", "label_band", "logo_corner", "set_corner"]

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
_SHARE = 0.05
"""Of the frame's area that the logo of a card takes at most, so that wide and tall marks weigh the
same."""
_LEGAL_MEASURE = 1.3
"""The widest line of a legal text, as a share of the short side."""


def caption_band(context: TypeContext) -> int:
    """Pixels at the bottom that two lines of burnt captions and the air over them need."""
    return _height(LayerRole.CAPTION, 2, context) + round(0.03 * context.short)


def corner_band(context: TypeContext) -> int:
    """Pixels at the top that the logo, and its clear space or the air under it, need."""
    size = context.style(LayerRole.LOGO).size
    air = max(_AIR, context.brand.tokens.logo_space * size)
    return round((size + air) * context.short)


def label_band(text: str, context: TypeContext) -> int:
    """Pixels at the top that a label of that text, and the air under it, need."""
    return round(_PILL * _label_size(text, context)) + round(_AIR * context.short)


def set_corner(number: int, layer: Layer, area: Region, context: TypeContext) -> Placed:
    """A logo, label or caption in its place. Raises RowError (GLYPH, TOO_LONG), ProductionError."""
    match layer.role:
        case LayerRole.LOGO if layer.place is not None:
            recipe = _logo_in(layer, layer.place.box, context)
            x, y = _centred(recipe, layer.place.box, context.canvas)
        case LayerRole.LOGO:
            recipe = _logo(logo_for(context.brand, layer.tone), area, context)
            x, y = area.right - recipe.width, area.top
        case LayerRole.LEGAL:
            recipe = _legal(layer, area, context)
            x, y = area.left + (area.width - recipe.width) // 2, area.bottom - recipe.height
        case LayerRole.LABEL:
            recipe = _label(layer, context)
            x, y = area.left, area.top
        case _:
            recipe = _in_lines(layer, area, context)
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


def logo_corner(brand: Brand, canvas: Canvas, safe: SafeArea) -> Area:
    """Where the logo stands in films, with the clear space around it, as shares of the frame.

    Of a brand without one, the corner alone.
    """
    area = safe_region(canvas, safe)
    context = TypeContext(brand=brand, canvas=canvas, width=canvas.width)
    sizes = [_logo(logo, area, context) for logo in (brand.logo, brand.logo_dark) if logo]
    wide = max((one.width for one in sizes), default=1)
    high = max((one.height for one in sizes), default=1)
    space = brand.tokens.logo_space * high
    return Area(
        left=max(0.0, (area.right - wide - space) / canvas.width),
        top=max(0.0, (area.top - space) / canvas.height),
        right=min(1.0, (area.right + space) / canvas.width),
        bottom=min(1.0, (area.top + high + space) / canvas.height),
    )


def _logo_in(layer: Layer, box: Area, context: TypeContext) -> SpriteRecipe:
    """The logo of a card: as large as its box and the eye allow, whatever its shape."""
    asset, canvas = logo_for(context.brand, layer.tone), context.canvas
    mark = mark_of(asset.path, asset.sha256)
    free = 1 + 2 * context.brand.tokens.logo_space * mark.height / mark.width
    wide = (box.right - box.left) * canvas.width / free
    high = (box.bottom - box.top) * canvas.height / (1 + context.brand.tokens.logo_space)
    area = _SHARE * canvas.width * canvas.height
    wide = min(wide, math.sqrt(area * mark.width / mark.height))
    if not mark.vector:
        wide = min(wide, MOST_ENLARGED * mark.width)
    width, height = logo_size(asset, high, wide)
    return SpriteRecipe(form="logo", width=width, height=height, logo=asset.sha256)


def _centred(recipe: SpriteRecipe, box: Area, canvas: Canvas) -> tuple[int, int]:
    return (
        round((box.left + box.right) / 2 * canvas.width - recipe.width / 2),
        round((box.top + box.bottom) / 2 * canvas.height - recipe.height / 2),
    )


def _legal(layer: Layer, area: Region, context: TypeContext) -> SpriteRecipe:
    """Small lines at the foot; over a picture, whose light nobody knows, on a plate."""
    recipe = _in_lines(layer, area, context, _LEGAL_MEASURE * context.short)
    if layer.place is None or layer.place.on is None:
        return recipe
    tokens = context.brand.tokens
    letters = tokens.dark if layer.tone is TextTone.DARK else tokens.light
    return replace(recipe, colour=letters, fill=layer.place.on, strength=0.0)


def _logo(asset: InputFile, area: Region, context: TypeContext) -> SpriteRecipe:
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


def _in_lines(
    layer: Layer, area: Region, context: TypeContext, measure: float = math.inf
) -> SpriteRecipe:
    """The text's own lines; broken anew where they are too wide, and set smaller only then."""
    recipe, style = _lettered(layer, context), context.style(layer.role)
    face, inset = face_of(recipe, context.brand), round(0.8 * recipe.size)
    room = min(area.width - 2 * inset, measure)
    size, least = recipe.size, style.least * context.short
    while True:
        for text in (layer.text[0], " ".join(layer.text[0].split("\n"))):
            lines = broken(text, room, lambda part: advance(part, face) * size, most=style.most)  # noqa: B023 - used at once
            if lines:
                recipe = replace(recipe, text=lines, size=round(size, 2))
                widest = max(ink_of(replace(recipe, text=(t,)), context.brand).width for t in lines)
                height = _height(layer.role, len(lines), context)
                radius = round(context.brand.tokens.radii.panel * context.short)
                return replace(recipe, width=widest + 2 * inset, height=height, radius=radius)
        if size <= least:
            raise RowError(
                Code.TOO_LONG,
                f"a {_NAMES[layer.role]} does not fit {style.most} lines at a legible size",
                f"text {layer.text[0]!r}",
                "Shorten it.",
            )
        size = max(least, 0.95 * size)


_NAMES = {LayerRole.CAPTION: "caption", LayerRole.LEGAL: "legal line"}


def _height(role: LayerRole, lines: int, context: TypeContext) -> int:
    size = context.style(role).size * context.short
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
