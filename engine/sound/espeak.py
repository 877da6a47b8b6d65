"""eSpeak NG as a voice: offline, in some hundred languages, by formant synthesis.

It does not call the library itself; `engine.sound.espeak_library` does.
"""

from __future__ import annotations

import tempfile
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from engine.sound import espeak_library, line
from engine.sound.wording import plain
from schemas.errors import VoiceError
from schemas.locale import fallbacks, language_of
from schemas.money import Money
from schemas.speech import WordTime

__all__ = ["Espeak", "voice_of"]

_ALIASES = {
    "en": "en-us",
    "en-au": "en-gb",
    "en-ie": "en-gb",
    "en-in": "en-gb",
    "en-nz": "en-gb",
    "en-za": "en-gb",
    "iw": "he",
    "zh-hk": "yue",
    "zh-mo": "yue",
    "zh-hant-hk": "yue",
    "zh-hant-mo": "yue",
    **dict.fromkeys(
        ("es-ar", "es-bo", "es-cl", "es-co", "es-ec", "es-pe", "es-us", "es-uy", "es-ve"), "es-419"
    ),
}
"""BCP 47 tags whose nearest voice is not simply that of their language."""

_UNREADABLE = frozenset({"ja"})
"""Listed, but eSpeak NG 1.52 reads kana only and says "Chinese letter" for each kanji."""

_POLISH = (
    "aformat=sample_fmts=flt"
    ",highpass=f=80"
    ",equalizer=f=260:width_type=o:width=1.2:g=2"
    ",equalizer=f=4200:width_type=o:width=1.4:g=-4"  # the buzz of the formant filters
    ",highshelf=f=7000:g=-5"
    ",lowpass=f=9500"
    ",acompressor=threshold=0.1:ratio=2.5:attack=8:release=120"
    ",aecho=in_gain=1:out_gain=1:delays=19|31:decays=0.10|0.06"  # a small dry room
)
"""What makes it less harsh: warmth, a softer top, even words, a little room."""


@dataclass(frozen=True, slots=True)
class Espeak:
    """eSpeak NG at `wpm` words a minute with one of its timbres (`f2`, `m3`, `Annie`, ...).

    Raises VoiceError where the extra `voice` is missing or the timbre does not exist.
    """

    wpm: int = 165
    timbre: str = "f2"
    name: ClassVar[str] = "espeak"
    source_type: ClassVar[str] = "algorithmicMedia"

    def __post_init__(self) -> None:
        """Find out now, not at the first line, that eSpeak NG cannot speak."""
        if self.timbre not in espeak_library.variants():
            known = ", ".join(sorted(espeak_library.variants()))
            raise VoiceError("eSpeak NG has no such voice", self.timbre, f"It has: {known}.")

    def fingerprint(self) -> dict[str, Any]:
        """Engine, revision (raise it by hand whenever the sound changes), voice and rate."""
        return {"engine": "espeak-ng", "revision": 1, "voice": self.timbre, "rate": self.wpm}

    def max_cost(self, text: str, locale: str) -> Money | None:  # noqa: ARG002 - as the Voice protocol
        """None: it is free."""
        return None

    def speaks(self, locale: str) -> bool:
        """Whether the library has a voice for the language and can read its script."""
        return voice_of(locale) is not None

    def speak(self, text: str, locale: str, target: Path) -> tuple[WordTime, ...]:
        """Speak one line into a WAV file; see `Voice.speak`. Raises VoiceError."""
        voice = voice_of(locale)
        if voice is None:
            raise VoiceError(
                "eSpeak NG does not speak this language",
                locale,
                "Use a speech server for it (`voice: engine: server`), or `engine: none`.",
            )
        text = plain(text)  # no control characters, which the library obeys
        spoken = espeak_library.synthesise(
            text, f"{voice}+{self.timbre}", wpm=self.wpm, pitch=46, intonation=58, gap=1
        )
        with tempfile.TemporaryDirectory() as folder:
            raw = Path(folder, "raw.wav")
            with wave.open(str(raw), "wb") as file:
                file.setnchannels(1)
                file.setsampwidth(2)
                file.setframerate(spoken.rate)
                file.writeframes(spoken.samples)
            words = tuple(_words(text, spoken))
            return line.finish(raw, target, text=text, polish=_POLISH, words=words)


def _words(text: str, spoken: espeak_library.Pcm) -> Iterator[WordTime]:
    """Words from where one begins to where the next does, without what is no letter at their ends.

    The library says when a word begins, not when it ends; a number is several of its words.
    """
    begun: dict[int, int] = {}
    for word in spoken.words:
        begun.setdefault(word.at, word.sample)
    if not begun:
        return
    ends = [*sorted(begun)[1:], len(text)]
    lasts = [*sorted(begun.values())[1:], len(spoken.samples) // 2]
    for (at, sample), end, last in zip(sorted(begun.items()), ends, lasts, strict=True):
        chars = len(text[at:end].rstrip(" .,;:!?…–—"))
        if chars > 0 and last > sample:
            yield WordTime(at=at, chars=chars, start=sample / spoken.rate, end=last / spoken.rate)


def voice_of(locale: str) -> str | None:
    """The library's voice for a BCP 47 tag, or None: `zh-CN` is `sit/cmn`, `en-AU` is `gmw/en`.

    The whole tag counts first, then the tag without its last part, and so on (RFC 4647, 3.4).
    """
    if language_of(locale) in _UNREADABLE:
        return None
    for tag in fallbacks(locale):
        if voice := espeak_library.languages().get(_ALIASES.get(tag, tag)):
            return voice
    return None
