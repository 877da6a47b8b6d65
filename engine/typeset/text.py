"""Text: words as lines of letters, at the largest size at which they fit.

It knows lines, sizes and proportions; roles say which text, style and width.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.brand import Brand
from engine.typeset.context import Item, Row, Style, TypeContext, colours_of
from engine.typeset.fonts import mono
from engine.typeset.letters import Face, Ink, advance, ink
from engine.typeset.lines import broken, hyphenated, is_solid
from engine.typeset.recipe import SpriteRecipe
from schemas.edit import Layer

__all__ = [
    "SOLID_LEADING",
    "TagParts",
    "cap_of",
    "face_of",
    "ink_of",
    "line_recipe",
    "middle_of",
    "set_text",
    "tag_parts",
]

SOLID_LEADING = 0.14
"""Times the size by which lines of Chinese stand further apart."""


@dataclass(frozen=True, slots=True)
class TagParts:
    """A price tag's inner lengths in pixels: the plate's width, and where both amounts begin."""

    plate: int
    inset: int
    was_face: Face
    was_size: float
    was_left: int
    width: int


def set_text(
    layer: Layer,
    context: TypeContext,
    style: Style,
    text: str,
    *,
    width: int,
    above: float | None = None,
    wait: float = 0.0,
    change: Callable[[SpriteRecipe], SpriteRecipe] = lambda recipe: recipe,
) -> tuple[Row, ...] | None:
    """A text as a row for each line; the lines enter one after the other."""
    found = _lines(layer, context, style, text, width)
    if found is None:
        return None
    lines, size = found
    cap = round(cap_of(text) * size)
    leading = round((style.leading + (SOLID_LEADING if is_solid(text) else 0)) * size)
    rows = []
    for n, line in enumerate(lines):
        recipe = change(line_recipe(layer, context, style, line, size))
        box = ink_of(recipe, context.brand)
        first = style.above if above is None else above
        item = Item(
            recipe,
            x=-recipe.pad,
            y=cap + box.top - recipe.pad,
            width=box.width + 2 * recipe.pad,
            height=box.height + 2 * recipe.pad,
            motion=style.motion,
            enter=context.frames(style.enter),
            delay=context.frames(wait + n * style.stagger),
        )
        rows.append(Row(context.air(first) if n == 0 else leading - cap, box.width, cap, (item,)))
    return tuple(rows)


def line_recipe(
    layer: Layer, context: TypeContext, style: Style, text: str, size: float
) -> SpriteRecipe:
    """A line in the layer's colours, over the soft tone that holds it off the picture."""
    colours = colours_of(layer, context)
    return SpriteRecipe(
        form="line",
        text=(text,),
        size=round(size, 2),
        pad=min(context.pad, round(0.2 * size) + 1),
        weight=style.weight,
        spacing=style.spacing,
        colour=colours.letters,
        shadow=colours.soft,
        fonts=tuple(font.sha256 for font in context.brand.fonts),
        locale=layer.locale,
    )


def _lines(
    layer: Layer, context: TypeContext, style: Style, text: str, width: int
) -> tuple[tuple[str, ...], float] | None:
    """`text` in lines and the largest size at which it makes no more of them than it may.

    A word that would force the type below 0.7 of its size is hyphenated instead.
    """
    face = face_of(line_recipe(layer, context, style, text, 1.0), context.brand)
    largest, least = context.size(style), style.least * context.short
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


def face_of(recipe: SpriteRecipe, brand: Brand) -> Face:
    """The face that a recipe's letters are set in."""
    return Face(
        own=(*(mono() if recipe.mono else ()), *(font.path for font in brand.fonts)),
        weight=recipe.weight,
        spacing=recipe.spacing,
        tabular=recipe.form == "tag",
        locale=recipe.locale,
    )


def ink_of(recipe: SpriteRecipe, brand: Brand) -> Ink:
    """The ink of a line. Raises RowError (GLYPH)."""
    return ink(recipe.text[0], face_of(recipe, brand), recipe.size)


def cap_of(text: str) -> float:
    """The height of capitals over the baseline, as a share of the size; of squares for Chinese."""
    return 0.84 if is_solid(text) else 0.66


def middle_of(text: str) -> float:
    """How far the optical middle of a line lies above its baseline, as a share of the size."""
    return 0.375 if is_solid(text) else 0.325


def tag_parts(recipe: SpriteRecipe, brand: Brand) -> TagParts:
    """The tag's parts at the recipe's size. Raises RowError (GLYPH)."""
    face, size = face_of(recipe, brand), recipe.size
    inset = round(0.46 * size)
    plate = ink(recipe.text[0], face, size).width + 2 * inset
    was_face = Face(own=face.own, tabular=True, locale=face.locale)
    was_size = 0.56 * size
    was_left = plate + round(0.42 * size)
    width = plate
    if len(recipe.text) > 1:
        width = was_left + ink(recipe.text[1], was_face, was_size).width + inset // 2
    return TagParts(plate, inset, was_face, was_size, was_left, width)
