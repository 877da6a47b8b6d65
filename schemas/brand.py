"""Brand: how films look and sound, as the production file says it.

It does not open files and does not know what is drawn with the values.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schemas.locale import LocaleTag, fallbacks
from schemas.record import Record

__all__ = [
    "DESIGNED",
    "BrandSettings",
    "BrandTokens",
    "MotionTokens",
    "Radii",
    "Rhythm",
    "TypeScale",
    "TypeStyle",
]

Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
DESIGNED = "designed"
"""Of an intro or an end card: laid out from the logo, the name and the address."""
Times = Annotated[float, Field(ge=0.5, le=2.0, allow_inf_nan=False)]


class TypeStyle(Record):
    """What a brand changes about the type of one role; absent: as shipped."""

    SCHEMA: ClassVar[str] = "type-style/1"

    size: Annotated[float, Field(ge=0.75, le=1.3, allow_inf_nan=False)] = 1.0
    """Times the shipped size. Type never gets smaller than is legible, whatever stands here."""
    weight: Literal[300, 400, 600, 700] | None = None
    """One that the shipped font has: light, regular, semibold or bold."""


class TypeScale(Record):
    """What a brand changes about the type of each role."""

    SCHEMA: ClassVar[str] = "type-scale/1"

    kicker: TypeStyle = TypeStyle()
    headline: TypeStyle = TypeStyle()
    subhead: TypeStyle = TypeStyle()
    point: TypeStyle = TypeStyle()
    lower_third: TypeStyle = TypeStyle()
    question: TypeStyle = TypeStyle()
    recap: TypeStyle = TypeStyle()
    price: TypeStyle = TypeStyle()
    cta: TypeStyle = TypeStyle()


class Radii(Record):
    """How round corners are."""

    SCHEMA: ClassVar[str] = "radii/1"

    button: Annotated[float, Field(ge=0, le=0.5, allow_inf_nan=False)] = 0.5
    """Share of the button's height: 0.5 is a pill, 0 a rectangle."""
    tag: Annotated[float, Field(ge=0, le=0.5, allow_inf_nan=False)] = 0.2
    """Share of the price tag's height."""
    panel: Annotated[float, Field(ge=0, le=0.05, allow_inf_nan=False)] = 0.014
    """Share of the frame's short side: framed pictures and the plates of captions."""


class MotionTokens(Record):
    """How type comes in."""

    SCHEMA: ClassVar[str] = "motion/1"

    entrance: Literal["styled", "fade", "cut"] = "styled"
    """`styled`: as suits each role; `fade` and `cut`: the same for all."""
    speed: Times = 1.0
    """Times the shipped speed of entrances and exits."""


class Rhythm(Record):
    """How shots follow each other."""

    SCHEMA: ClassVar[str] = "rhythm/1"

    transitions: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 1.0
    """Times the shipped length of transitions; 0: cuts alone. Never longer, because a longer one
    would begin before the words of its shot have ended."""


class BrandTokens(Record):
    """The values that everything drawn takes from the brand, as one record."""

    SCHEMA: ClassVar[str] = "brand-tokens/1"

    background: Colour = "#14323a"
    """Behind type and pictures."""
    light: Colour = "#f4f1ea"
    """The light colour: type on dark pictures."""
    dark: Colour = "#12181b"
    """The dark colour: type on light pictures."""
    accent: Colour = "#e0703a"
    """Price tags, buttons, rules."""
    type: TypeScale = TypeScale()
    """Sizes and weights by role: `{headline: {size: 1.1, weight: 600}}`."""
    radii: Radii = Radii()
    motion: MotionTokens = MotionTokens()
    rhythm: Rhythm = Rhythm()
    logo_space: Annotated[float, Field(ge=0, le=2, allow_inf_nan=False)] = 0.5
    """Clear space around the logo, as a share of its height: nothing else stands in it."""


class BrandSettings(BrandTokens):
    """How films look and sound. Paths are relative to the production file."""

    SCHEMA: ClassVar[str] = "brand-settings/1"

    name: Annotated[str, Field(max_length=120)] = ""
    """The brand of rows that name none."""
    logo: str | None = None
    """A picture with a transparent background."""
    logo_dark: str | None = None
    """The same for light pictures; `logo` where absent."""
    music: str | None = None
    """A recording that lies under every film, lowered where a voice speaks; or a folder of them,
    named by mood: `calm.m4a`, `calm-2.m4a`, `bright/morning.mp3`."""
    mood: Annotated[str, Field(max_length=40)] = ""
    """The mood of the music of rows that name none in a column `mood`; absent: any."""
    fonts: tuple[str, ...] = ()
    """Font files (TTF, OTF, TTC) tried before the shipped ones."""
    intro: str | None = None
    """What films open with, before their first shot: `designed`, or a picture. Absent: nothing."""
    end_card: str | None = None
    """What they close with, likewise. Absent: nothing, or `designed` where there is a legal line.
    A wanted length of a row is without both."""
    address: Annotated[str, Field(max_length=80)] = ""
    """What stands under the logo of a designed end card: `fjell.example`."""
    legal: Annotated[str, Field(max_length=300)] | dict[LocaleTag, str] = ""
    """What stands small at the foot of the end card, or that by language: `{en: ..., de: ...}`."""
    tone: Annotated[str, Field(max_length=300)] = ""
    """How words should sound, for the language model that writes: `dry, warm, no superlatives`."""

    def legal_in(self, locale: str) -> str:
        """The legal line of films in that language; empty where it has none."""
        if isinstance(self.legal, str):
            return self.legal
        lines = {tag.lower(): text for tag, text in self.legal.items()}
        return next((lines[tag] for tag in fallbacks(locale) if tag in lines), "")

    @property
    def tokens(self) -> BrandTokens:
        """The values alone, without names and files."""
        return BrandTokens.model_construct(
            **{name: getattr(self, name) for name in BrandTokens.model_fields}
        )
