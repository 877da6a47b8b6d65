"""Delivery: a profile (how a placement wants its films) times a locale.

Profiles are data; this file knows none by name.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schemas.record import Record
from schemas.setup import Canvas
from schemas.shot import Fraction01
from schemas.timing import Rate

__all__ = ["Delivery", "Profile", "SafeArea"]


Preset = Literal["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow"]
"""x264's names, quickest first."""


class SafeArea(Record):
    """Margins that text keeps out of, as fractions of the frame's height or width."""

    SCHEMA: ClassVar[str] = "safe-area/1"

    top: Fraction01 = 0.05
    right: Fraction01 = 0.05
    bottom: Fraction01 = 0.05
    left: Fraction01 = 0.05


class Profile(Record):
    """What one placement asks of a film: picture, coding, loudness, caps, safe area.

    Loudness in LUFS, true peak in dBTP, sizes in pixels, caps in bytes and seconds.
    """

    SCHEMA: ClassVar[str] = "profile/1"

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,30}$")]
    width: int
    height: int
    rate: Rate = Fraction(24)
    safe: SafeArea = SafeArea()
    captions: Literal["burnt", "beside"] = "beside"
    crf: Annotated[int, Field(ge=0, le=51)] = 20
    preset: Literal["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow"] = (
        "veryfast"
    )
    audio_kbps: Annotated[int, Field(ge=32, le=512)] = 192
    loudness: float = -14.0
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
