"""Styles: how each role is set: size, weight, colour and entrance, as one table.

It knows roles and a brand's colours; not where anything stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.brand import Brand
from engine.typeset.recipe import Motion, SpriteRecipe
from schemas.edit import Ink, Layer, LayerRole
from schemas.shot import Room

__all__ = ["STYLES", "Style", "recipe_for"]


@dataclass(frozen=True, slots=True)
class Style:
    """`size` is a share of the frame's short side; `above` the air over it, in sizes of its own.

    `enter` and `delay` count frames at 24 a second.
    """

    size: float
    weight: int = 400
    above: float = 0.7
    motion: Motion = Motion.RISE
    enter: int = 12
    delay: int = 0
    spacing: float = 0.0


STYLES = {
    LayerRole.KICKER: Style(0.030, 600, 0.85, Motion.FADE, 10, spacing=0.10),
    LayerRole.HEADLINE: Style(0.088, 700, 0.34, Motion.RISE, 14),
    LayerRole.QUESTION: Style(0.096, 700, 0.42, Motion.RISE, 14),
    LayerRole.SUBHEAD: Style(0.044, 400, 0.62, Motion.RISE, 12),
    LayerRole.POINT: Style(0.060, 600, 0.40, Motion.SLIDE, 12),
    LayerRole.LOWER_THIRD: Style(0.044, 600, 0.5, Motion.SLIDE, 12),
    LayerRole.RECAP: Style(0.046, 400, 0.80, Motion.RISE, 12),
    LayerRole.PRICE: Style(0.072, 700, 0.55, Motion.POP, 10),
    LayerRole.CTA: Style(0.046, 600, 0.80, Motion.RISE, 10),
    LayerRole.CAPTION: Style(0.046, 600, 0.0, Motion.FADE, 2),
    LayerRole.LABEL: Style(0.026, 600, 0.0, Motion.FADE, 8),
    LayerRole.LOGO: Style(0.058, 400, 0.0, Motion.FADE, 10),
}
"""A scale of about 1.5 between neighbours in a block: headline, point, subhead, kicker."""


def recipe_for(layer: Layer, text: str, brand: Brand, *, size: float, width: int) -> SpriteRecipe:
    """How one text of a layer is drawn, `size` pixels high and at most `width` wide."""
    style, light = STYLES[layer.role], layer.ink is Ink.LIGHT
    colour, opposite = (brand.paper, brand.ink) if light else (brand.ink, brand.paper)
    base = SpriteRecipe(
        form="text",
        text=(text,),
        size=round(size, 2),
        width=width,
        weight=style.weight,
        spacing=style.spacing,
        colour=colour,
        glow=opposite,
        fonts=tuple(font.sha256 for font in brand.fonts),
        locale=layer.locale,
    )
    plate = replace(base, form="plate", width=0, glow="")
    match layer.role:
        case LayerRole.PRICE:
            tag = replace(plate, form="price", text=layer.text, fill=brand.accent)
            return replace(tag, colour=brand.paper, glow=colour)
        case LayerRole.CTA:
            return replace(plate, colour=opposite, fill=colour)
        case LayerRole.CAPTION | LayerRole.LABEL:
            return replace(plate, colour=brand.paper, fill=brand.ink, opacity=0.78)
        case LayerRole.POINT | LayerRole.LOWER_THIRD if layer.room is Room.NONE:
            # Over a picture that leaves no room, letters need a ground of their own.
            return replace(plate, width=width, colour=brand.ink, fill=brand.paper, opacity=0.93)
        case LayerRole.KICKER:
            return replace(base, text=(text.upper(),))
        case _:
            return base
