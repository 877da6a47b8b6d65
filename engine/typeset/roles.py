"""Roles: one layer's pieces, stacked from its own top-left corner.

It knows how each role is built; neither where the block stands nor what is in other layers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from engine.colours import contrast
from engine.typeset.code import code_rows
from engine.typeset.context import (
    Item,
    Row,
    Style,
    TextColours,
    TypeContext,
    above_of,
    colours_of,
    indented,
    letters_on,
)
from engine.typeset.recipe import Motion, SpriteRecipe
from engine.typeset.text import ink_of, line_recipe, middle_of, set_text, tag_parts
from schemas.edit import Layer, LayerRole

__all__ = ["rows_of"]

_SEEN = 1.25
"""The least contrast of a plate with its ground."""
_SMALLEST = 0.5
"""The share of their size that long words may be set at within a tag or a button."""


def rows_of(layer: Layer, context: TypeContext) -> tuple[Row, ...] | None:
    """The layer's rows; None where its words do not fit their lines. Raises RowError (GLYPH)."""
    return _BUILDERS.get(layer.role, _plain)(layer, context)


def _plain(layer: Layer, context: TypeContext) -> tuple[Row, ...] | None:
    style, width = context.style(layer.role), context.width
    return set_text(layer, context, style, layer.text[0], width=width, above=above_of(layer, style))


def _subhead(layer: Layer, context: TypeContext) -> tuple[Row, ...] | None:
    return set_text(
        layer,
        context,
        context.style(layer.role),
        layer.text[0],
        width=min(context.width, round(0.9 * context.short)),
        change=lambda recipe: replace(recipe, opacity=0.92),
    )


def _kicker(layer: Layer, context: TypeContext) -> tuple[Row, ...] | None:
    """Spaced capitals beside an accent rule; on a centred card the rule stands above them."""
    colours, style, thick = colours_of(layer, context), context.style(layer.role), _thick(context)
    size = context.size(style)
    length, gap = round(1.5 * size), round(0.62 * size)
    centred = context.align == "centre"
    indent = 0 if centred else length + gap
    text = layer.text[0].upper()
    rows = set_text(layer, context, style, text, width=context.width - indent, wait=0.12)
    if rows is None:
        return None
    middle = rows[0].height - round(middle_of(text) * size)
    rule = _rule(
        context, colours, (0, 0 if centred else middle - thick // 2, length, thick), Motion.WIPE
    )
    if centred:
        return (
            Row(rows[0].above, length, thick, (rule,)),
            replace(rows[0], above=2 * gap),
            *rows[1:],
        )
    first, *others = (indented(row, indent) for row in rows)
    return (replace(first, items=(rule, *first.items)), *others)


def _point(layer: Layer, context: TypeContext) -> tuple[Row, ...] | None:
    """A statement beside an accent bar; a numbered one beside its large numeral."""
    colours, style = colours_of(layer, context), context.style(layer.role)
    if not layer.number:
        room = context.width - _thick(context) - context.air(0.022)
        above = above_of(layer, style)
        rows = set_text(layer, context, style, layer.text[0], width=room, above=above)
        return rows and _barred(rows, context, colours, joined=layer.goes_on)
    numeral = set_text(
        layer,
        context,
        context.numeral,
        str(layer.number),
        width=context.width,
        above=style.above,
        change=lambda recipe: replace(recipe, colour=colours.accent, shadow=""),
    )
    if numeral is None:
        return None
    indent = numeral[0].width + context.air(0.03)
    room = context.width - indent
    small = replace(style, size=0.9 * style.size)
    above = above_of(layer, small)
    text = set_text(layer, context, small, layer.text[0], width=room, above=above, wait=0.15)
    if text and layer.goes_on:
        return tuple(indented(row, indent) for row in text)
    return text and (_beside(numeral[0], text, indent),)


def _beside(numeral: Row, text: Sequence[Row], indent: int) -> Row:
    """A numeral with its text beside it, as one row; the lower of both in the other's middle."""
    high = sum(row.height + (row.above if n else 0) for n, row in enumerate(text))
    height = max(high, numeral.height)
    lower = (height - numeral.height) // 2 if len(text) == 1 else 0
    items = [replace(item, y=item.y + lower) for item in numeral.items]
    y = (height - high) // 2
    for n, row in enumerate(text):
        y += row.above if n else 0
        items += [replace(item, x=item.x + indent, y=item.y + y) for item in row.items]
        y += row.height
    width = indent + max(row.width for row in text)
    return Row(numeral.above, width, height, tuple(items))


def _lower_third(layer: Layer, context: TypeContext) -> tuple[Row, ...] | None:
    colours, room = colours_of(layer, context), context.width - _thick(context) - context.air(0.022)
    heading = set_text(layer, context, context.style(layer.role), layer.text[0], width=room)
    if heading is None:
        return None
    details: list[Row] = []
    for part in layer.text[1:]:
        rows = set_text(layer, context, context.detail, part, width=room, wait=0.15)
        if rows is None:
            return None
        details += rows
    return _barred((*heading, *details), context, colours)


def _recap(layer: Layer, context: TypeContext) -> tuple[Row, ...] | None:
    """A list; where it has more than one item, they are numbered in the accent colour."""
    colours, style = colours_of(layer, context), context.style(layer.role)
    numbered = len(layer.text) > 1
    indent = round(1.15 * context.size(style)) if numbered else 0
    width = min(context.width, round(1.06 * context.short)) - indent
    rows: list[Row] = []
    for n, text in enumerate(layer.text):
        wait, above = n * style.stagger, style.above if n == 0 else 0.052
        found = set_text(
            layer, context, replace(style, stagger=0.05), text, width=width, above=above, wait=wait
        )
        if found is None:
            return None
        first, *others = (indented(row, indent) for row in found)
        if numbered:
            item = _number(str(n + 1), layer, context, first, colours)
            first = replace(first, items=(item, *first.items))
        rows += [first, *others]
    widest = max(row.width for row in rows)
    return tuple(replace(row, width=widest) for row in rows)


def _number(text: str, layer: Layer, context: TypeContext, row: Row, colours: TextColours) -> Item:
    beside = row.items[0]
    style = replace(context.style(layer.role), weight=700)
    recipe = replace(
        line_recipe(layer, context, style, text, beside.recipe.size),
        colour=colours.figure,
        shadow="",
    )
    box = ink_of(recipe, context.brand)
    return replace(
        beside,
        recipe=recipe,
        x=-recipe.pad,
        y=row.height + box.top - recipe.pad,
        width=box.width + 2 * recipe.pad,
        height=box.height + 2 * recipe.pad,
    )


def _barred(
    rows: Sequence[Row], context: TypeContext, colours: TextColours, *, joined: bool = False
) -> tuple[Row, ...]:
    """Rows beside an accent bar, as one; a `joined` bar goes on from the one above it."""
    thick, gap = _thick(context), context.air(0.022)
    over = round(0.12 * rows[0].height)
    items: list[Item] = []
    y = over
    for n, row in enumerate(rows):
        y += row.above if n else 0
        items += [replace(item, x=item.x + thick + gap, y=item.y + y) for item in row.items]
        y += row.height
    top = -rows[0].above - thick if joined else 0
    bar = _rule(context, colours, (0, top, thick, y + over - top), Motion.FADE)
    width = thick + gap + max(row.width for row in rows)
    return (Row(rows[0].above, width, y + over, (bar, *items)),)


def _rule(
    context: TypeContext, colours: TextColours, box: tuple[int, int, int, int], motion: Motion
) -> Item:
    """An accent bar; `box` is x, y, width and height."""
    x, y, width, height = box
    recipe = SpriteRecipe(
        form="rule", width=width, height=height, radius=min(width, height) / 2, fill=colours.accent
    )
    return Item(recipe, x, y, width, height, context.entrance(motion), context.frames(0.45))


def _thick(context: TypeContext) -> int:
    return max(2, round(0.0046 * context.short))


def _price(layer: Layer, context: TypeContext) -> tuple[Row, ...] | None:
    """A tag of a height that no amount changes; long amounts are set smaller within it."""
    style, tokens = context.style(layer.role), context.brand.tokens
    size = context.size(style)
    height = round(1.58 * size)
    colours = colours_of(layer, context)
    fill, letters = _filled(layer, context, colours)
    recipe = replace(
        line_recipe(layer, context, style, "", size),
        form="tag",
        text=layer.text[:2],
        height=height,
        pad=0,
        radius=tokens.radii.tag * height,
        colour=letters,
        second=colours.letters,
        opacity=0.85,
        fill=fill,
    )
    return _fitted(recipe, context, style, lambda one: tag_parts(one, context.brand).width)


def _filled(layer: Layer, context: TypeContext, colours: TextColours) -> tuple[str, str]:
    """The colours of a plate and of its letters: the accent, where that is not the ground's own."""
    tokens = context.brand.tokens
    ground = layer.place.on if layer.place is not None else None
    if ground is not None and contrast(ground, tokens.accent) < _SEEN:
        return colours.letters, colours.behind
    return tokens.accent, letters_on(tokens.accent, tokens.light, tokens.dark)


def _cta(layer: Layer, context: TypeContext) -> tuple[Row, ...] | None:
    """A button: in the accent colour, or where a price has that, in the letters' own."""
    colours, tokens = colours_of(layer, context), context.brand.tokens
    fill, letters = _filled(layer, context, colours)
    if context.priced:
        fill, letters = colours.letters, colours.behind
    style = context.style(layer.role)
    size = context.size(style)
    height, inset = round(2.3 * size), round(1.15 * size)
    recipe = replace(
        line_recipe(layer, context, style, layer.text[0], size),
        form="plate",
        height=height,
        pad=0,
        radius=int(tokens.radii.button * height),
        fill=fill,
        colour=letters,
        shadow="",
    )
    return _fitted(recipe, context, style, lambda one: ink_of(one, context.brand).width + 2 * inset)


def _fitted(
    recipe: SpriteRecipe,
    context: TypeContext,
    style: Style,
    width_of: Callable[[SpriteRecipe], int],
) -> tuple[Row, ...] | None:
    """A row of one piece that is its own box, its letters small enough for the measure.

    None where they would be smaller than half their size.
    """
    size = recipe.size
    while (width := width_of(recipe)) > context.width:
        if recipe.size < _SMALLEST * size:
            return None
        recipe = replace(recipe, size=round(0.95 * recipe.size, 2))
    recipe = replace(recipe, width=width)
    item = Item(recipe, 0, 0, width, recipe.height, style.motion, context.frames(style.enter))
    return (Row(context.air(style.above), width, recipe.height, (item,)),)


_Builder = Callable[[Layer, TypeContext], tuple[Row, ...] | None]
_BUILDERS: dict[LayerRole, _Builder] = {
    LayerRole.KICKER: _kicker,
    LayerRole.SUBHEAD: _subhead,
    LayerRole.POINT: _point,
    LayerRole.LOWER_THIRD: _lower_third,
    LayerRole.RECAP: _recap,
    LayerRole.CODE: code_rows,
    LayerRole.PRICE: _price,
    LayerRole.CTA: _cta,
}
