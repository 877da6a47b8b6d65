"""Brief: one validated catalog row, which is what was ordered.

It does not know what will be seen or said; the writers decide that.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from schemas.money import Money
from schemas.record import Record
from schemas.timing import Rate
from schemas.understanding import Understanding

__all__ = ["Brief", "Kind", "LocaleText", "Material", "Origin", "Picture", "Video"]


class Kind(StrEnum):
    """What a row is about; each kind has a design of its own."""

    PRODUCT = "product"
    LESSON = "lesson"
    AD = "ad"


class LocaleText(Record):
    """The row's text in one more language: `title@de`, `narration@de`, ..."""

    SCHEMA: ClassVar[str] = "locale-text/1"

    title: str | None = None
    subtitle: str | None = None
    description: str | None = None
    bullets: tuple[str, ...] = ()
    cta: str | None = None
    narration: str | None = None


class Origin(Record):
    """Where a brief came from: the source file's name, its row numbers (from 1), a row hash."""

    SCHEMA: ClassVar[str] = "origin/1"

    source: str
    rows: tuple[int, ...]
    digest: str


class Brief(Record):
    """One validated row. Text is plain (no markup); prices are exact; images are not yet read."""

    SCHEMA: ClassVar[str] = "brief/1"

    id: str
    kind: Kind = Kind.PRODUCT
    title: str
    subtitle: str | None = None
    description: str | None = None
    bullets: tuple[str, ...] = ()
    brand: str | None = None
    category: str | None = None
    audience: str | None = None
    style: str | None = None
    price: Money | None = None
    was_price: Money | None = None
    images: tuple[str, ...] = ()
    videos: tuple[str, ...] = ()
    url: str | None = None
    cta: str | None = None
    locale: str = "en"
    texts: dict[str, LocaleText] = Field(default_factory=dict)
    narration: str | None = None
    snippet: str | None = None
    """Lines of a program that are shown on a card, to the letter."""
    storyboard: str | None = None
    design: str | None = None
    seconds: float | None = None
    approved: bool = False
    """Whether its owner has said so, in its own column `review` or in the status sheet."""
    extra: dict[str, str] = Field(default_factory=dict)
    origin: Origin

    def __hash__(self) -> int:
        """Of what tells rows apart, because mappings have no hash."""
        return hash((self.id, self.origin.digest))


class Picture(Record):
    """One of the row's pictures as it was found: named by its bytes.

    `path` is relative to the catalog's folder, or absolute where it was fetched from `address`;
    `width` and `height` are in pixels, upright. `seen` is what was seen in it, and is found out
    once.
    """

    SCHEMA: ClassVar[str] = "picture/1"

    path: str
    sha256: str
    width: int
    height: int
    format: str
    seen: Understanding
    address: str = ""


class Video(Record):
    """One of the row's videos as it was found: named by its bytes.

    `path` is relative to the catalog's folder; `width` and `height` are as coded, `frames` of the
    usual `rate`. `matrix` is that of its colours (ITU-T H.273; 2: not told), `full` whether luma
    uses all of 0-255.
    """

    SCHEMA: ClassVar[str] = "video/1"

    path: str
    sha256: str
    width: int
    height: int
    rate: Rate
    frames: int
    matrix: int = 2
    full: bool = False


class Material(Record):
    """What a brief's references turned out to be, once opened and checked."""

    SCHEMA: ClassVar[str] = "material/1"

    pictures: tuple[Picture, ...] = ()
    videos: dict[int, Video] = Field(default_factory=dict)
    """Those that the row's storyboard starts from, by their positions in the row."""
