"""Stick: what a layer is set with, and what it becomes: rows of items.

After the composing stick that a line of metal type is set in. It knows colours, the measure and
scale; no roles.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from engine.brand import Brand
from engine.typeset.colour import readable_on
from engine.typeset.recipe import Motion, SpriteRecipe
from engine.typeset.styles import Style
from schemas.edit import Ink, Layer
from schemas.setup import Canvas

__all__ = ["Inks", "Item", "Row", "Stick", "indented", "inks_of"]


@dataclass(frozen=True, slots=True)
class Stick:
    """What a layer is set with.

    `width` is the measure in pixels; `scale` shrinks a block that would not fit.
    """

    brand: Brand
    canvas: Canvas
    width: int
    align: Literal["left", "centre"] = "left"
    scale: float = 1.0
    priced: bool = False
    """Whether a price stands in the same block: the accent is then taken."""

    @property
    def short(self) -> int:
        """The frame's short side in pixels: what sizes are shares of."""
        return min(self.canvas.width, self.canvas.height)

    @property
    def pad(self) -> int:
        """The most air in pixels that a piece may take around its letters."""
        return max(2, round(0.012 * self.short))

    def size(self, style: Style) -> float:
        """The type's size in pixels, never below what is legible."""
        return self.short * max(style.least, style.size * self.scale)

    def air(self, share: float) -> int:
        """A distance in pixels, from its share of the short side."""
        return round(share * self.short * (0.4 + 0.6 * self.scale))

    def frames(self, seconds: float) -> int:
        """Whole frames, to the nearest."""
        return round(seconds * self.canvas.rate)


@dataclass(frozen=True, slots=True)
class Item:
    """A piece from its row's top-left corner, in pixels, with its entrance in frames."""

    recipe: SpriteRecipe
    x: int
    y: int
    width: int
    height: int
    motion: Motion
    enter: int
    delay: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """Items that are aligned as one, the air above them, and the box that is aligned."""

    above: int
    width: int
    height: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Inks:
    """A layer's colours: of its letters, of the soft tone behind them, of its accents."""

    letters: str
    tone: str
    accent: str


def inks_of(layer: Layer, stick: Stick) -> Inks:
    """The layer's colours, by its ink."""
    brand = stick.brand
    light = layer.ink is Ink.LIGHT
    letters, tone = (brand.paper, brand.ink) if light else (brand.ink, brand.paper)
    return Inks(letters, tone, readable_on(tone, brand.accent, letters))


def indented(row: Row, by: int) -> Row:
    """The row, `by` pixels to the right and as much wider."""
    items = tuple(replace(item, x=item.x + by) for item in row.items)
    return replace(row, width=row.width + by, items=items)
