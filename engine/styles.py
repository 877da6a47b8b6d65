"""Styles: looks by name, as data (`styles.yaml`), and which of them a description asks for.

It knows words and numbers; how a look is made is each renderer's own: a grade, or words for a
model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Annotated, ClassVar

from pydantic import Field

from schemas.record import Record
from schemas.shipped import shipped_table
from schemas.shot import Description

__all__ = ["Grade", "Style", "style_of", "styles"]

Share = Annotated[float, Field(ge=0, le=1)]
Tone = Annotated[str, Field(pattern=r"^(#[0-9a-f]{6}|dark|accent|light|background)$")]


class Grade(Record):
    """What becomes of luma and chroma; every default leaves them as they are."""

    SCHEMA: ClassVar[str] = "grade/1"

    saturation: Annotated[float, Field(ge=0, le=3)] = 1.0
    contrast: Annotated[float, Field(gt=0, le=3)] = 1.0
    gamma: Annotated[float, Field(gt=0, le=3)] = 1.0
    black: Share = 0.0
    white: Share = 1.0
    tones: tuple[Tone, ...] = ()
    """Colours from dark to light at even steps of luma: `#rrggbb`, or values of the brand."""
    tint: Share = 0.0
    mapped: Share = 0.0
    glow: Share = 0.0

    @property
    def brand_colours(self) -> tuple[str, ...]:
        """The names of the brand's values that it shows."""
        return tuple(tone for tone in self.tones if not tone.startswith("#"))


class Style(Record):
    """One look: the words that ask for it, how it is said to a model, and its grade."""

    SCHEMA: ClassVar[str] = "style/1"

    words: Annotated[tuple[str, ...], Field(min_length=1)]
    prompt: str
    grade: Grade


@cache
def styles() -> Mapping[str, Style]:
    """Every style by its name."""
    table = shipped_table("engine", "styles.yaml")
    return {name: Style.model_validate(fields) for name, fields in table.items()}


def style_of(description: Description) -> str:
    """The name of the style that the description asks for; empty where it names none.

    A style's own name counts before its words, and the description's style before its light and its
    action. Of several the one that is named first.
    """
    for text in (description.style, description.light, description.action):
        words = _folded(text)
        named = {name: (_folded(name),) for name in styles()}
        for asked in (named, {name: map(_folded, one.words) for name, one in styles().items()}):
            places = {
                name: min((at for word in some if (at := _place(word, words)) >= 0), default=-1)
                for name, some in asked.items()
            }
            if found := {name: at for name, at in places.items() if at >= 0}:
                return min(found, key=lambda name: found[name])
    return ""


def _place(word: str, text: str) -> int:
    """Where the word stands in the text as a word of its own; -1 where it does not."""
    return f" {text} ".find(f" {word} ")


def _folded(text: str) -> str:
    """Lower case, words parted by single blanks."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))
