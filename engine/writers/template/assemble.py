"""Assemble: beats become a storyboard with lengths, and a script with cues.

It knows how long words take and how many beats fit. It does not know why they look as they do.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from math import ceil
from typing import Any

from engine.binding import LATE, bind, is_late
from engine.designs import Design
from engine.reading import KNOWN, NOTICED, seconds_to_read
from engine.sound.pace import estimate_seconds
from engine.writers import timing
from engine.writers.template.beats import Beat
from engine.writers.template.phrases import PHRASES
from engine.writers.template.pictures import Shown
from schemas.locale import language_of
from schemas.placement import Staging
from schemas.script import Line, Role, Script, Title, placeholders_in
from schemas.shot import Description, Shot, Sight, shot_of
from schemas.storyboard import Storyboard
from schemas.timing import frames_at

__all__ = ["Lengths", "script_of", "storyboard_of"]

RATE = Fraction(24)


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long beats last, by the row's values in its own language at `wpm` words a minute."""

    known: Mapping[str, str]
    locale: str
    wpm: int
    _spoken: dict[tuple[str, ...], float] = field(default_factory=dict)

    def spoken(self, beat: Beat) -> float:
        """Seconds of speech."""
        if beat.say not in self._spoken:
            self._spoken[beat.say] = self._seconds(beat.say)
        return self._spoken[beat.say]

    def _seconds(self, say: Sequence[str]) -> float:
        settled = [part for part in say if not _is_late(part)]
        late = timing.LATE_LINE * (len(say) - len(settled))
        if not settled:
            return late
        text = bind(_sentences(settled, self.locale), self.known)
        return late + estimate_seconds(text, self.locale, self.wpm)

    def until(self, beat: Beat, part: int) -> float:
        """Seconds of speech before a part of a beat that builds."""
        return sum(self.spoken(replace(beat, say=(one,))) for one in beat.say[:part])

    def whole(self, beat: Beat, stood: Container[str] = ()) -> float:
        """Seconds of picture; `stood` are the texts that stood on screen before."""
        spoken = self.spoken(beat)
        said = timing.LEAD + spoken + timing.TAIL if spoken else 0.0
        read = self.read(beat, stood)
        if said:
            read = min(read, max(said + timing.SILENT, read / timing.HURRIED))
        return _halves(max(beat.design.seconds, said, read))

    def read(self, beat: Beat, stood: Container[str] = ()) -> float:
        """Seconds until all that is written over the beat is read; labels are glanced at."""
        needed, longest = NOTICED, 0.0
        entered = {
            one: one.after + (self.until(beat, one.line) if one.line else 0.0)
            for one in beat.titles
            if one.role is not Role.KICKER
        }
        for one, after in sorted(entered.items(), key=lambda pair: -pair[1]):
            needed += sum(self._needed(part, stood) for part in one.text)
            longest = max(longest, after + needed)
        return longest + timing.TAIL if longest else 0.0

    def _needed(self, part: str, stood: Container[str]) -> float:
        if _is_late(part):
            return timing.LATE_TEXT
        return seconds_to_read(bind(part, self.known)) * (KNOWN if part in stood else 1)

    def handle(self, beat: Beat) -> float:
        """Seconds that the take runs on for, so that other voices and languages find room."""
        return _halves(timing.HANDLE_LEAST + timing.HANDLE_SHARE * self.spoken(beat))

    def fitted(
        self, beats: Sequence[Beat], seconds: float | None
    ) -> tuple[tuple[Beat, float], ...]:
        """The beats that are kept, each with its length in seconds.

        Where `seconds` is wanted, beats are dropped until the rest fits, and what is then short is
        given to the beats in equal shares; words are never cut, so a film may run longer.
        """
        kept = list(beats)
        stood: set[str] = set()
        lengths: dict[str, float] = {}
        for beat in beats:
            lengths[beat.name] = self.whole(beat, stood)
            stood.update(part for one in beat.titles for part in one.text)
        if seconds is not None:
            while sum(lengths[beat.name] for beat in kept) > seconds and any(b.drop for b in kept):
                kept.remove(max(kept, key=lambda beat: beat.drop))
            short = seconds - sum(lengths[beat.name] for beat in kept)
            share = max(0.0, short) / len(kept)
            lengths = {name: length + share for name, length in lengths.items()}
        return tuple((beat, lengths[beat.name]) for beat in kept)


def storyboard_of(
    shots: Sequence[tuple[Shown, float]],
    lengths: Lengths,
    *,
    design: Design,
    called: str,
    style: str,
) -> Storyboard:
    """The storyboard of beats with their pictures and their lengths in seconds.

    `called` is what shots call the row's thing.
    """
    return Storyboard(
        rate=RATE,
        design=design.name,
        shots=tuple(_shot(one, length, lengths, called, style) for one, length in shots),
    )


def script_of(
    beats: Sequence[Beat], locale: str, lengths: Lengths, bare: Collection[str]
) -> Script:
    """Lines and titles of the beats; `bare` are those that show their words alone."""
    lead = frames_at(RATE, timing.LEAD)
    return Script(
        locale=locale,
        lines=tuple(
            Line(shot=beat.name, text=_sentences(say, locale), offset=lead)
            for beat in beats
            for say in ([(part,) for part in beat.say] if beat.builds else [beat.say])
            if say
        ),
        titles=tuple(
            Title(
                shot=beat.name,
                role=Role.QUESTION
                if beat.name in bare and written.role is Role.POINT
                else written.role,
                text=written.text,
                number=written.number,
                goes_on=written.goes_on,
                start=frames_at(
                    RATE, written.after + (lengths.until(beat, written.line) if written.line else 0)
                ),
                line=written.line,
            )
            for beat in beats
            for written in beat.titles
        ),
    )


def _sentences(parts: Sequence[str], locale: str) -> str:
    """The parts as sentences, ended as the language ends them."""
    if language_of(locale) in {"zh", "ja"}:
        return "".join(f"{part}。" for part in parts)
    return " ".join(f"{part}." for part in parts)


def _halves(seconds: float) -> float:
    """Rounded up to half a second, so that a word more or less does not shoot a shot again."""
    return ceil(2 * seconds) / 2


@cache
def _is_late(part: str) -> bool:
    """Whether the part is bound late. The template's own words are no columns, so they are not."""
    names = placeholders_in(part)
    return any(is_late(f"{{{name}}}") for name in names if name in LATE or name not in PHRASES)


def _shot(one: Shown, length: float, lengths: Lengths, called: str, style: str) -> Shot:
    beat, look, handle = one.beat, one.look, lengths.handle(one.beat)
    if one.sights:
        length = max(length, timing.SEEN_WHOLE + timing.LOOKED_AT)
    camera = one.camera.model_copy(update={"tour": _tour(one, length, lengths)})
    subject = beat.design.subject.replace("#", str(beat.number + 1)).replace("{called}", called)
    fields: dict[str, Any] = {
        "name": beat.name,
        "frames": frames_at(RATE, length),
        "handle": frames_at(RATE, handle),
        "description": Description(
            subject=subject, camera=camera, copy_space=beat.design.copy_space, style=style
        ),
        "staging": Staging(layouts=look.layouts, ground=look.ground),
        "joined": look.joined,
    }
    if not one.pictures:
        return shot_of("generate", **fields)
    return shot_of(_operation(one), pictures=one.pictures, **fields)


def _tour(one: Shown, length: float, lengths: Lengths) -> tuple[Sight, ...]:
    """What the camera goes to in a screenshot: with each line that speaks of something there, once
    the whole was seen; not what too little of the shot would be left to look at.
    """
    sights: list[Sight] = []
    for line, at in one.sights:
        spoken = timing.LEAD + lengths.until(one.beat, line) if line else 0.0
        least = sights[-1].after + timing.LOOKED_AT if sights else timing.SEEN_WHOLE
        after = max(least, _halves(spoken))
        if after + timing.LOOKED_AT <= length:
            sights.append(Sight(at=at, after=after))
    return tuple(sights)


def _operation(one: Shown) -> str:
    """Slides and pictures side by side stay as they are; all others are set in motion."""
    return "still" if one.beat.design.each == "slides" or len(one.pictures) > 1 else "animate"
