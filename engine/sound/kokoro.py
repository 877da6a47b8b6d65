"""Kokoro-82M as a voice: offline, neural, in eight languages, about as fast as it is heard.

It knows the model; where its files are and how words become phonemes is its neighbours' business.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from engine.sound import acoustic, kokoro_files, line, pcm
from engine.sound.kokoro_files import Files
from engine.sound.kokoro_phonemes import reader_of
from schemas.errors import VoiceError
from schemas.locale import fallbacks, language_of
from schemas.money import Money
from schemas.speech import WordTime

__all__ = ["Kokoro"]

_DURATIONS = "/encoder/Clip_output_0"
_MOST = 400
"""Phonemes at once; the model holds 510, and hurries where it is full."""
_NATURAL = 165
"""Words a minute at which it speaks by itself."""
_USUAL = {
    "en": "af_heart", "en-gb": "bf_emma", "es": "ef_dora", "fr": "ff_siwis", "hi": "hf_alpha",
    "it": "if_sara", "ja": "jf_alpha", "pt": "pf_dora", "zh": "zm_yunxi",
}  # fmt: skip
_LANGUAGES = {
    "a": "en", "b": "en", "e": "es", "f": "fr", "h": "hi", "i": "it", "j": "ja", "p": "pt",
    "z": "zh",
}  # fmt: skip
"""The language of a voice, by the first letter of its name."""


@dataclass(frozen=True, slots=True)
class Kokoro:
    """Kokoro at `wpm` words a minute with the voice `timbre` (`zf_xiaoxiao`, ...) in the language
    that it was trained on, and each language's usual voice in the others.

    Raises VoiceError where there is no such voice.
    """

    files: Files
    wpm: int = _NATURAL
    timbre: str | None = None
    name: ClassVar[str] = "kokoro"
    source_type: ClassVar[str] = "trainedAlgorithmicMedia"

    def __post_init__(self) -> None:
        """Find out now, not at the first line, that there is no such voice."""
        known = kokoro_files.published()["voices"]
        if self.timbre is not None and self.timbre not in known:
            raise VoiceError(
                "Kokoro has no such voice", self.timbre, f"It has: {', '.join(known)}."
            )

    def fingerprint(self) -> dict[str, Any]:
        """Engine, revision of the treatment here (raised by hand), files, readers and rate."""
        published = kokoro_files.published()
        voices = {tag: self._voice(tag) or "" for tag in _USUAL}
        return {
            "engine": "kokoro",
            "revision": 1,
            "model": published["model"],
            "voices": {name: published["voices"][name] for name in voices.values()},
            "readers": {tag: reader.fingerprint() for tag in _USUAL if (reader := reader_of(tag))},
            "rate": self.wpm,
        }

    def max_cost(self, text: str, locale: str) -> Money | None:  # noqa: ARG002 - as the Voice protocol
        """None: it is free."""
        return None

    def speaks(self, locale: str) -> bool:
        """Whether a voice of the language is there, and what reads the language is installed."""
        voice, reader = self._voice(locale), reader_of(locale)
        there = voice is not None and self.files.has(voice)
        return there and reader is not None and not reader.missing

    def speak(self, text: str, locale: str, target: Path) -> tuple[WordTime, ...]:
        """Speak one line into a WAV file; see `OfflineVoice.speak`. Raises VoiceError."""
        voice, reader = self._voice(locale), reader_of(locale)
        if voice is None or reader is None or reader.missing:
            lacks = f"{locale}: {', '.join(reader.missing)}" if reader else locale
            raise VoiceError(
                "Kokoro cannot speak this language here", lacks, "`callsheet doctor` says why."
            )
        parts: list[pcm.Samples] = []
        words: list[WordTime] = []
        for tokens in acoustic.batches(reader.read(text), _MOST):
            if acoustic.has_words(tokens):
                numbers = acoustic.identifiers(tokens)
                before = sum(map(len, parts)) / acoustic.RATE
                sound, durations = _spoken(self.files, voice, numbers, self.wpm / _NATURAL)
                words += acoustic.timed(tokens, durations, before)
                parts.append(sound)
        if not parts:
            raise VoiceError("Kokoro finds nothing to say in a line", repr(text[:80]))
        whole = np.concatenate(parts)[:, None]
        return line.finish_samples(whole, acoustic.RATE, target, text=text, words=words)

    def _voice(self, locale: str) -> str | None:
        """The voice of a locale: the one that was named, where it is of that language."""
        if self.timbre and _LANGUAGES[self.timbre[0]] == language_of(locale):
            return self.timbre
        return next((_USUAL[tag] for tag in fallbacks(locale) if tag in _USUAL), None)


def _spoken(
    files: Files, voice: str, numbers: Sequence[int], speed: float
) -> tuple[pcm.Samples, Sequence[float]]:
    """The phonemes as sound of 24 kHz, and how long each lasts, in the model's units."""
    styles = _styles(files, voice)
    style = styles[min(len(numbers) - 2, len(styles)) - 1]  # one for each length of a line
    sound, durations = _model(files).run(
        None,
        {
            "tokens": np.asarray([numbers], np.int64),
            "style": style[None],
            "speed": np.asarray([speed], np.float32),
        },
    )
    return np.asarray(sound, np.float32).ravel(), [float(one) for one in durations.ravel()]


@functools.cache
def _model(files: Files) -> Any:
    """Loaded once a process, after its bytes were checked."""
    return acoustic.open_model(files.model_bytes(), _DURATIONS)


@functools.cache
def _styles(files: Files, voice: str) -> pcm.Samples:
    """A voice: shape (510, 256)."""
    return np.frombuffer(files.voice_bytes(voice), np.float32).reshape(-1, 256)
