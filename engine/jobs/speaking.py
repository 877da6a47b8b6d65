"""Speaking: a script's lines become sounds in the store."""

from __future__ import annotations

import wave
from collections.abc import Sequence
from dataclasses import dataclass

from engine.sound import choose_voice
from engine.store import Blobs, Kind
from schemas.production import VoiceSettings

__all__ = ["Utterance", "speak"]


@dataclass(frozen=True, slots=True)
class Utterance:
    """One line to be spoken, under the key of its sound."""

    key: str
    text: str
    locale: str


def speak(
    lines: Sequence[Utterance], settings: VoiceSettings, api_key: str | None, blobs: Blobs
) -> dict[str, float]:
    """Speak the lines that are not in the store yet; the length of each in seconds, by key.

    Raises VoiceError.
    """
    voice = choose_voice(settings, api_key).voice
    lengths = {}
    for line in lines:
        if voice is not None and not blobs.has(line.key, Kind.SPOKEN):
            with blobs.writing(line.key, Kind.SPOKEN) as target:
                voice.speak(line.text, line.locale, target)
        with wave.open(str(blobs.path(line.key, Kind.SPOKEN)), "rb") as spoken:
            lengths[line.key] = spoken.getnframes() / spoken.getframerate()
    return lengths
