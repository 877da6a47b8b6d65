"""Metrics: the sizes of recipes before they are drawn, and the few proportions of letters.

It knows how much room a piece takes; not where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.brand import Brand
from engine.typeset.letters import Face, Ink, ink
from engine.typeset.recipe import SpriteRecipe
from engine.typeset.scripts import is_cjk

__all__ = ["TagParts", "cap_of", "face_of", "ink_of", "is_solid", "middle_of", "tag_parts"]


@dataclass(frozen=True, slots=True)
class TagParts:
    """A price tag's inner lengths in pixels: the plate's width, and where both amounts begin."""

    plate: int
    inset: int
    was_face: Face
    was_size: float
    was_left: int
    width: int


def face_of(recipe: SpriteRecipe, brand: Brand) -> Face:
    """The face that a recipe's letters are set in."""
    return Face(
        own=tuple(font.path for font in brand.fonts),
        weight=recipe.weight,
        spacing=recipe.spacing,
        tabular=recipe.form == "tag",
        locale=recipe.locale,
    )


def ink_of(recipe: SpriteRecipe, brand: Brand) -> Ink:
    """The ink of a line. Raises RowError (GLYPH)."""
    return ink(recipe.text[0], face_of(recipe, brand), recipe.size)


def is_solid(text: str) -> bool:
    """Whether most of a text is set solid, as Chinese is: it reads larger, and wants more lead."""
    letters = [letter for letter in text if letter.isalnum()]
    return sum(map(is_cjk, letters)) * 2 > len(letters)


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
