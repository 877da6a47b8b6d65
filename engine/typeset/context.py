"""Context: what the type of a block is set with: styles, colours, the measure and scale.

It knows roles, proportions and the brand's tokens; neither words nor places.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from engine.brand import Brand
from engine.colours import contrast, readable_on
from engine.typeset.recipe import Motion, SpriteRecipe
from schemas.brand import TypeStyle
from schemas.edit import Layer, LayerRole, TextTone
from schemas.setup import Canvas

__all__ = [
    "Item",
    "Row",
    "Style",
    "TextColours",
    "TypeContext",
    "above_of",
    "colours_of",
    "indented",
    "letters_on",
]

_SHIPPED = TypeStyle()
_CAPITALS = 0.62
"""Height of capitals in type of size 1, about."""


@dataclass(frozen=True, slots=True)
class Style:
    """Sizes are shares of the frame's short side, `leading` and `spacing` of the type's size.

    `above` is the air over the role where it follows another; `least` the smallest legible size;
    `most` the most lines. `enter` and `stagger` (between lines) are seconds.
    """

    size: float
    least: float
    weight: int = 400
    leading: float = 1.3
    above: float = 0.03
    most: int = 1
    spacing: float = 0.0
    motion: Motion = Motion.RISE
    enter: float = 0.5
    stagger: float = 0.1


_STYLES = {
    LayerRole.KICKER: Style(0.027, 0.018, 600, 1.5, 0.030, 2, 0.13, Motion.FADE, 0.4),
    LayerRole.HEADLINE: Style(0.106, 0.040, 700, 1.06, 0.038, 3, -0.012, Motion.RISE, 0.6, 0.11),
    LayerRole.QUESTION: Style(0.122, 0.040, 700, 1.08, 0.040, 4, -0.012, Motion.RISE, 0.6, 0.11),
    LayerRole.SUBHEAD: Style(0.042, 0.026, 400, 1.36, 0.047, 6, 0.0, Motion.RISE, 0.5, 0.06),
    LayerRole.POINT: Style(0.072, 0.034, 600, 1.16, 0.058, 5, -0.006, Motion.RISE, 0.5, 0.08),
    LayerRole.LOWER_THIRD: Style(0.046, 0.030, 600, 1.16, 0.036, 2, 0.0, Motion.SLIDE, 0.5, 0.08),
    LayerRole.RECAP: Style(0.054, 0.028, 400, 1.30, 0.036, 4, 0.0, Motion.RISE, 0.5, 0.22),
    LayerRole.CODE: Style(0.054, 0.025, 400, 1.46, 0.050, 12, 0.0, Motion.RISE, 0.35, 0.28),
    LayerRole.PRICE: Style(0.082, 0.040, 700, 1.0, 0.058, 1, 0.0, Motion.POP, 0.4),
    LayerRole.CTA: Style(0.040, 0.024, 600, 1.0, 0.056, 1, 0.004, Motion.RISE, 0.5),
    LayerRole.CAPTION: Style(0.040, 0.026, 600, 1.3, 0.0, 2, 0.0, Motion.CUT, 0.0),
    LayerRole.LABEL: Style(0.040, 0.040, 600, 1.0, 0.0, 1, 0.0, Motion.CUT, 0.0),
    LayerRole.LEGAL: Style(0.026, 0.022, 400, 1.3, 0.0, 3, 0.0, Motion.FADE, 0.4),
    LayerRole.LOGO: Style(0.056, 0.040, motion=Motion.FADE, enter=0.5),
}
"""The shipped type scale, of which a brand may change sizes and weights.

Neighbours in a block differ by a factor of about 1.5 and never by size alone.
"""

_NUMERAL = Style(0.120, 0.060, 300, 1.0, 0.0, 1, -0.02, Motion.RISE, 0.6)
"""The number of a lesson's point."""
_DETAIL = Style(0.033, 0.024, 400, 1.32, 0.027, 3, 0.0, Motion.FADE, 0.5, 0.06)
"""The second part of a lower third."""


@dataclass(frozen=True, slots=True)
class TypeContext:
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

    def style(self, role: LayerRole) -> Style:
        """How the role is set: as shipped, but for what the brand changes."""
        own = self._own(role)
        style = self._sized(_STYLES[role], own)
        return style if own.weight is None else replace(style, weight=own.weight)

    @property
    def numeral(self) -> Style:
        """How the number of a point is set."""
        return self._sized(_NUMERAL, self._own(LayerRole.POINT))

    @property
    def detail(self) -> Style:
        """How the second part of a lower third is set."""
        return self._sized(_DETAIL, self._own(LayerRole.LOWER_THIRD))

    def entrance(self, motion: Motion) -> Motion:
        """The motion as the brand has it. What must stand at once (captions, the label) does."""
        wanted = self.brand.tokens.motion.entrance
        return motion if wanted == "styled" or motion is Motion.CUT else Motion(wanted)

    def size(self, style: Style) -> float:
        """The type's size in pixels, never below what is legible."""
        return self.short * max(style.least, style.size * self.scale)

    def air(self, share: float) -> int:
        """A distance in pixels, from its share of the short side."""
        return round(share * self.short * (0.4 + 0.6 * self.scale))

    def frames(self, seconds: float) -> int:
        """Whole frames of a motion, to the nearest, at the brand's speed."""
        return round(seconds / self.brand.tokens.motion.speed * self.canvas.rate)

    def _own(self, role: LayerRole) -> TypeStyle:
        """What the brand changes about a role; captions, label and logo are not its to change."""
        own: TypeStyle = getattr(self.brand.tokens.type, role.value, _SHIPPED)
        return own

    def _sized(self, style: Style, own: TypeStyle) -> Style:
        motion = self.entrance(style.motion)
        return replace(style, size=own.size * style.size, motion=motion)


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
class TextColours:
    """A layer's colours: of its letters, of what stands out from them, of its accents.

    `figure` is that of small figures, which are read as letters are; `soft` the tone close behind
    letters on a picture, none on a plain ground.
    """

    letters: str
    behind: str
    accent: str
    figure: str
    soft: str


def colours_of(layer: Layer, context: TypeContext) -> TextColours:
    """The layer's colours, by its tone."""
    tokens = context.brand.tokens
    letters, behind = tokens.light, tokens.dark
    if layer.tone is TextTone.DARK:
        letters, behind = behind, letters
    placed = layer.place.on if layer.place is not None else None
    if placed:
        letters = letters_on(placed, letters, behind)
        behind = max(tokens.light, tokens.dark, key=lambda colour: contrast(letters, colour))
    ground = placed or behind
    accent = readable_on(ground, tokens.accent, letters)
    figure = readable_on(ground, tokens.accent, letters, small=True)
    return TextColours(letters, behind, accent, figure, "" if placed else behind)


def letters_on(ground: str, *colours: str) -> str:
    """The letters' colour on a plain ground: the first of the brand's that is read there, or else
    white or black, of which one always is: on middle tones no softer pair reaches 4.5 to 1.
    """
    return readable_on(ground, *colours, "#ffffff", "#000000", small=True)


def above_of(layer: Layer, style: Style) -> float:
    """Air above a layer: what goes on with a sentence stands as a next line of it would."""
    return (style.leading - _CAPITALS) * style.size if layer.goes_on else style.above


def indented(row: Row, by: int) -> Row:
    """The row, `by` pixels to the right and as much wider."""
    items = tuple(replace(item, x=item.x + by) for item in row.items)
    return replace(row, width=row.width + by, items=items)
