"""File: a storyboard file as its author writes it: shots with their words, in seconds.

It knows the form of the file; `writer` turns it into a Storyboard and a Script.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from engine.edit.transitions import known
from schemas.placement import Ground
from schemas.record import Record
from schemas.script import Role
from schemas.shot import CopySpace, Fraction01, Framing, Move
from schemas.timing import Rate

__all__ = ["CardEntry", "ShotEntry", "StoryboardFile", "TitleEntry", "Words"]

Seconds = Annotated[float, Field(gt=0, le=120)]
Words = str | dict[str, str]
"""Text with placeholders; or one text for each language, by its tag."""
Source = str | int
"""Another shot by its name, or one of the row's videos by its place (from 0)."""


class TitleEntry(Record):
    """Something written over the shot, from `at` seconds on."""

    SCHEMA: ClassVar[str] = "storyboard-file.title/1"

    role: Role
    text: Words | tuple[Words, ...]
    at: Annotated[float, Field(ge=0)] = 0.3
    number: int = 0


class CardEntry(Record):
    """A storyboard card at a time in seconds."""

    SCHEMA: ClassVar[str] = "storyboard-file.card/1"

    at: Annotated[float, Field(ge=0)]
    prompt: str = ""
    picture: int | None = None


class ShotEntry(Record):
    """One shot. Which fields an operation needs is said where one is missing."""

    SCHEMA: ClassVar[str] = "storyboard-file.shot/1"

    name: str
    operation: Literal["still", "generate", "animate", "extend", "loop", "blend", "restyle"]
    seconds: Seconds
    handle: Annotated[float, Field(ge=0, le=20)] = 0.5
    picture: int | None = None
    last: int | None = None
    references: tuple[int, ...] = ()
    cards: tuple[CardEntry, ...] = ()
    source: Source | None = None
    second: Source | None = None
    direction: Literal["forward", "backward"] = "forward"
    kept: Seconds = 1.0
    curve: tuple[Fraction01, ...] = (0.0, 1.0)
    strength: Fraction01 = 0.6
    framing: Framing = Framing.WIDE
    move: Move = Move.PUSH_IN
    pace: Fraction01 = 0.5
    detail: int = 0
    points_at: tuple[Fraction01, Fraction01, Fraction01, Fraction01] | None = None
    """Left, top, right and bottom of what a line or a box shows, as shares of the first picture."""
    copy_space: CopySpace = CopySpace.NONE
    layouts: tuple[str, ...] = ()
    """By name, the best first; the first that is safe for the pictures is taken."""
    ground: Ground = Ground.BRAND
    joined: Annotated[str, AfterValidator(known)] = ""
    """The transition by which it comes in; empty: as suits the kind of film."""
    subject: str = ""
    action: str = ""
    light: str = ""
    style: str = ""
    sound: str = ""
    avoid: str = ""
    cast: tuple[str, ...] = ()
    shown: bool = True
    renderer: str = ""
    say: Words = ""
    titles: tuple[TitleEntry, ...] = ()


class StoryboardFile(Record):
    """The whole file."""

    SCHEMA: ClassVar[str] = "storyboard-file/1"

    rate: Rate = Fraction(24)
    shots: tuple[ShotEntry, ...] = Field(min_length=1)
