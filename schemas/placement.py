"""Placement: how pictures and type stand in one frame, decided before anything is shot.

It holds places and colours; neither pictures nor words.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schemas.record import Record
from schemas.understanding import Area

__all__ = [
    "Form",
    "Ground",
    "Mark",
    "PicturePlace",
    "Placement",
    "Staging",
    "Stop",
    "TypePlace",
    "Use",
    "Window",
]

Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]


class Use(StrEnum):
    """How a picture is used in its box."""

    FILL = "fill"
    """It covers the box: a part of it is seen."""
    PLAIN = "plain"
    """Its subject stands in the box on the picture's own plain ground, which goes on around it."""
    CUT_OUT = "cut_out"
    """Its subject alone stands there, with a shadow: what is transparent shows the box's ground."""
    CARD = "card"
    """It is shown whole, as a card."""


class Ground(StrEnum):
    """Where the colour of a frame's ground is taken from."""

    BRAND = "brand"
    PAPER = "paper"
    """The brand's light colour."""
    INK = "ink"
    """Its dark colour."""
    TINT = "tint"
    """A light tint of the first picture's own colour."""
    SHADE = "shade"
    """A deep shade of it."""
    CARD = "card"
    """What the brand's logo is read on."""
    ACCENT = "accent"
    """The brand's accent colour."""


class Staging(Record):
    """How a shot would like to be laid out: layouts by name, the best first.

    The first that is safe for the shot's pictures is taken; none: by the shot's room for type.
    """

    SCHEMA: ClassVar[str] = "staging/1"

    layouts: tuple[str, ...] = ()
    ground: Ground = Ground.BRAND


class Window(Record):
    """The part of a picture that fills a box, as shares of the picture's width and height.

    It may reach beyond the picture, where the box's ground is seen.
    """

    SCHEMA: ClassVar[str] = "window/1"

    left: float
    top: float
    right: float
    bottom: float


class Stop(Record):
    """A part of a picture that the camera goes to, once the whole was seen.

    `box` is where it stands then, as shares of the frame: within the box of the whole. It may have
    another shape than the whole picture, whose edges move with the camera.
    """

    SCHEMA: ClassVar[str] = "stop/1"

    window: Window
    box: Area
    after: Annotated[float, Field(ge=0, le=600)]
    """Seconds after which the camera sets out."""


class Form(Record):
    """A shape on the frame's ground, under the pictures, in shares of the frame.

    A band is the box about (`x`, `y`); a disc and a ring have `width` times the frame's short side
    across, and no height.
    """

    SCHEMA: ClassVar[str] = "form/1"

    kind: Literal["disc", "ring", "band"]
    x: float
    y: float
    width: float
    height: float = 0.0
    colour: Colour


class Mark(Record):
    """Something that points, over the pictures, in shares of the frame.

    A line is drawn from (`x`, `y`), where it has a dot, to (`to_x`, `to_y`); a box is drawn around
    both corners, and so is a ring, with round corners and a pointer that comes to it.
    """

    SCHEMA: ClassVar[str] = "mark/1"

    kind: Literal["line", "box", "ring"]
    x: float
    y: float
    to_x: float
    to_y: float
    colour: Colour
    after: Annotated[float, Field(ge=0, le=600)] = 0.45
    """Seconds after which it is drawn: the picture is seen first."""
    until: Annotated[float, Field(ge=0, le=600)] | None = None
    """Seconds after which it goes again; None: it stays."""


class PicturePlace(Record):
    """One picture in a frame: the box that the camera moves in, as shares of the frame."""

    SCHEMA: ClassVar[str] = "picture-place/1"

    box: Area
    use: Use
    window: Window
    ground: Colour
    """Around the picture in its box."""
    paper: Colour | None = None
    """Under a card whose picture is transparent: what it can be read on."""
    subject: Area | None = None
    """The subject's box, as shares of the picture, where the use depends on it."""
    matte: str = ""
    """Whose eyes cut the subject out of its plain ground; empty where nothing is cut out, or the
    picture is transparent itself."""
    enters: Literal["", "left", "right", "up", "down"] = ""
    """Which way it moves as it comes in; empty: it stands there."""
    delay: Annotated[float, Field(ge=0, le=3)] = 0.0
    """Seconds after which it does."""
    edged: bool = False
    """Whether the box's edges are seen: what surrounds it is not of the picture's own ground."""
    floor: bool = False
    """Whether a thing that is cut out stands on a floor, which mirrors it, or hangs in the air."""
    sweep: bool = False
    """Whether a light passes over it once."""
    tour: tuple[Stop, ...] = ()
    """What is gone into of a screenshot, one after the other; none: it stays whole."""


class TypePlace(Record):
    """Where a block of type stands, as shares of the frame, and how."""

    SCHEMA: ClassVar[str] = "type-place/1"

    box: Area
    align: Literal["left", "centre"] = "left"
    anchor: Literal["top", "middle", "bottom"] = "middle"
    on: Colour | None = None
    """The plain colour behind it; None: a calm part of the picture."""


class Placement(Record):
    """One frame: its layout's name, its ground, its pictures in the shot's order, and its type.

    `forms` lie on the ground, from the lowest; `marks` over everything.
    """

    SCHEMA: ClassVar[str] = "placement/1"

    layout: str
    ground: Colour
    pictures: tuple[PicturePlace, ...] = ()
    type: TypePlace | None = None
    forms: tuple[Form, ...] = ()
    marks: tuple[Mark, ...] = ()
