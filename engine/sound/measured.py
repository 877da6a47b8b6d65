"""Measured pace: how much longer a voice takes than is estimated, found out by letting it speak.

Only voices of this machine are asked, once for each language; what a server's voice would take, its
bill would say. It knows no line of any film.
"""

from __future__ import annotations

import functools
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.media import probe
from engine.sound.choose import Voices
from engine.sound.pace import estimate_seconds
from engine.store import Facts
from schemas.keys import key_of
from schemas.locale import language_of
from schemas.shipped import shipped_table

__all__ = ["Pace", "sample"]

_AS_ESTIMATED = 1.0
_ESTIMATED_AT = 165
"""Words a minute of the estimate that a voice is compared to."""


class Pace:
    """The paces of `voices`, kept in `facts`. Threads share it."""

    def __init__(self, voices: Voices, facts: Facts) -> None:
        self._voices, self._facts = voices, facts
        self._lock = threading.Lock()
        self._known: dict[str, float] = {}

    def of(self, locale: str) -> float:
        """Seconds that the voice of `locale` (BCP 47) takes for each second of `estimate_seconds`
        at 165 words a minute; 1 where nobody here can say.
        """
        with self._lock:
            if locale not in self._known:
                self._known[locale] = self._found(locale)
            return self._known[locale]

    def _found(self, locale: str) -> float:
        voice, text = self._voices.offline(locale), sample(locale)
        if voice is None or text is None:
            return _AS_ESTIMATED
        key = key_of("pace", voice=voice.fingerprint(), locale=locale, text=text)
        kept = self._facts.read([key]).get(key)
        if kept is not None:
            return float(kept["factor"])
        estimated = estimate_seconds(text, locale, _ESTIMATED_AT)
        factor = round(_spoken(voice.speak, text, locale) / estimated, 2)
        self._facts.write({key: {"factor": factor}})
        return factor


def _spoken(speak: Callable[[str, str, Path], Any], text: str, locale: str) -> float:
    """Seconds that a voice takes for `text`."""
    with tempfile.TemporaryDirectory(prefix="callsheet-pace-") as folder:
        file = Path(folder) / "sample.wav"
        speak(text, locale, file)
        sound = probe(file).sound
        return sound.seconds if sound else 0.0


@functools.cache
def _samples() -> dict[str, str]:
    return dict(shipped_table("engine.sound", "samples.yaml"))


def sample(locale: str) -> str | None:
    """Plain sentences in the language of `locale`; None where none are shipped."""
    return _samples().get(language_of(locale))
