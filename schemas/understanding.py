"""Understanding: what is known of a picture once it was looked at.

It does not know what the picture is used for; layouts and designs decide that from this.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from schemas.record import Record

__all__ = ["Area", "PictureKind", "Understanding", "Words"]

Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]


class PictureKind(StrEnum):
    """What a picture is, as far as it decides how it may be shown."""

    PACKSHOT = "packshot"
    """A thing on a plain ground, or cut out by transparency."""
    WORN = "worn"
    """A person, wearing, holding or using something."""
    SCENE = "scene"
    """A photograph of things in a place."""
    ART = "art"
    """Flat art: a poster, a cover, a print. It is shown whole."""
    DIAGRAM = "diagram"
    """Lines, boxes and words on a plain or transparent ground. It is shown whole."""
    SCREENSHOT = "screenshot"
    """A program's window. It is shown whole, and then entered where the words point."""
    TEXT = "text"
    """A photograph in which words are what matters: a label, a page, a sign."""


class Area(Record):
    """A box in the picture, as shares of its width and height."""

    SCHEMA: ClassVar[str] = "area/1"

    left: Share
    top: Share
    right: Share
    bottom: Share


class Words(Record):
    """A line of words in a picture; without text where it was not surely read."""

    SCHEMA: ClassVar[str] = "words/1"

    text: str
    area: Area


class Understanding(Record):
    """What was seen in one picture: the same for the same bytes and revision of what looks.

    All areas are shares of the upright picture.
    """

    SCHEMA: ClassVar[str] = "understanding/1"

    kind: PictureKind
    confidence: Share
    """How sure the kind and the subject are; below a half, whatever is safe for both is done."""
    subject: Area
    """The box around what the picture is about."""
    plain: Colour | None
    """The colour of the ground, where it is plain: a thing on it can be cut out."""
    clean: Share = 0.0
    """How surely the subject can be cut out of its ground; from 0.7 it is seldom torn."""
    transparent: bool
    """Whether the picture has transparent parts of its own."""
    cut_across: bool
    """Whether the picture's left or right edge cuts the subject."""
    cut_down: bool
    """Whether its top or bottom edge does."""
    heads: tuple[Area, ...] = ()
    """Heads with their hair, the largest first: never cut, never under type."""
    texts: tuple[Area, ...] = ()
    """Blocks of words in the picture, the largest first: never cut, never under type."""
    words: tuple[Words, ...] = ()
    """What is written in pictures that are shown whole, line by line; a line that was not surely
    read has no text."""
    calm: tuple[Area, ...] = ()
    """Parts on which type could stand, the largest first: without subject, heads and texts."""
    details: tuple[tuple[Share, Share], ...] = ()
    """Points worth a nearer look, strongest first: (x, y)."""
    true_width: Annotated[int, Field(ge=1)]
    """Pixels across that the picture really resolves: less than its own where it was enlarged."""
    colours: tuple[Colour, ...] = ()
    """The subject's colours, the commonest first."""
    eyes: str = ""
    """What looked: a revision, and the models that were installed, by version."""
