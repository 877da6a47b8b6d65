"""Script: what is said and written in one locale, with cues into the shots.

Its text holds placeholders (`{price}`, `{cta}`, any column); it never holds their values.
"""

from __future__ import annotations

import functools
import re
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from schemas.record import Record

__all__ = ["PLACEHOLDER", "Line", "Role", "Script", "Title", "placeholders_in"]

PLACEHOLDER = re.compile(r"\{([^{}\s]+)\}")
"""`{price}`; its group is the name."""


@functools.lru_cache(maxsize=4096)
def placeholders_in(text: str) -> tuple[str, ...]:
    """The names of the placeholders in `text`, in order: `("price",)` for `Now {price}`."""
    return tuple(PLACEHOLDER.findall(text))


class Role(StrEnum):
    """What a piece of written text does on screen; type is set by role."""

    KICKER = "kicker"
    HEADLINE = "headline"
    SUBHEAD = "subhead"
    POINT = "point"
    LOWER_THIRD = "lower_third"
    QUESTION = "question"
    RECAP = "recap"
    CODE = "code"
    PRICE = "price"
    CTA = "cta"


class Line(Record):
    """Something said, beginning `offset` frames into its shot.

    `written` is how captions spell it where that differs from what a voice should pronounce.
    """

    SCHEMA: ClassVar[str] = "line/1"

    shot: str
    text: str
    offset: Annotated[int, Field(ge=0)] = 0
    written: str | None = None


class Title(Record):
    """Something written. It appears `start` frames into its shot and stays to the shot's end,
    less `leave` frames. `text` may hold several parts (a price and the price it was).
    """

    SCHEMA: ClassVar[str] = "title/1"

    shot: str
    role: Role
    text: tuple[str, ...] = Field(min_length=1)
    number: Annotated[int, Field(ge=0, le=99)] = 0
    """Of a point in a list, from 1: set large before it. 0 is no number."""
    goes_on: bool = False
    """Whether it goes on with the sentence of the title before it."""
    start: Annotated[int, Field(ge=0)] = 0
    leave: Annotated[int, Field(ge=0)] = 0
    line: Annotated[int, Field(ge=0)] | None = None
    """The line of its shot, from 0, with which it comes in; `start` where nobody speaks."""
    late: bool = False
    """Of a bound title: whether it shows a late-bound column, and changes where that does."""


class Script(Record):
    """Lines and titles in the order of the film, in frames of the storyboard's rate."""

    SCHEMA: ClassVar[str] = "script/1"

    locale: str
    lines: tuple[Line, ...] = ()
    titles: tuple[Title, ...] = ()

    def texts(self) -> tuple[str, ...]:
        """Every text of the script, spoken and written."""
        spoken = tuple(text for line in self.lines for text in (line.text, line.written) if text)
        return spoken + tuple(part for title in self.titles for part in title.text)
