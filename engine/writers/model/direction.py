"""Direction: what a good director knows before the first shot: the arc of a row's kind, the row's
own angle, the brand's voice, how its language addresses people, how much a voice says in a shot.

All of it is data beside the prompts, or the production's own. It knows no server.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from engine.sound.measured import sample
from engine.sound.pace import estimate_seconds
from engine.writers import timing
from schemas.brief import Brief, Kind
from schemas.locale import language_of
from schemas.outside import WriterSettings
from schemas.shipped import shipped_table

__all__ = ["Room", "angle_of", "arc_of", "house_of"]

_MODEL = "engine.writers.model"
_SAMPLE = "some plain words of everyday length follow each other here"
_BY_SIGNS = frozenset({"zh", "ja", "th", "lo", "km", "my"})
"""Languages that are not written in words with spaces between them."""
_LENGTHS = (1.5, 2, 2.5, 3, 4, 5, 6, 8)
"""Seconds of shots whose room for words a storyboard's author is told."""


@functools.cache
def _table(name: str) -> dict[str, Any]:
    return dict(shipped_table(_MODEL, f"prompts/{name}.yaml"))


def arc_of(kind: Kind | str) -> str:
    """What happens in a film of that kind, beat by beat."""
    return str(_table("arcs")[Kind(kind).value])


def angle_of(brief: Brief) -> str:
    """From which side the row is told: the same for the same id and kind, so that neighbours in a
    catalog differ and rows that come and go change no other.
    """
    angles = _table("angles")[brief.kind.value]
    number = int.from_bytes(hashlib.blake2b(brief.id.encode(), digest_size=8).digest())
    return str(angles[number % len(angles)]["how"])


def house_of(settings: WriterSettings, locale: str) -> str:
    """How words in `locale` should sound, after language and brand; without a locale what matters
    to pictures. Empty where nobody says.
    """
    lines = [*_scene(settings)]
    if locale:
        lines += [*_language(settings, locale), *_wording(settings)]
    return "\n".join(f"- {line}" for line in lines)


def _language(settings: WriterSettings, locale: str) -> Iterator[str]:
    style = _table("styles").get(language_of(locale))
    if style is None:
        return
    chosen = settings.address.get(locale) or settings.address.get(language_of(locale))
    yield str(style[chosen or style["usual"]])
    yield (
        f"Headlines have at most {style['headline']} characters, points at most {style['point']}, "
        "placeholders aside."
    )
    yield str(style["also"])


def _scene(settings: WriterSettings) -> Iterator[str]:
    if settings.tone:
        yield f"The brand's tone: {settings.tone}"
    if settings.placement:
        yield f"Where the film runs: {settings.placement}"


def _wording(settings: WriterSettings) -> Iterator[str]:
    if settings.examples:
        said = " / ".join(settings.examples)
        yield f"So the brand writes (its sound, never its claims): {said}"
    if settings.avoid:
        yield f"Words that the brand does not use: {', '.join(settings.avoid)}"


class Room:
    """How many words and characters of a language fit a shot, as a voice says them.

    `pace` gives seconds for each second that is estimated at 165 words a minute.
    """

    def __init__(self, locale: str, pace: Callable[[str], float] = lambda _: 1.0) -> None:
        self._signs = language_of(locale) in _BY_SIGNS
        text = sample(locale) or _SAMPLE
        seconds = estimate_seconds(text, locale, timing.WORDS_PER_MINUTE) * pace(locale)
        self._character, self._word = seconds / len(text), seconds / len(text.split())

    def characters(self, seconds: float) -> int:
        """About how many characters are said within a shot of `seconds`."""
        return max(0, int(self._spoken(seconds) / self._character)) // 5 * 5

    def told(self, seconds: float) -> dict[str, int]:
        """The same as a writer is told: in words too, where the language has them."""
        room = {"characters": self.characters(seconds)}
        return room if self._signs else room | {"words": int(self._spoken(seconds) / self._word)}

    def table(self) -> dict[str, dict[str, int]]:
        """What fits shots of the usual lengths, by seconds."""
        return {f"{seconds:g} s": self.told(seconds) for seconds in _LENGTHS}

    def _spoken(self, seconds: float) -> float:
        return max(0.0, seconds - timing.LEAD - timing.TAIL)
