"""The template writer: offline and deterministic, it fills a design in from a row.

It never pretends to translate: a locale that the row has no text for is Q:LOCALE.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine.binding import text_in, values
from engine.designs import Design, default_for, shipped
from engine.writers.template.assemble import Lengths, script_of, storyboard_of
from engine.writers.template.beats import Beat, beats_of, narrated
from engine.writers.template.phrases import PHRASES, phrases_in
from engine.writers.timing import WORDS_PER_MINUTE
from engine.writers.writer import Assignment
from schemas.brief import Brief, Material
from schemas.errors import ProductionError, RowError
from schemas.reject import Code
from schemas.script import Script
from schemas.storyboard import Storyboard

__all__ = ["TemplateWriter"]


class TemplateWriter:
    """Writes from the row and a design; its own words are the few in phrases.yaml.

    A row's own `design` comes before the production's, and that before the default of the row's
    kind. Lengths are planned for a voice of `wpm` words a minute. Raises ProductionError where
    there is no design of the production's name.
    """

    name = "template"

    def __init__(
        self,
        *,
        design: str | None = None,
        wpm: int = WORDS_PER_MINUTE,
        designs: Mapping[str, Design] | None = None,
    ) -> None:
        self._designs = shipped() if designs is None else designs
        self._wpm = wpm
        if design is not None and design not in self._designs:
            raise ProductionError(
                f"there is no design {design!r}",
                "design in the production",
                f"Use one of: {', '.join(sorted(self._designs))}.",
            )
        self._design = design

    def assignment(
        self,
        brief: Brief,  # noqa: ARG002 - Writer
        material: Material,  # noqa: ARG002 - Writer
        locales: Collection[str],  # noqa: ARG002 - Writer
    ) -> Assignment | None:
        """None: it asks nobody."""
        return None

    def write(self, brief: Brief, material: Material, locales: Collection[str]) -> None:
        """Do nothing: there is nobody to ask."""

    def storyboard(self, brief: Brief, material: Material) -> Storyboard:
        """The row's shots, as long as its own language needs.

        Raises RowError (IMAGE_NONE, STORYBOARD).
        """
        if not material.pictures:
            raise RowError(
                Code.IMAGE_NONE,
                "there is no picture to make a film from",
                f"row {brief.id!r}",
                "Name at least one picture in the column images.",
            )
        row = values(brief, brief.locale)
        known = phrases_in(brief.locale) | row
        beats = beats_of(self._design_of(brief), brief, len(material.pictures), row, known)
        lengths = Lengths(known, brief.locale, self._wpm)
        spoken = _narrated(beats, known)
        return storyboard_of(spoken, lengths, seconds=brief.seconds, style=brief.style)

    def localised(self, brief: Brief, storyboard: Storyboard, locale: str) -> Brief:  # noqa: ARG002
        """The brief as it is: it does not translate."""
        return brief

    def script(self, brief: Brief, storyboard: Storyboard, locale: str) -> Script:
        """The row's words in `locale`. Raises RowError (LOCALE, STORYBOARD).

        The row's own language decides what there is to say; only the template's own words may be
        there in one language and not in another.
        """
        _assert_translated(brief, locale)
        row, phrases = values(brief, brief.locale), phrases_in(locale)
        local = row if locale == brief.locale else values(brief, locale)
        sayable = {name for name in (*phrases, *local) if name in row or name in PHRASES}
        shots = {shot.name for shot in storyboard.shots}
        # As many pictures as there may be: those that a beat is repeated for are in the storyboard.
        design = self._design_of(brief)
        beats = beats_of(design, brief, design.most, row, sayable)
        kept = tuple(beat for beat in beats if beat.name in shots)
        # The template's own words are no columns of the row's: they are written out.
        own = {name: words for name, words in phrases.items() if name not in local}
        return script_of(_narrated(kept, local), locale, own)

    def _design_of(self, brief: Brief) -> Design:
        name = brief.design or self._design
        if name is None:
            return default_for(brief.kind, self._designs)
        if name not in self._designs:
            raise RowError(
                Code.STORYBOARD,
                f"there is no design {name!r}",
                "column design",
                f"Use one of: {', '.join(sorted(self._designs))}.",
            )
        return self._designs[name]


def _narrated(beats: tuple[Beat, ...], known: Mapping[str, str]) -> tuple[Beat, ...]:
    sentences = sum(name.removeprefix("narration").isdigit() for name in known)
    return narrated(beats, sentences) if sentences else beats


def _assert_translated(brief: Brief, locale: str) -> None:
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
