"""The house writer: offline and deterministic, one dramaturgy per kind, varied by the row.

It never pretends to translate: a locale that the row has no text for is Q:LOCALE.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from engine.binding import text_in, values
from engine.writers.house.ad import ad_beats
from engine.writers.house.assemble import board, fitted, script_of
from engine.writers.house.beat import Beat
from engine.writers.house.lesson import lesson_beats
from engine.writers.house.narration import narrated
from engine.writers.house.phrases import phrase
from engine.writers.house.product import product_beats
from engine.writers.house.variety import Variety
from engine.writers.writer import Assignment
from schemas.brief import Brief, Kind, Material
from schemas.errors import RowError
from schemas.reject import Code
from schemas.script import Script
from schemas.storyboard import Storyboard

__all__ = ["HouseWriter"]

_REVISION = 1
_DRAMATURGY = {
    Kind.PRODUCT: product_beats,
    Kind.LESSON: lesson_beats,
    Kind.AD: ad_beats,
}


class HouseWriter:
    """Writes from the row alone; its own words are the few in phrases.yaml."""

    name = "house"

    def fingerprint(self) -> dict[str, Any]:
        """A hand-raised revision."""
        return {"writer": self.name, "revision": _REVISION}

    def assignment(
        self,
        brief: Brief,  # noqa: ARG002 - Writer
        material: Material,  # noqa: ARG002 - Writer
        locales: Collection[str],  # noqa: ARG002 - Writer
    ) -> Assignment | None:
        """None: it asks nobody."""
        return None

    def write(self, brief: Brief, material: Material, locales: Collection[str]) -> None:
        """Nothing to ask for."""

    def storyboard(self, brief: Brief, material: Material) -> Storyboard:
        """The row's shots, as long as its own language needs. Raises RowError (IMAGE_NONE)."""
        if not material.pictures:
            raise RowError(
                Code.IMAGE_NONE,
                "there is no picture to make a film from",
                f"row {brief.id!r}",
                "Name at least one picture in the column images.",
            )
        known = _known(brief, brief.locale)
        beats = _beats(brief, len(material.pictures), brief.locale)
        timed = fitted(beats, known, brief.locale, brief.seconds)
        return board(timed, known, brief.locale, brief.style)

    def localised(self, brief: Brief, storyboard: Storyboard, locale: str) -> Brief:  # noqa: ARG002
        """The brief as it is: it does not translate."""
        return brief

    def script(self, brief: Brief, storyboard: Storyboard, locale: str) -> Script:
        """The row's words in `locale`. Raises RowError (LOCALE)."""
        text = text_in(brief, locale)
        for name in ("subtitle", "description"):
            if getattr(brief, name) and not getattr(text, name):
                raise RowError(
                    Code.LOCALE,
                    f"{locale} has no {name}, the row has one",
                    f"row {brief.id!r}",
                    f"Fill the column {name}@{locale}.",
                )
        if len(text.bullets) < len(brief.bullets):
            raise RowError(
                Code.LOCALE,
                f"{locale} has {len(text.bullets)} bullets, the row has {len(brief.bullets)}",
                f"row {brief.id!r}",
                "Give every bullet a translation.",
            )
        return _in_words(script_of(_beats(brief, 1, locale), storyboard, locale), brief, locale)


def _beats(brief: Brief, pictures: int, locale: str) -> Sequence[Beat]:
    """The kind's beats, less what cannot be said: no call to action where nobody words one."""
    known = _known(brief, locale)
    silent = {f"{{{name}}}" for name in ("cta", "recap") if name not in known}
    beats = [
        replace(
            beat,
            say=tuple(part for part in beat.say if part not in silent),
            written=tuple(w for w in beat.written if not silent.intersection(w.text)),
        )
        for beat in _DRAMATURGY[brief.kind](brief, pictures, Variety(brief))
    ]
    sentences = sum(name.removeprefix("narration").isdigit() for name in known)
    return narrated(beats, sentences) if sentences else beats


def _known(brief: Brief, locale: str) -> dict[str, str]:
    """The row's values, and the house's own words where the row has none."""
    own = {name: words for name in ("cta", "recap") if (words := phrase(name, locale))}
    return own | values(brief, locale)


def _in_words(script: Script, brief: Brief, locale: str) -> Script:
    """The script with the house's own words written out: they are no placeholders of the row's."""
    row = values(brief, locale)
    own = {f"{{{name}}}": words for name, words in _known(brief, locale).items() if name not in row}

    def worded(text: str) -> str:
        for name, words in own.items():
            text = text.replace(name, words)
        return text

    lines = (line.model_copy(update={"text": worded(line.text)}) for line in script.lines)
    titles = (
        title.model_copy(update={"text": tuple(worded(part) for part in title.text)})
        for title in script.titles
    )
    return script.model_copy(update={"lines": tuple(lines), "titles": tuple(titles)})
