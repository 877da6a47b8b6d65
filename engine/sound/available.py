"""Available: which voices can speak on this machine, in which languages, and what others need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.sound import espeak_library, hibari, kokoro_files
from engine.sound.kokoro import Kokoro
from engine.sound.kokoro_phonemes import reader_of
from schemas.errors import VoiceError

__all__ = ["Available", "available"]

_KOKORO = ("en", "zh", "fr", "es", "it", "pt", "hi", "ja")


@dataclass(frozen=True, slots=True)
class Available:
    """An engine, whether it can speak here, and in short how, or what is missing."""

    name: str
    ready: bool
    detail: str
    remedy: str = ""


def available(folder: str | None = None) -> Iterator[Available]:
    """The engines of this machine, the best first; `folder` is where Kokoro's files may lie."""
    if hibari.installed():
        yield Available("hibari", ready=True, detail="English; neural")
    else:
        remedy = "pip install hibari-tts"
        yield Available("hibari", ready=False, detail="English; not installed", remedy=remedy)
    yield _kokoro(folder)
    try:
        count = len(espeak_library.languages())
    except VoiceError as error:
        yield Available("espeak", ready=False, detail=error.what, remedy=error.remedy)
    else:
        detail = f"{count} languages and variants; plainer than a neural voice"
        yield Available("espeak", ready=True, detail=detail)


def _kokoro(folder: str | None) -> Available:
    files = kokoro_files.find(folder)
    if files is None:
        detail = f"{' '.join(_KOKORO)}; neural; its files are found where a production names them"
        return Available("kokoro", ready=False, detail=detail, remedy=kokoro_files.REMEDY)
    voice = Kokoro(files)
    spoken = [language for language in _KOKORO if voice.speaks(language)]
    lacking = {
        language: reader.missing
        for language in _KOKORO
        if (reader := reader_of(language)) and reader.missing
    }
    without = "".join(f"; {one} needs {', '.join(them)}" for one, them in lacking.items())
    return Available(
        "kokoro",
        ready=bool(spoken),
        detail=f"{' '.join(spoken)}; neural{without}",
        remedy="" if spoken else "pip install 'callsheet[kokoro]'",
    )
