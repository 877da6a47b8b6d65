"""Block: the layers of one shot, stacked in their region at the largest scale that fits.

It knows stacks; how a role is built is `roles`' business.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from engine.colours import contrast
from engine.layouts import layout_for
from engine.typeset.context import Item, Row, TypeContext, colours_of
from engine.typeset.recipe import Motion, Placed, SpriteRecipe
from engine.typeset.regions import Region
from engine.typeset.roles import rows_of
from schemas.edit import Layer, LayerRole, TextTone
from schemas.errors import RowError
from schemas.reject import Code
from schemas.setup import Canvas

__all__ = ["SMALLEST", "assert_fits", "measure_of", "set_block"]

_SCALES = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.65, 0.6, 0.55, 0.5, 0.46, 0.42, 0.38)
_LARGER = (1.4, 1.28, 1.16, 1.08)
"""Scales of a block that has a place of its own, where it leaves enough air around it there."""
_AIRY = 0.62
"""Share of its place's height that a block takes at most at those scales."""
SMALLEST = _SCALES[-1]
"""The scale below which a block is refused. The least sizes of its roles hold there too."""
_CONTRAST = 5.5
"""Of type that stands out: more than the 4.5 of WCAG 2.2, 1.4.3, for thin and dimmed lines."""
_AIR = 3
"""Times the context's `pad` that the measure is narrower than the region: both sides' air, and a
little for kerning and thickened strokes, which measuring word by word leaves out."""
_CALM_SCRIM = 0.28
"""How solid the scrim is on a calm part of a picture, where letters do not stand out by
themselves."""
_FEATHER = 0.24
"""How far a scrim falls off around the block, as a share of the short side."""


@dataclass(frozen=True, slots=True)
class _Set:
    """A row with the number of its layer, at its place from the block's top."""

    layer: int
    row: Row
    y: int


def set_block(
    layers: Sequence[tuple[int, Layer]], region: Region, context: TypeContext
) -> tuple[Placed, ...]:
    """The block's pieces in place: first its scrim (if any), then its type, from the top.

    `layers` come with their numbers in the edit. The context's measure and scale are set here.
    Raises RowError: TOO_LONG for words that do not fit at the smallest legible size, GLYPH.
    """
    context, stack = _fitted(layers, region, context)
    type_ = tuple(_placed(layers, stack, region, context))
    first = layers[0][1]
    if not _strength(first, context) or _stands_out(first, context):
        return type_
    return (_scrim(layers, type_, region, context), *type_)


def assert_fits(layers: Sequence[tuple[int, Layer]], region: Region, context: TypeContext) -> None:
    """Raises RowError exactly where `set_block` does, and places nothing.

    The last try, the smallest type in the most room, nearly always answers for all of them.
    """
    context = _measured(layers, region, context)
    for scale, over in reversed(tuple(_tries(region))):
        if _stack_at(scale, over, layers, region, context) is not None:
            return
    raise _too_long(layers)


def measure_of(region: Region, context: TypeContext) -> int:
    """The pixels that a line may take in a region."""
    return region.width - _AIR * context.pad


def _fitted(
    layers: Sequence[tuple[int, Layer]], region: Region, context: TypeContext
) -> tuple[TypeContext, tuple[_Set, ...]]:
    """The stack at the largest scale that fits, and its context at full scale."""
    context = _measured(layers, region, context)
    for scale, over in _tries(region):
        stack = _stack_at(scale, over, layers, region, context)
        if stack is not None:
            larger = layers[0][1].place is not None and scale == 1.0
            return context, _enlarged(layers, stack, region, context) if larger else stack
    raise _too_long(layers)


def _measured(
    layers: Sequence[tuple[int, Layer]], region: Region, context: TypeContext
) -> TypeContext:
    """The context with the region's measure and side, at full scale."""
    return replace(
        context,
        width=measure_of(region, context),
        align=region.align,
        priced=any(layer.role is LayerRole.PRICE for _, layer in layers),
    )


def _stack_at(
    scale: float,
    over: int,
    layers: Sequence[tuple[int, Layer]],
    region: Region,
    context: TypeContext,
) -> tuple[_Set, ...] | None:
    """The stack at that scale, where it is at most `over` pixels higher than its region."""
    stack = _stacked(layers, replace(context, scale=scale))
    fits = stack is not None and _height(stack) <= region.height + over
    return stack if fits else None


def _too_long(layers: Sequence[tuple[int, Layer]]) -> RowError:
    longest = max((part for _, layer in layers for part in layer.text), key=len)
    return RowError(
        Code.TOO_LONG,
        "the words of a shot do not fit its frame at a legible size",
        f"shot {layers[0][1].shot!r}, text {longest!r}",
        "Shorten the text.",
    )


def _enlarged(
    layers: Sequence[tuple[int, Layer]],
    stack: tuple[_Set, ...],
    region: Region,
    context: TypeContext,
) -> tuple[_Set, ...]:
    """The stack in larger type, where it then has as many lines, and air around it."""
    for scale in _LARGER:
        found = _stacked(layers, replace(context, scale=scale))
        if found and len(found) == len(stack) and _height(found) <= _AIRY * region.height:
            return found
    return stack


def _tries(region: Region) -> Iterator[tuple[float, int]]:
    """Scales, with the pixels below the region that may be taken at each: the least first."""
    if region.reach > region.overlap:
        yield from ((scale, region.overlap) for scale in _SCALES if scale >= region.reaches)
    yield from ((scale, region.reach) for scale in _SCALES)


def _stacked(layers: Sequence[tuple[int, Layer]], context: TypeContext) -> tuple[_Set, ...] | None:
    stack: list[_Set] = []
    y = 0
    for number, layer in layers:
        rows = rows_of(layer, context)
        if rows is None:
            return None
        for row in rows:
            y += row.above if stack else 0
            stack.append(_Set(number, row, y))
            y += row.height
    return tuple(stack)


def _items(stack: Sequence[_Set]) -> Iterator[tuple[_Set, Item]]:
    return ((part, item) for part in stack for item in part.row.items)


def _height(stack: Sequence[_Set]) -> int:
    tops = [part.y + item.y for part, item in _items(stack)]
    return max(part.y + item.y + item.height for part, item in _items(stack)) - min(tops)


def _placed(
    layers: Sequence[tuple[int, Layer]], stack: Sequence[_Set], region: Region, context: TypeContext
) -> Iterator[Placed]:
    by_number = dict(layers)
    top = min(part.y + item.y for part, item in _items(stack))
    free = region.height - _height(stack)
    start = region.top - top + {"top": 0, "middle": free // 2, "bottom": free}[region.anchor]
    for part, item in _items(stack):
        frames = by_number[part.layer].frames
        left = region.left + context.pad
        if region.align == "centre":
            left = region.left + (region.width - part.row.width) // 2
        yield Placed(
            recipe=item.recipe,
            layer=part.layer,
            x=float(left + item.x),
            y=float(start + part.y + item.y),
            width=item.width,
            height=item.height,
            delay=min(item.delay, frames // 3),
            motion=item.motion,
            enter=min(item.enter, frames // 3),
            exit=min(context.frames(0.25), frames // 4),
        )


def _strength(layer: Layer, context: TypeContext) -> float:
    """How solid the scrim behind a layer's block is: none on a ground that was made for type."""
    if layer.place is not None:
        return 0.0 if layer.place.on else _CALM_SCRIM
    return layout_for(context.canvas, layer.copy_space).type.scrim


def _stands_out(layer: Layer, context: TypeContext) -> bool:
    """Whether the layer's letters are read on the picture as it is."""
    letters = colours_of(layer, context).letters
    greys = ("#" + f"{round(255 * luma):02x}" * 3 for luma in layer.luma or ())
    return layer.luma is not None and all(contrast(letters, grey) >= _CONTRAST for grey in greys)


def _scrim(
    layers: Sequence[tuple[int, Layer]],
    type_: Sequence[Placed],
    region: Region,
    context: TypeContext,
) -> Placed:
    """A soft tone, opposite to the letters', for as long as the block's longest layer.

    It runs out of the frame on the sides that the block is set against. Its width is the region's,
    whatever the words: another price must not draw it anew.
    """
    number, layer = max(layers, key=lambda pair: pair[1].frames)
    tokens, feather = context.brand.tokens, round(_FEATHER * context.short)
    left, top, right, bottom = _reach(type_, region, context.canvas, feather)
    recipe = SpriteRecipe(
        form="scrim",
        width=right - left,
        height=bottom - top,
        size=float(feather),
        fill=tokens.dark if layer.tone is TextTone.LIGHT else tokens.light,
        strength=_strength(layer, context),
    )
    return Placed(
        recipe=recipe,
        layer=number,
        x=float(left),
        y=float(top),
        width=recipe.width,
        height=recipe.height,
        motion=Motion.FADE,
        enter=min(context.frames(0.5), layer.frames // 3),
        exit=min(context.frames(0.25), layer.frames // 4),
    )


def _reach(
    type_: Sequence[Placed], region: Region, canvas: Canvas, feather: int
) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of a block's scrim."""
    near = canvas.height / 4
    left, right = region.left - feather // 2, region.right + feather // 2
    top = round(min(piece.y for piece in type_)) - feather // 2
    bottom = round(max(piece.bottom for piece in type_)) + feather // 2
    if region.align == "left":
        left = -feather
        right = canvas.width + feather if region.right > 0.85 * canvas.width else right
    if region.anchor == "top" and region.top < near:
        top = -feather
    if region.anchor == "bottom" and region.bottom > canvas.height - near:
        bottom = canvas.height + feather
    return left, top, right, bottom
