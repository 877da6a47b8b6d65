"""Assemble: beats become a storyboard with lengths, and a script with cues.

It knows how long words take and how many beats fit. It does not know designs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from engine.binding import LATE, bind, is_late
from engine.sound.pace import estimate_seconds
from engine.writers import timing
from engine.writers.template.beats import Beat
from engine.writers.template.phrases import PHRASES
from schemas.locale import language_of
from schemas.script import Line, Script, Title, placeholders_in
from schemas.shot import Animate, Description, Generate, PictureRef, Shot, Still
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

    def spoken(self, beat: Beat) -> float:
        """Seconds of speech."""
        settled = [part for part in beat.say if not _is_late(part)]
        late = timing.LATE_LINE * (len(beat.say) - len(settled))
        if not settled:
            return late
        text = bind(_sentences(settled, self.locale), self.known)
        return late + estimate_seconds(text, self.locale, self.wpm)

    def whole(self, beat: Beat) -> float:
        """Seconds of picture."""
        spoken = self.spoken(beat)
        said = timing.LEAD + spoken + timing.TAIL if spoken else 0.0
        return _halves(max(beat.seconds, said))

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
        lengths = {beat.name: self.whole(beat) for beat in beats}
        if seconds is not None:
            while sum(lengths[beat.name] for beat in kept) > seconds and any(b.drop for b in kept):
                kept.remove(max(kept, key=lambda beat: beat.drop))
            short = seconds - sum(lengths[beat.name] for beat in kept)
            share = max(0.0, short) / len(kept)
            lengths = {name: length + share for name, length in lengths.items()}
        return tuple((beat, lengths[beat.name]) for beat in kept)


def storyboard_of(
    beats: Sequence[Beat], lengths: Lengths, *, seconds: float | None, style: str | None
) -> Storyboard:
    """The storyboard of the beats that fit into `seconds`, where that is wanted."""
    return Storyboard(
        rate=RATE,
        shots=tuple(
            _shot(beat, length, lengths.handle(beat), style or "")
            for beat, length in lengths.fitted(beats, seconds)
        ),
    )


def script_of(beats: Sequence[Beat], locale: str, own: Mapping[str, str]) -> Script:
    """Lines and titles of the beats, with the placeholders `own` written out."""
    lead = frames_at(RATE, timing.LEAD)
    return Script(
        locale=locale,
        lines=tuple(
            Line(shot=beat.name, text=_spelled(_sentences(beat.say, locale), own), offset=lead)
            for beat in beats
            if beat.say
        ),
        titles=tuple(
            Title(
                shot=beat.name,
                role=written.role,
                text=tuple(_spelled(part, own) for part in written.text),
                number=written.number,
                start=frames_at(RATE, written.after),
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


def _spelled(text: str, own: Mapping[str, str]) -> str:
    for name, words in own.items():
        text = text.replace(f"{{{name}}}", words)
    return text


def _halves(seconds: float) -> float:
    """Rounded up to half a second, so that a word more or less does not shoot a shot again."""
    return ceil(2 * seconds) / 2


def _is_late(part: str) -> bool:
    """Whether the part is bound late. The template's own words are no columns, so they are not."""
    names = placeholders_in(part)
    return any(is_late(f"{{{name}}}") for name in names if name in LATE or name not in PHRASES)


def _shot(beat: Beat, length: float, handle: float, style: str) -> Shot:
    fields = {
        "operation": beat.operation,
        "name": beat.name,
        "frames": frames_at(RATE, length),
        "handle": frames_at(RATE, handle),
        "description": Description(
            subject=beat.subject, camera=beat.camera, copy_space=beat.copy_space, style=style
        ),
    }
    picture = None if beat.picture is None else PictureRef(picture=beat.picture)
    match beat.operation:
        case "animate":
            return Animate.model_validate(fields | {"picture": picture})
        case "still":
            return Still.model_validate(fields | {"picture": picture})
        case "generate":
            return Generate.model_validate(fields | {"references": (picture,) if picture else ()})
