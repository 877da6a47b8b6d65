"""Which voice speaks each language, by a production's settings and by what is at hand.

It does not speak, and it reads no environment: a key comes in as an argument.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from engine.openai_client import OpenAIClient
from engine.sound import espeak_library, hibari, kokoro_files
from engine.sound.espeak import Espeak
from engine.sound.hibari import Hibari
from engine.sound.kokoro import Kokoro
from engine.sound.recordings import Recordings
from engine.sound.server import SpeechServer
from engine.sound.voice import OfflineVoice, Voice
from schemas.errors import ProductionError, VoiceError
from schemas.outside import SpeechPrice
from schemas.production import VoiceSettings

__all__ = ["Voices", "open_voices"]


@dataclass(frozen=True, slots=True)
class Voices:
    """The voices of a production, the best first; none where its films are silent on purpose."""

    each: tuple[Voice, ...] = ()
    engine: str = "none"

    @property
    def are_silent(self) -> bool:
        """Whether films have no voice because the production says so."""
        return self.engine == "none"

    def of(self, locale: str) -> Voice | None:
        """The first that speaks the language (a BCP 47 tag); None where none does."""
        return next((voice for voice in self.each if voice.speaks(locale)), None)

    def offline(self, locale: str) -> OfflineVoice | None:
        """The same, where it is one that workers speak with: it pickles, and holds no key."""
        voice = self.of(locale)
        return voice if isinstance(voice, Hibari | Kokoro | Espeak) else None

    def downgrade(self, locale: str) -> str:
        """What is less than it could be, where nobody asked for that by name; else nothing."""
        voice = self.of(locale)
        if self.engine != "auto" or voice is None or voice.name != Espeak.name:
            return ""
        return (
            f"{locale} is spoken by eSpeak NG, which is plainer than a neural voice. `callsheet "
            "doctor` says which others there are; `voice: {engine: espeak}` means it."
        )

    def fingerprint(self) -> list[dict[str, Any]]:
        """What determines every sound that they may make."""
        return [voice.fingerprint() for voice in self.each]


def open_voices(settings: VoiceSettings, base: Path, api_key: str | None = None) -> Voices:
    """The voices of those settings, found to be able to start but not asked (a server).

    `base` is the folder that `folder` starts from. Raises VoiceError where an engine is asked for
    by name and missing, or where no engine has a voice of the name in `voice`, and ProductionError
    where a server's address or a folder is missing.
    """
    folder = None if settings.folder is None else base / settings.folder
    match settings.engine:
        case "none":
            found: tuple[Voice, ...] = ()
        case "server":
            found = (_server(settings, api_key),)
        case "recordings":
            found = (Recordings(_named(folder)),)
        case "hibari":
            found = (_hibari(settings, settings.voice),)
        case "espeak":
            found = (_espeak(settings, settings.voice),)
        case "kokoro":
            files = kokoro_files.required(str(folder) if folder else None)
            found = (Kokoro(files, settings.rate_wpm, settings.voice),)
        case _:
            found = _at_hand(settings, folder)
    return Voices(found, settings.engine)


def _at_hand(settings: VoiceSettings, folder: Path | None) -> tuple[Voice, ...]:
    """Hibari, Kokoro, eSpeak NG, those that are installed. A voice's name counts for its engine."""
    named, known, found = settings.voice, False, list[Voice]()
    if hibari.installed():
        mine = named in hibari.voices()
        found.append(_hibari(settings, named if mine else None))
        known |= mine
    if files := kokoro_files.find(str(folder) if folder else None):
        mine = named in kokoro_files.published()["voices"]
        found.append(Kokoro(files, settings.rate_wpm, named if mine else None))
        known |= mine
    try:
        mine = named in espeak_library.variants()
        found.append(_espeak(settings, named if mine else None))
        known |= mine
    except VoiceError:
        if not found:
            raise
    if named is not None and not known:
        engines = ", ".join(voice.name for voice in found)
        raise VoiceError(
            "No engine has such a voice", named, f"These are here: {engines}. See each one's names."
        )
    return tuple(found)


def _hibari(settings: VoiceSettings, voice: str | None) -> Hibari:
    return Hibari(settings.rate_wpm, voice) if voice else Hibari(settings.rate_wpm)


def _espeak(settings: VoiceSettings, voice: str | None) -> Espeak:
    return Espeak(settings.rate_wpm, voice) if voice else Espeak(settings.rate_wpm)


def _named(folder: Path | None) -> Path:
    if folder is None:
        raise ProductionError(
            "Recordings need their folder", "voice.folder", "Say `voice: {folder: ...}`."
        )
    return folder


def _server(settings: VoiceSettings, api_key: str | None) -> SpeechServer:
    address = settings.base_url or ""
    if not _usable(address):
        raise ProductionError(
            "The speech server has no usable address",
            "voice.base_url" + (f" is {settings.base_url!r}" if "@" not in address else ""),
            "Write it as `https://host:port/v1`; a key goes into the environment, never in here.",
        )
    return SpeechServer(
        client=OpenAIClient("The speech server", address, api_key, settings.timeout),
        model=settings.model,
        voice=settings.voice or "alloy",
        wpm=settings.rate_wpm,
        price=settings.price if isinstance(settings.price, SpeechPrice) else None,
    )


def _usable(address: str) -> bool:
    """Whether it is an HTTP address without a name and password in it."""
    try:
        parts = urlsplit(address)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.username
    except ValueError:  # a bracket that is not closed, say
        return False
