"""Rejects: why a row is quarantined, in words that help its owner.

It does not know which check found what; `catalogs` and `engine` do.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from schemas.record import Record

__all__ = ["Code", "Reject", "Skip", "Warned"]


class Code(StrEnum):
    """Quarantine codes, shown as `Q:CODE`. A code, once released, keeps its meaning."""

    RAGGED = "RAGGED"
    ID_MISSING = "ID_MISSING"
    ID_CONFLICT = "ID_CONFLICT"
    TITLE_MISSING = "TITLE_MISSING"
    KIND = "KIND"
    TEXT = "TEXT"
    TOO_LARGE = "TOO_LARGE"
    TOO_LONG = "TOO_LONG"
    PRICE = "PRICE"
    PRICE_NEGATIVE = "PRICE_NEGATIVE"
    WAS_PRICE = "WAS_PRICE"
    CURRENCY = "CURRENCY"
    LOCALE = "LOCALE"
    SECONDS = "SECONDS"
    URL = "URL"
    REVIEW = "REVIEW"
    PLACEHOLDER = "PLACEHOLDER"
    CLAIM = "CLAIM"
    GLYPH = "GLYPH"
    IMAGE_NONE = "IMAGE_NONE"
    IMAGE_UNAVAILABLE = "IMAGE_UNAVAILABLE"
    IMAGE_OUTSIDE = "IMAGE_OUTSIDE"
    IMAGE_FORMAT = "IMAGE_FORMAT"
    IMAGE_BROKEN = "IMAGE_BROKEN"
    IMAGE_LIMIT = "IMAGE_LIMIT"
    IMAGE_SMALL = "IMAGE_SMALL"
    VIDEO_UNAVAILABLE = "VIDEO_UNAVAILABLE"
    VIDEO_OUTSIDE = "VIDEO_OUTSIDE"
    VIDEO_FORMAT = "VIDEO_FORMAT"
    VIDEO_BROKEN = "VIDEO_BROKEN"
    VIDEO_LIMIT = "VIDEO_LIMIT"
    URL_BLOCKED = "URL_BLOCKED"
    STORYBOARD = "STORYBOARD"
    OPERATION = "OPERATION"
    VOICE = "VOICE"
    LENGTH = "LENGTH"
    LLM_REFUSED = "LLM_REFUSED"
    LLM_TRUNCATED = "LLM_TRUNCATED"
    LLM_BROKEN = "LLM_BROKEN"
    MODERATION = "MODERATION"
    BUDGET = "BUDGET"
    DOUBT = "DOUBT"
    CRAFT = "CRAFT"
    INSPECTION = "INSPECTION"
    WORK = "WORK"


class Reject(Record):
    """One quarantined row, or group of rows that would have been one brief.

    `row` counts data rows from 1; `rows` are all of the group's, empty where `row` is the only one.
    """

    SCHEMA: ClassVar[str] = "reject/1"

    row: int
    rows: tuple[int, ...] = ()
    id: str
    code: Code
    reason: str
    remedy: str


class Skip(Record):
    """A row that asks not to be made (`review` is `rejected`, say); not an error."""

    SCHEMA: ClassVar[str] = "skip/1"

    row: int
    id: str
    reason: str


class Warned(Record):
    """Something about a row that is delivered all the same, and that its owner should know.

    What is told of several rows is told once: `row` and `id` are the first one's, `count` says how
    many there are. Row 0 is the file as a whole.
    """

    SCHEMA: ClassVar[str] = "warning/1"

    row: int
    id: str
    reason: str
    count: int = 1
