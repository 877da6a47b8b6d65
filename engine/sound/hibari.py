"""Hibari as a voice: English, offline, neural, a hundred times faster than it is heard.

It knows the package `hibari-tts` and its models; what it makes is finished as every line is.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from engine.sound import acoustic, line, pcm
from engine.sound.acoustic import Token
from schemas.errors import VoiceError
from schemas.locale import language_of
from schemas.money import Money
from schemas.speech import WordTime

__all__ = ["Hibari", "installed", "read", "voices"]

_DURATIONS = "/Clip_output_0"
"""The tensor in the models that holds how long each phoneme lasts."""
_MOST = 400
"""Phonemes that the model was trained to read at once."""
_SEED = 0
"""Of the noise in consonants: with it, the same line is the same samples."""
_NATURAL = 200
"""Words a minute at which it speaks as its teacher does, measured over twenty product sentences."""


@dataclass(frozen=True, slots=True)
class Hibari:
    """Hibari at `wpm` words a minute with one of its voices (`heart`, `emma`, `fenrir`, ...).

    Raises VoiceError where the package is missing, the voice does not exist, or was not fetched.
    """

    wpm: int = 165
    timbre: str = "heart"
    name: ClassVar[str] = "hibari"
    source_type: ClassVar[str] = "trainedAlgorithmicMedia"

    def __post_init__(self) -> None:
        """Find out now, not at the first line, that it cannot speak."""
        _file(self.timbre)

    def fingerprint(self) -> dict[str, Any]:
        """Engine, its version, revision of the treatment here (raised by hand), voice, rate."""
        return {
            "engine": "hibari",
            "version": _version(),
            "revision": 1,
            "voice": self.timbre,
            "seed": _SEED,
            "rate": self.wpm,
        }

    def max_cost(self, text: str, locale: str) -> Money | None:  # noqa: ARG002 - as the Voice protocol
        """None: it is free."""
        return None

    def speaks(self, locale: str) -> bool:
        """English alone."""
        return language_of(locale) == "en"

    def speak(self, text: str, locale: str, target: Path) -> tuple[WordTime, ...]:
        """Speak one line into a WAV file; see `OfflineVoice.speak`. Raises VoiceError."""
        if not self.speaks(locale):
            raise VoiceError(
                "Hibari speaks English only", locale, "Use `voice: {engine: auto}`, or a server."
            )
        model = _model(self.timbre)
        noise = np.random.default_rng(_SEED)
        parts: list[pcm.Samples] = []
        words: list[WordTime] = []
        for tokens in _sentences(text, british=_registry()[self.timbre]["british"]):
            if acoustic.has_words(tokens):
                numbers = acoustic.identifiers(tokens)
                before = sum(map(len, parts)) / acoustic.RATE
                sound, durations = model.speak(numbers, self.wpm / _NATURAL, noise)
                words += acoustic.timed(tokens, durations, before)
                parts.append(sound)
        if not parts:
            raise VoiceError("Hibari finds nothing to say in a line", repr(text[:80]))
        whole = np.concatenate(parts)[:, None]
        return line.finish_samples(whole, acoustic.RATE, target, text=text, words=words)


@functools.cache
def _version() -> str:
    """Asked for once, because the answer is read from a file and every line's key holds it."""
    return version("hibari-tts")


def installed() -> bool:
    """Whether the package and what it runs on are there."""
    return all(importlib.util.find_spec(name) for name in ("hibari", "onnxruntime"))


def voices() -> frozenset[str]:
    """The voices that it has, fetched or not. None where it is not installed."""
    return frozenset(_registry()) if installed() else frozenset()


@dataclass(frozen=True, slots=True)
class _Model:
    session: Any

    def speak(
        self, numbers: Sequence[int], speed: float, noise: np.random.Generator
    ) -> tuple[pcm.Samples, Sequence[float]]:
        """The phonemes as sound of 24 kHz, and how long each lasts, in the model's units."""
        from hibari import dsp  # noqa: PLC0415 - only where something is spoken

        asked = {"ids": np.asarray([numbers], np.int64), "speed": np.asarray([speed], np.float32)}
        *spectra, durations = self.session.run(None, asked)
        sound = dsp.synth(*(one[0] for one in spectra), noise)
        return np.asarray(sound, np.float32), [float(one) for one in durations.ravel()]


@functools.cache
def _shelf() -> Any:
    """Its module `voices` alone: its package loads all of SciPy, which a plan never needs."""
    package = importlib.util.find_spec("hibari")
    assert package is not None and package.submodule_search_locations  # noqa: S101, PT018 - installed
    file = Path(package.submodule_search_locations[0]) / "voices.py"
    spec = importlib.util.spec_from_file_location("hibari_voices", file)
    assert spec is not None and spec.loader is not None  # noqa: S101, PT018 - it is a file
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _registry() -> dict[str, Any]:
    known: dict[str, Any] = _shelf().VOICES
    return known


def _file(timbre: str) -> Path:
    """The voice's model on this machine. Nothing is downloaded. Raises VoiceError."""
    if not installed():
        raise VoiceError("Hibari is not installed", "voice", "pip install hibari-tts")
    if timbre not in _registry():
        raise VoiceError(
            "Hibari has no such voice", timbre, f"It has: {', '.join(sorted(_registry()))}."
        )
    try:
        return Path(_shelf().voice_path(timbre, download_missing=False))
    except FileNotFoundError as error:
        raise VoiceError(
            "This voice of Hibari's was never fetched",
            f"{timbre}: {error}",
            f"Fetch it once (8 MB): `hibari Hello --voice {timbre} -o hello.wav`.",
        ) from error


@functools.cache
def _model(timbre: str) -> _Model:
    """Loaded once a process, after its bytes were checked."""
    file = _file(timbre)
    model = file.read_bytes()
    if hashlib.sha256(model).hexdigest() != _registry()[timbre]["sha256"]:
        raise VoiceError(
            "The voice's model is not the one that was published",
            str(file),
            "Install hibari-tts again, or remove the file and fetch it again.",
        )
    return _Model(acoustic.open_model(model, _DURATIONS))


@functools.cache
def _reader(*, british: bool) -> Any:
    from hibari.g2p import G2P  # noqa: PLC0415 - 0.3 s

    return G2P(british=british)


def read(text: str, *, british: bool = False) -> list[Token]:
    """The phonemes of English text, word by word: Kokoro reads the same alphabet."""
    return [token for sentence in _sentences(text, british=british) for token in sentence]


def _sentences(text: str, *, british: bool) -> Iterator[Sequence[Token]]:
    from hibari import Hibari as Package  # noqa: PLC0415 - only where something is spoken
    from hibari.g2p.normalize import normalize  # noqa: PLC0415 - as above

    reader = _reader(british=british)
    at = 0
    # "[word](/phonemes/)" is a command to the package; a row's text is only text.
    for sentence in Package.split_sentences(text.replace("](", "] (")):
        tokens = []
        for word in reader.phonemize_tokens(reader.tokenize(normalize(sentence))):
            found = text.find(word.text, at)
            # The package says some words in its own way; those have no place in the text.
            near = 0 <= found - at <= len(word.text) + 24
            chars = len(word.text) if near else 0
            at = found + chars if near else at
            phonemes = (word.phonemes or "") + (" " if word.whitespace else "")
            tokens.append(Token(found if near else at, chars, phonemes))
        yield from acoustic.batches(tokens, _MOST)
