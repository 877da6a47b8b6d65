"""Block: the layers of one shot, stacked in their region at the largest size that fits.

It knows stacks and sizes; regions come from `regions`, pixels from `draw`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from engine.brand import Brand
from engine.typeset.draw import PAD, draw
from engine.typeset.recipe import Motion, Placed, SpriteRecipe
from engine.typeset.regions import Region
from engine.typeset.styles import STYLES, recipe_for
from schemas.edit import Layer, LayerRole
from schemas.errors import RowError
from schemas.reject import Code

__all__ = ["set_block"]

_STEPS = (1.0, 0.92, 0.84, 0.77, 0.7, 0.63, 0.57)
"""Sizes that are tried in turn; below the last, type on a phone is no longer read."""
_STAGGER = 7
"""Frames between the entrances of a list's items."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A drawn piece with the air above it; its ink's height counts, not its glow's."""

    recipe: SpriteRecipe
    layer: int
    above: float
    motion: Motion
    enter: int
    delay: int
    pad: int
    width: int
    height: int


def set_block(
    layers: Sequence[tuple[int, Layer]], region: Region, short: int, brand: Brand
) -> tuple[Placed, ...]:
    """The block's pieces in place. `layers` come with their numbers in the edit, top first.

    `short` is the frame's short side in pixels. Raises RowError (TOO_LONG) for words that do not
    fit at the smallest legible size.
    """
    for step in _STEPS:
        pieces = list(_pieces(layers, region, short * step, brand))
        height = sum(piece.above + piece.height for piece in pieces)
        if height <= region.height and all(piece.width <= region.width for piece in pieces):
            return tuple(_placed(pieces, region, height))
    longest = max((part for _, layer in layers for part in layer.text), key=len, default="")
    raise RowError(
        Code.TOO_LONG,
        "the words of a shot do not fit its frame at a legible size",
        f"text {longest!r}",
        "Shorten the text.",
    )


def _pieces(
    layers: Sequence[tuple[int, Layer]], region: Region, short: float, brand: Brand
) -> Iterator[_Piece]:
    first = True
    for number, layer in layers:
        style = STYLES[layer.role]
        if layer.role is LayerRole.KICKER and first:
            yield _rule(number, short, brand)
            first = False
        for n, (text, size) in enumerate(_texts(layer, style.size * short, alone=len(layers) == 1)):
            recipe = recipe_for(layer, text, brand, size=size, width=int(region.width))
            if region.align == "centre":
                recipe = replace(recipe, align="centre")
            if layer.role is LayerRole.POINT and n == 0 and layer.number:
                recipe = replace(recipe, colour=brand.accent, weight=300, glow="")
            pixels = draw(recipe, brand)
            pad = round(PAD * recipe.size) if recipe.form == "text" else 0
            yield _Piece(
                recipe=recipe,
                layer=number,
                above=0.0 if first else style.above * style.size * short,
                motion=style.motion,
                enter=style.enter,
                delay=n * _STAGGER,
                pad=pad,
                width=pixels.shape[1] - 2 * pad,
                height=pixels.shape[0] - 2 * pad,
            )
            first = False


def _rule(number: int, short: float, brand: Brand) -> _Piece:
    """A short line in the accent colour that opens a block."""
    width, height = round(0.07 * short), max(2, round(0.006 * short))
    recipe = SpriteRecipe(form="rule", size=height, width=width, fill=brand.accent)
    return _Piece(recipe, number, 0.0, Motion.WIPE, 10, 0, 0, width, height)


def _texts(layer: Layer, size: float, *, alone: bool) -> Iterator[tuple[str, float]]:
    """The texts of a layer that are drawn apart, with their sizes."""
    match layer.role:
        case LayerRole.PRICE:
            yield layer.text[0], size
        case LayerRole.POINT if layer.number:
            yield str(layer.number), size * 1.7
            yield layer.text[0], size * 0.86
        case LayerRole.SUBHEAD if alone:
            yield layer.text[0], size * 1.35
        case LayerRole.RECAP:
            for n, text in enumerate(layer.text, 1):
                yield f"{n}\u2002{text}" if len(layer.text) > 1 else text, size
        case _:
            for text in layer.text:
                yield text, size


def _placed(pieces: Sequence[_Piece], region: Region, height: float) -> Iterator[Placed]:
    y = {
        "top": region.top,
        "middle": region.top + (region.height - height) / 2,
        "bottom": region.bottom - height,
    }[region.anchor]
    for piece in pieces:
        y += piece.above
        x = region.left
        if region.align == "centre":
            x += (region.width - piece.width) / 2
        yield Placed(
            recipe=piece.recipe,
            layer=piece.layer,
            x=x - piece.pad,
            y=y - piece.pad,
            width=piece.width + 2 * piece.pad,
            height=piece.height + 2 * piece.pad,
            delay=piece.delay,
            motion=piece.motion,
            enter=piece.enter,
        )
        y += piece.height
