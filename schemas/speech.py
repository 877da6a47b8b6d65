"""Speech: when each word of a spoken line is heard, as its voice told it."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from schemas.record import Record

__all__ = ["Heard", "WordTime"]

_Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class WordTime(Record):
    """A word of a line: the `chars` characters from `at` on, heard from `start` to `end` (seconds
    from the sound's beginning).
    """

    SCHEMA: ClassVar[str] = "word-time/1"

    at: Annotated[int, Field(ge=0)]
    chars: Annotated[int, Field(ge=1)]
    start: _Seconds
    end: _Seconds


class Heard(Record):
    """One line as it was spoken: how long it lasts, and its words in order, where its voice told.

    It lies in the store beside the sound. Words stand where `engine.sound.wording` says them.
    """

    SCHEMA: ClassVar[str] = "heard/1"

    seconds: _Seconds
    words: tuple[WordTime, ...] = ()
