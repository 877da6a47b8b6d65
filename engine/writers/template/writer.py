"""The template writer: offline and deterministic, it fills a design in from a row.

It never pretends to translate: a locale that the row has no text for is Q:LOCALE.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from engine.binding import text_in, values
from engine.designs import Design, designs_for, shipped
from engine.placement import Seen
from engine.writers.template.assemble import Lengths, script_of, storyboard_of
from engine.writers.template.beats import Beat, beats_of, in_words, narrated
from engine.writers.template.phrases import PHRASES, phrases_in
from engine.writers.template.pictures import shown
from engine.writers.timing import WORDS_PER_MINUTE
from engine.writers.writer import Assignment
from schemas.brief import Brief, Material
from schemas.errors import ProductionError, RowError
from schemas.reject import Code
from schemas.script import PLACEHOLDER, Script
from schemas.storyboard import Storyboard, pictures_of

__all__ = ["TemplateWriter"]

_MOST_FILLED = 512
"""Fillings of designs that are kept: most rows of a catalog fill the same columns."""


class TemplateWriter:
    """Writes from the row and a design; its own words are the few in phrases.yaml.

    A row's own `design` comes before the production's, and that before one that fits the row's kind
    and pictures, by its id. Lengths are planned for a voice of `wpm` words a minute. Raises
    ProductionError where there is no design of the production's name.
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
        self._filled = lru_cache(maxsize=_MOST_FILLED)(self._filled_in)

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
        seen = [Seen.of(picture) for picture in material.pictures]
        return self._board(brief, seen, self._designs_of(brief, seen)[0])

    def other(self, brief: Brief, material: Material, turn: int) -> Storyboard | None:
        """The row's shots by the `turn`-th of the other designs that fit it; None where there are
        no more, or where its design was named.
        """
        seen = [Seen.of(picture) for picture in material.pictures]
        designs = self._designs_of(brief, seen)
        return self._board(brief, seen, designs[turn]) if turn < len(designs) else None

    def _board(self, brief: Brief, seen: Sequence[Seen], design: Design) -> Storyboard:
        row = values(brief, brief.locale)
        known = {**phrases_in(brief.locale), **row}
        beats = self._beats(design.name, row, known, len(seen))
        lengths = Lengths(known, brief.locale, self._wpm)
        kept = lengths.fitted(_narrated(beats, known), brief.seconds)
        long = {beat.name: seconds for beat, seconds in kept}
        shots = [
            (one, long[one.beat.name])
            for one in shown(design, brief.id, [beat for beat, _ in kept], seen, known)
        ]
        called = row.get(design.called.column, design.called.otherwise)
        return storyboard_of(shots, lengths, design=design, called=called, style=brief.style or "")

    def shortfall(self, brief: Brief, material: Material) -> None:
        """None: nothing that was asked for is left out."""

    def localised(self, brief: Brief, storyboard: Storyboard, locale: str) -> Brief:  # noqa: ARG002
        """The brief as it is: it does not translate."""
        return brief

    def script(self, brief: Brief, storyboard: Storyboard, locale: str) -> Script:
        """The row's words in `locale`. Raises RowError (LOCALE, STORYBOARD)."""
        _assert_translated(brief, locale)
        shots = {shot.name: pictures_of(shot) for shot in storyboard.shots}
        told = values(brief, locale)
        row = told if locale == brief.locale else values(brief, brief.locale)
        known = {**phrases_in(locale), **told}
        # Every picture is shown, so the storyboard says how many there are.
        pictures = len({number for numbers in shots.values() for number in numbers})
        beats = self._beats(storyboard.design, row, known, pictures)
        kept = tuple(beat for beat in beats if beat.name in shots)
        bare = {name for name, numbers in shots.items() if not numbers}
        lengths = Lengths(known, locale, self._wpm)
        script = script_of(_narrated(kept, known), locale, lengths, bare)
        return _spelled_out(script, told, locale)

    def _beats(
        self, design: str, row: Mapping[str, str], known: Mapping[str, str], pictures: int
    ) -> tuple[Beat, ...]:
        """The design's beats, less what cannot be said.

        The row's own language decides what there is to say (`row`); only the template's own words
        may be there (`known`) in one language and not in another.
        """
        sayable = frozenset(name for name in known if name in row or name in PHRASES)
        return in_words(self._filled(design, pictures, frozenset(row), sayable), row)

    def _filled_in(
        self, design: str, pictures: int, row: Collection[str], sayable: Collection[str]
    ) -> tuple[Beat, ...]:
        """The beats of rows that fill the same columns: it does not matter with what."""
        return beats_of(self._designs[design], pictures, row, sayable)

    def _designs_of(self, brief: Brief, seen: Sequence[Seen]) -> Sequence[Design]:
        """The designs for the row, its own first; the one that is named, where one is."""
        name = brief.design or self._design
        held = self._designs.values() if name is None else filter(None, [self._designs.get(name)])
        if not seen and not any(one.fits.least == 0 for one in held):
            raise RowError(
                Code.IMAGE_NONE,
                "there is no picture to make a film from",
                f"row {brief.id!r}",
                "Name at least one picture in the column images.",
            )
        if name is None:
            return designs_for(brief.kind, brief.id, seen, self._designs)
        if name not in self._designs:
            raise RowError(
                Code.STORYBOARD,
                f"there is no design {name!r}",
                "column design",
                f"Use one of: {', '.join(sorted(self._designs))}.",
            )
        return (self._designs[name],)


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


def _spelled_out(script: Script, row: Mapping[str, str], locale: str) -> Script:
    """The script with the template's own words written out: they are no columns of the row's."""
    own = {name: words for name, words in phrases_in(locale).items() if name not in row}

    def worded(text: str) -> str:
        return PLACEHOLDER.sub(lambda place: own.get(place[1], place[0]), text)

    lines = (line.model_copy(update={"text": worded(line.text)}) for line in script.lines)
    titles = (
        title.model_copy(update={"text": tuple(worded(part) for part in title.text)})
        for title in script.titles
    )
    return script.model_copy(update={"lines": tuple(lines), "titles": tuple(titles)})
