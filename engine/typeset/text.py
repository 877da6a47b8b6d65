"""Text: words as lines of letters, at the largest size at which they fit.

It knows lines and sizes; roles say which text, style and width.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.typeset.letters import Face, advance
from engine.typeset.lines import broken, hyphenated
from engine.typeset.metrics import cap_of, face_of, ink_of, is_solid
from engine.typeset.recipe import SpriteRecipe
from engine.typeset.stick import Item, Row, Stick, inks_of
from engine.typeset.styles import Style
from schemas.edit import Layer

__all__ = ["line_recipe", "set_text"]


def set_text(
    layer: Layer,
    stick: Stick,
    style: Style,
    text: str,
    *,
    width: int,
    above: float | None = None,
    wait: float = 0.0,
    change: Callable[[SpriteRecipe], SpriteRecipe] = lambda recipe: recipe,
) -> tuple[Row, ...] | None:
    """A text as a row for each line; the lines enter one after the other."""
    found = _lines(layer, stick, style, text, width)
    if found is None:
        return None
    lines, size = found
    cap = round(cap_of(text) * size)
    leading = round((style.leading + (0.14 if is_solid(text) else 0)) * size)
    rows = []
    for n, line in enumerate(lines):
        recipe = change(line_recipe(layer, stick, style, line, size))
        box = ink_of(recipe, stick.brand)
        first = style.above if above is None else above
        item = Item(
            recipe,
            x=-recipe.pad,
            y=cap + box.top - recipe.pad,
            width=box.width + 2 * recipe.pad,
            height=box.height + 2 * recipe.pad,
            motion=style.motion,
            enter=stick.frames(style.enter),
            delay=stick.frames(wait + n * style.stagger),
        )
        rows.append(Row(stick.air(first) if n == 0 else leading - cap, box.width, cap, (item,)))
    return tuple(rows)


def line_recipe(layer: Layer, stick: Stick, style: Style, text: str, size: float) -> SpriteRecipe:
    """A line in the layer's ink over the soft tone that holds it off the picture."""
    ink = inks_of(layer, stick)
    return SpriteRecipe(
        form="line",
        text=(text,),
        size=round(size, 2),
        pad=min(stick.pad, round(0.2 * size) + 1),
        weight=style.weight,
        spacing=style.spacing,
        colour=ink.letters,
        shadow=ink.tone,
        fonts=tuple(font.sha256 for font in stick.brand.fonts),
        locale=layer.locale,
    )


def _lines(
    layer: Layer, stick: Stick, style: Style, text: str, width: int
) -> tuple[tuple[str, ...], float] | None:
    """`text` in lines and the largest size at which it makes no more of them than it may.

    A word that would force the type below 0.7 of its size is hyphenated instead.
    """
    face = face_of(line_recipe(layer, stick, style, text, 1.0), stick.brand)
    largest, least = stick.size(style), style.least * stick.short
    if is_solid(text):
        largest = max(least, 0.92 * largest)
    parted, size = False, largest
    while True:
        measure = _scaled(face, size)
        written = hyphenated(text, width, measure) if parted else text
        if lines := broken(written, width, measure, most=style.most):
            return lines, size
        if size > least and (parted or size > 0.7 * largest):
            size = max(least, 0.94 * size)
        elif parted:
            return None
        else:
            parted, size = True, largest


def _scaled(face: Face, size: float) -> Callable[[str], float]:
    return lambda text: advance(text, face) * size
