"""Recipe: everything that determines the pixels of one drawn piece of type, and its place."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Literal

from schemas.keys import key_of

__all__ = ["REVISION", "Motion", "Placed", "SpriteRecipe"]

REVISION = 1
"""Raise it whenever the same recipe would be drawn otherwise."""


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
    """One piece: text as it is, or the logo.

    `size` is the type's size, `width` the most it may take, both in pixels; `plate` what it stands
    on; `fill` and `colour` are `#rrggbb`, `glow` the soft tone behind letters that stand on a
    picture (none where there is a plate).
    """

    form: Literal["text", "plate", "price", "rule", "logo"]
    text: tuple[str, ...] = ()
    size: float = 0.0
    width: int = 0
    weight: int = 400
    spacing: float = 0.0
    align: Literal["left", "centre"] = "left"
    colour: str = "#ffffff"
    fill: str = ""
    opacity: float = 1.0
    glow: str = ""
    fonts: tuple[str, ...] = ()
    locale: str = ""
    logo: str = ""

    def key(self) -> str:
        """The key of the drawn pixels."""
        return key_of("sprite", revision=REVISION, **asdict(self))


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece in the frame: its pixels' top-left corner, when it enters and how.

    `layer` is its layer's place in the edit; `delay` counts frames from the layer's start.
    """

    recipe: SpriteRecipe
    layer: int
    x: float
    y: float
    width: int
    height: int
    delay: int = 0
    motion: Motion = Motion.FADE
    enter: int = 8
    exit: int = 6

    @property
    def key(self) -> str:
        """The key of the drawn pixels."""
        return self.recipe.key()
