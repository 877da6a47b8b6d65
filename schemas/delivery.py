"""Delivery: a profile (how a placement wants its films) times a locale.

Profiles are data; this file knows none by name.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schemas.record import Record
from schemas.script import Role
from schemas.setup import Canvas
from schemas.shot import Fraction01
from schemas.timing import Rate

__all__ = ["Coding", "Delivery", "Preset", "Profile", "SafeArea"]


Preset = Literal["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow"]
"""x264's names, quickest first."""
Coding = Literal["main", "high"]
"""H.264's profiles: what a decoder must know (ITU-T H.264, annex A)."""


class SafeArea(Record):
    """Margins that text keeps out of, as fractions of the frame's height or width."""

    SCHEMA: ClassVar[str] = "safe-area/1"

    top: Fraction01 = 0.05
    right: Fraction01 = 0.05
    bottom: Fraction01 = 0.05
    left: Fraction01 = 0.05


class Profile(Record):
    """What one placement asks of a film: picture, coding, loudness, caps, safe area.

    Loudness in LUFS, true peak in dBTP, sizes in pixels, caps in bytes and seconds, rates of data
    in kbit/s. Each film is held to it once it is encoded; what is absent is not asked for.
    """

    SCHEMA: ClassVar[str] = "profile/1"

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,30}$")]
    width: int
    height: int
    rate: Rate = Fraction(24)
    safe: SafeArea = SafeArea()
    captions: Literal["burnt", "beside"] = "beside"
    omits: tuple[Role, ...] = ()
    """Words that the placement refuses, by what they do: left out, with what is said over them."""
    crf: Annotated[int, Field(ge=0, le=51)] = 20
    preset: Preset = "veryfast"
    coding: Coding = "high"
    kbps: Annotated[int, Field(ge=100, le=100_000)] | None = None
    """The picture's constant rate, filled up where less would do; absent: what `crf` needs."""
    min_kbps: int | None = None
    max_level: float | None = None
    """Of H.264, as 4.2: which sizes and rates a decoder must be able to keep up with."""
    audio_kbps: Annotated[int, Field(ge=32, le=512)] = 192
    min_audio_kbps: int | None = None
    """Of a sound that is heard: silence takes no bits."""
    loudness: float = -14.0
    loudness_tolerance: float | None = None
    """In LU; absent: as for every film."""
    max_short_term: float | None = None
    """The loudest three seconds."""
    true_peak: float = -1.0
    max_bytes: int | None = None
    min_seconds: float | None = None
    max_seconds: float | None = None

    @property
    def canvas(self) -> Canvas:
        """The size and rate that shots are taken at for this profile."""
        return Canvas(width=self.width, height=self.height, rate=self.rate)


class Delivery(Record):
    """One profile in one locale."""

    SCHEMA: ClassVar[str] = "delivery/1"

    profile: Profile
    locale: str

    @property
    def name(self) -> str:
        """As in file names: `en_youtube`."""
        return f"{self.locale}_{self.profile.name}"
