"""Which voice a production's settings ask for.

It does not speak, and it reads no environment: a key comes in as an argument.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from engine.openai_client import OpenAIClient
from engine.sound import espeak_library
from engine.sound.espeak import Espeak
from engine.sound.server import SpeechServer
from engine.sound.voice import OfflineVoice, Voice
from schemas.errors import ProductionError, VoiceError
from schemas.outside import SpeechPrice
from schemas.production import VoiceSettings

__all__ = ["Chosen", "choose_voice", "offline_voice"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The voice, or None for films without one. `note` says what was downgraded, if anything."""

    voice: Voice | None
    note: str = ""


def choose_voice(settings: VoiceSettings, api_key: str | None = None) -> Chosen:
    """The voice of those settings, found to be able to start (eSpeak) but not asked (a server).

    `auto` without eSpeak NG gives no voice, and a note to record and show. Raises VoiceError where
    `espeak` is asked for by name and missing, or has no timbre of the name in `voice`, and
    ProductionError where a server's address is missing.
    """
    if settings.engine == "server":
        return Chosen(_server(settings, api_key))
    if settings.engine == "auto":
        try:
            espeak_library.languages()
        except VoiceError as error:
            return Chosen(None, f"Films have no voice: {error}")
    return Chosen(offline_voice(settings))


def offline_voice(settings: VoiceSettings) -> OfflineVoice | None:
    """The voice of this machine that the settings name; None where they name none, or a server.

    Raises VoiceError where eSpeak NG is missing, or has no timbre of the name in `voice`.
    """
    if settings.engine in {"none", "server"}:
        return None
    if settings.voice is None:
        return Espeak(wpm=settings.rate_wpm)
    return Espeak(wpm=settings.rate_wpm, timbre=settings.voice)


def _server(settings: VoiceSettings, api_key: str | None) -> Voice:
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
