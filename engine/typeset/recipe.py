"""Recipe: everything that determines the pixels of one drawn piece of type, and its place.

It knows neither fonts nor how anything is drawn.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Literal

from schemas.keys import key_of

__all__ = ["REVISION", "Form", "Motion", "Placed", "SpriteRecipe"]

REVISION = 3
"""Raise it whenever the same recipe would be drawn, or the same layers be laid out, otherwise."""

Form = Literal["line", "plate", "tag", "rule", "scrim", "logo"]
"""A line of letters, lines on a plate, a price tag, a rule, a soft tone behind type, the logo."""


class Motion(StrEnum):
    """How a piece of type comes in. It always goes out by fading."""

    CUT = "cut"
    FADE = "fade"
    RISE = "rise"
    SLIDE = "slide"
    WIPE = "wipe"
    POP = "pop"


@dataclass(frozen=True, slots=True)
class SpriteRecipe:
    """One piece, as it is drawn. Lengths are pixels, colours `#rrggbb`, `spacing` shares of `size`.

    A line's box follows from its letters; every other form fills `width` by `height`. `colour` is
    the letters', `fill` the plate's, rule's or scrim's, `shadow` the soft tone close behind letters
    that stand on a picture (none where there is a plate); `pad` the air around them that it takes.
    `radius` is that of round corners; a scrim's `size` is the width of its soft edges.
    `fonts` and `logo` are the SHA-256 of the brand's files.
    """

    form: Form
    text: tuple[str, ...] = ()
    size: float = 0.0
    width: int = 0
    height: int = 0
    pad: int = 0
    radius: float = 0.0
    weight: int = 400
    spacing: float = 0.0
    colour: str = ""
    opacity: float = 1.0
    second: str = ""
    """The colour of what stands beside the tag: the price that it was."""
    shadow: str = ""
    fill: str = ""
    strength: float = 1.0
    """How solid the fill is."""
    fonts: tuple[str, ...] = ()
    mono: bool = False
    """Whether its letters have one width, as a program's have."""
    locale: str = ""
    logo: str = ""

    def key(self) -> str:
        """The key of the drawn pixels."""
        return key_of("sprite", revision=REVISION, **asdict(self))


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece in the frame: its image's top-left corner and size in pixels, when and how it enters.

    `layer` is its layer's place in the edit. `delay` counts frames from the layer's start to the
    first frame of its entrance; `enter` and `exit` are the lengths of entrance and exit in frames.
    """

    recipe: SpriteRecipe
    layer: int
    x: float
    y: float
    width: int
    height: int
    delay: int = 0
    motion: Motion = Motion.FADE
    enter: int = 0
    exit: int = 0

    @property
    def key(self) -> str:
        """The key of the drawn pixels."""
        return self.recipe.key()

    @property
    def right(self) -> float:
        """The first column after the image."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The first row after the image."""
        return self.y + self.height
