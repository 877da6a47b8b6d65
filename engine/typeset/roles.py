"""Roles: one layer's pieces, stacked from its own top-left corner.

It knows how each role is built; neither where the block stands nor what is in other layers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from engine.typeset.buttons import cta, price
from engine.typeset.metrics import ink_of, middle_of
from engine.typeset.recipe import Motion, SpriteRecipe
from engine.typeset.stick import Inks, Item, Row, Stick, indented, inks_of
from engine.typeset.styles import DETAIL, NUMERAL, STYLES
from engine.typeset.text import line_recipe, set_text
from schemas.edit import Layer, LayerRole

__all__ = ["rows_of"]


def rows_of(layer: Layer, stick: Stick) -> tuple[Row, ...] | None:
    """The layer's rows; None where its words do not fit their lines at the stick's scale.

    Raises RowError (GLYPH).
    """
    return _BUILDERS.get(layer.role, _plain)(layer, stick)


def _plain(layer: Layer, stick: Stick) -> tuple[Row, ...] | None:
    return set_text(layer, stick, STYLES[layer.role], layer.text[0], width=stick.width)


def _subhead(layer: Layer, stick: Stick) -> tuple[Row, ...] | None:
    return set_text(
        layer,
        stick,
        STYLES[layer.role],
        layer.text[0],
        width=min(stick.width, round(0.9 * stick.short)),
        change=lambda recipe: replace(recipe, opacity=0.92),
    )


def _kicker(layer: Layer, stick: Stick) -> tuple[Row, ...] | None:
    """Spaced capitals beside an accent rule; on a centred card the rule stands above them."""
    ink, style, thick = inks_of(layer, stick), STYLES[layer.role], _thick(stick)
    size = stick.size(style)
    length, gap = round(1.5 * size), round(0.62 * size)
    centred = stick.align == "centre"
    indent = 0 if centred else length + gap
    text = layer.text[0].upper()
    rows = set_text(layer, stick, style, text, width=stick.width - indent, wait=0.12)
    if rows is None:
        return None
    middle = rows[0].height - round(middle_of(text) * size)
    rule = _rule(stick, ink, (0, 0 if centred else middle - thick // 2, length, thick), Motion.WIPE)
    if centred:
        return (
            Row(rows[0].above, length, thick, (rule,)),
            replace(rows[0], above=2 * gap),
            *rows[1:],
        )
    first, *others = (indented(row, indent) for row in rows)
    return (replace(first, items=(rule, *first.items)), *others)


def _point(layer: Layer, stick: Stick) -> tuple[Row, ...] | None:
    """A statement beside an accent bar; a numbered one under its large numeral."""
    ink, style = inks_of(layer, stick), STYLES[layer.role]
    if not layer.number:
        room = stick.width - _thick(stick) - stick.air(0.022)
        rows = set_text(layer, stick, style, layer.text[0], width=room)
        return rows and _barred(rows, stick, ink)
    numeral = set_text(
        layer,
        stick,
        NUMERAL,
        str(layer.number),
        width=stick.width,
        above=style.above,
        change=lambda recipe: replace(recipe, colour=ink.accent, shadow=""),
    )
    text = set_text(
        layer,
        stick,
        replace(style, size=0.86 * style.size),
        layer.text[0],
        width=stick.width,
        above=0.040,
        wait=0.15,
    )
    return (*numeral, *text) if numeral and text else None


def _lower_third(layer: Layer, stick: Stick) -> tuple[Row, ...] | None:
    ink, room = inks_of(layer, stick), stick.width - _thick(stick) - stick.air(0.022)
    heading = set_text(layer, stick, STYLES[layer.role], layer.text[0], width=room)
    if heading is None:
        return None
    details: list[Row] = []
    for part in layer.text[1:]:
        rows = set_text(layer, stick, DETAIL, part, width=room, wait=0.15)
        if rows is None:
            return None
        details += rows
    return _barred((*heading, *details), stick, ink)


def _recap(layer: Layer, stick: Stick) -> tuple[Row, ...] | None:
    """A list; where it has more than one item, they are numbered in the accent colour."""
    ink, style = inks_of(layer, stick), STYLES[layer.role]
    numbered = len(layer.text) > 1
    indent = round(1.15 * stick.size(style)) if numbered else 0
    width = min(stick.width, round(1.06 * stick.short)) - indent
    rows: list[Row] = []
    for n, text in enumerate(layer.text):
        wait, above = n * style.stagger, style.above if n == 0 else 0.052
        found = set_text(
            layer, stick, replace(style, stagger=0.05), text, width=width, above=above, wait=wait
        )
        if found is None:
            return None
        first, *others = (indented(row, indent) for row in found)
        if numbered:
            item = _number(str(n + 1), layer, stick, first, ink)
            first = replace(first, items=(item, *first.items))
        rows += [first, *others]
    widest = max(row.width for row in rows)
    return tuple(replace(row, width=widest) for row in rows)


def _number(text: str, layer: Layer, stick: Stick, row: Row, ink: Inks) -> Item:
    beside = row.items[0]
    style = replace(STYLES[layer.role], weight=700)
    recipe = replace(
        line_recipe(layer, stick, style, text, beside.recipe.size), colour=ink.accent, shadow=""
    )
    box = ink_of(recipe, stick.brand)
    return replace(
        beside,
        recipe=recipe,
        x=-recipe.pad,
        y=row.height + box.top - recipe.pad,
        width=box.width + 2 * recipe.pad,
        height=box.height + 2 * recipe.pad,
    )


def _barred(rows: Sequence[Row], stick: Stick, ink: Inks) -> tuple[Row, ...]:
    """Rows beside an accent bar as tall as they are; one row, so that they stay together."""
    thick, gap = _thick(stick), stick.air(0.022)
    over = round(0.12 * rows[0].height)
    items: list[Item] = []
    y = over
    for n, row in enumerate(rows):
        y += row.above if n else 0
        items += [replace(item, x=item.x + thick + gap, y=item.y + y) for item in row.items]
        y += row.height
    bar = _rule(stick, ink, (0, 0, thick, y + over), Motion.FADE)
    width = thick + gap + max(row.width for row in rows)
    return (Row(rows[0].above, width, y + over, (bar, *items)),)


def _rule(stick: Stick, ink: Inks, box: tuple[int, int, int, int], motion: Motion) -> Item:
    """An accent bar; `box` is x, y, width and height."""
    x, y, width, height = box
    recipe = SpriteRecipe(
        form="rule", width=width, height=height, size=min(width, height) / 2, fill=ink.accent
    )
    return Item(recipe, x, y, width, height, motion, stick.frames(0.45))


def _thick(stick: Stick) -> int:
    return max(2, round(0.0046 * stick.short))


_Builder = Callable[[Layer, Stick], tuple[Row, ...] | None]
_BUILDERS: dict[LayerRole, _Builder] = {
    LayerRole.KICKER: _kicker,
    LayerRole.SUBHEAD: _subhead,
    LayerRole.POINT: _point,
    LayerRole.LOWER_THIRD: _lower_third,
    LayerRole.RECAP: _recap,
    LayerRole.PRICE: price,
    LayerRole.CTA: cta,
}
