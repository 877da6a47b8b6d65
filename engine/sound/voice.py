"""Voice: what speaks lines, as the rest of the studio sees it.

It knows no voice by name; `engine.sound.choose` does.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from engine.sound.wording import worded
from schemas.keys import key_of
from schemas.money import Money
from schemas.speech import WordTime

__all__ = ["OfflineVoice", "Voice", "heard_key", "spoken_key"]


class Voice(Hashable, Protocol):
    """What speaks lines: an `OfflineVoice`, or a server (`engine.sound.server`); a value."""

    @property
    def name(self) -> str:
        """As shown in reports: `hibari`, `espeak`, `server`."""
        ...

    @property
    def source_type(self) -> str:
        """The last word of the IPTC digital source type of what it makes."""
        ...

    def max_cost(self, text: str, locale: str) -> Money | None:
        """The most that speaking `text` may cost; None where it costs nothing."""
        ...

    def fingerprint(self) -> dict[str, Any]:
        """What determines the sound: engine, hand-raised revision, voice, rate."""
        ...

    def speaks(self, locale: str) -> bool:
        """Whether it can speak this language (a BCP 47 tag)."""
        ...


class OfflineVoice(Voice, Protocol):
    """A voice of this machine: speaks one line at a time into a file."""

    def speak(self, text: str, locale: str, target: Path) -> tuple[WordTime, ...]:
        """Write `text` to `target`: WAV, 48 kHz, 16 bits, mono, at `line.LEVEL`, trimmed to 40 ms.

        `text` is as it is said (`wording`). Returns when its words are heard, in order, where the
        voice tells. Raises VoiceError.
        """
        ...


def spoken_key(text: str, locale: str, voice: Voice) -> str:
    """The key of the sound of one line: of what is said in it, not of how it is written."""
    said = worded(text, locale).spoken
    return key_of("spoken", text=said, locale=locale, voice=_key_of(voice))


@lru_cache(maxsize=64)
def _key_of(voice: Voice) -> str:
    """Every line's key holds its voice."""
    return key_of("voice", it=voice.fingerprint())


def heard_key(key: str) -> str:
    """The key of how the sound `key` is heard (`schemas.speech.Heard`)."""
    return key_of("heard", sound=key)
