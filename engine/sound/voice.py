"""Voice: what speaks lines, as the rest of the studio sees it.

It knows no voice by name; `engine.sound.choose` does.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any, Protocol

from schemas.keys import key_of
from schemas.money import Money

__all__ = ["OfflineVoice", "Voice", "plain", "spoken_key"]

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Voice(Protocol):
    """What speaks lines: an `OfflineVoice`, or a server (`engine.sound.server`)."""

    @property
    def name(self) -> str:
        """As shown in reports: `espeak`, `server`."""
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

    def speak(self, text: str, locale: str, target: Path) -> None:
        """Write `text` to `target`: WAV, 48 kHz, 16 bits, mono, at `line.LEVEL`, trimmed to 40 ms.

        Raises VoiceError.
        """
        ...


def plain(text: str) -> str:
    """`text` as it is spoken: NFC, one space between words, no control characters.

    eSpeak NG reads commands after the character U+0001, and every library ends at U+0000.
    """
    return " ".join(_CONTROL.sub(" ", unicodedata.normalize("NFC", text)).split())


def spoken_key(text: str, locale: str, voice: Voice) -> str:
    """The key of the sound of one line."""
    return key_of("spoken", text=plain(text), locale=locale, voice=voice.fingerprint())
