"""Assemble: beats become a storyboard with lengths, and a script with cues.

It knows pace: how long words take and how many beats fit. It does not know kinds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil

from engine.binding import LATE, bind
from engine.sound.pace import estimate_seconds
from engine.writers.house.beat import Beat
from schemas.locale import language_of
from schemas.script import Line, Script, Title, placeholders_in
from schemas.shot import Animate, Description, Generate, PictureRef, Shot, Still
from schemas.storyboard import Storyboard
from schemas.timing import frames_at

__all__ = ["RATE", "board", "fitted", "script_of"]

RATE = Fraction(24)
_LEAD = 0.35
"""Seconds of picture before a line begins."""
_TAIL = 0.55
"""Seconds of picture after a line ends."""
_WPM = 165
"""Words a minute that lengths are planned for; the edit fits the voice that then speaks."""
_LATE = 1.6
"""Seconds that a late-bound line is planned for, whatever it says: its shot is not shot again."""
_HANDLE = 0.35
"""Share of a line's estimated length that the take runs on for: voices and languages differ."""


def fitted(
    beats: Sequence[Beat], known: Mapping[str, str], locale: str, seconds: float | None
) -> tuple[tuple[Beat, float], ...]:
    """The beats that are kept, each with its length in seconds.

    Where `seconds` is wanted, spare beats are dropped until the rest fits, and what is then short
    is given to the beats in equal shares; words are never cut, so a film may run longer.
    """
    kept = list(beats)
    lengths = {beat.name: _length(beat, known, locale) for beat in beats}
    if seconds is not None:
        while sum(lengths[beat.name] for beat in kept) > seconds and any(b.spare for b in kept):
            kept.remove(max(kept, key=lambda beat: beat.spare))
        short = seconds - sum(lengths[beat.name] for beat in kept)
        share = max(0.0, short) / len(kept)
        lengths = {name: length + share for name, length in lengths.items()}
    return tuple((beat, lengths[beat.name]) for beat in kept)


def board(
    timed: Sequence[tuple[Beat, float]], known: Mapping[str, str], locale: str, style: str | None
) -> Storyboard:
    """The storyboard of timed beats. Handles give other voices and languages room to breathe."""
    return Storyboard(
        rate=RATE, shots=tuple(_shot(beat, length, known, locale, style) for beat, length in timed)
    )


def script_of(beats: Sequence[Beat], storyboard: Storyboard, locale: str) -> Script:
    """Lines and titles of the beats that the storyboard kept."""
    shots = {shot.name for shot in storyboard.shots}
    kept = [beat for beat in beats if beat.name in shots]
    lead = frames_at(RATE, _LEAD)
    return Script(
        locale=locale,
        lines=tuple(
            Line(shot=beat.name, text=sentences(beat.say, locale), offset=lead)
            for beat in kept
            if beat.say
        ),
        titles=tuple(
            Title(
                shot=beat.name,
                role=written.role,
                text=written.text,
                number=written.number,
                start=frames_at(RATE, written.after),
            )
            for beat in kept
            for written in beat.written
        ),
    )


def sentences(parts: Sequence[str], locale: str) -> str:
    """The parts as sentences, ended as the language ends them."""
    if language_of(locale) in {"zh", "ja"}:
        return "".join(f"{part}。" for part in parts)
    return " ".join(f"{part}." for part in parts)


def _halves(seconds: float) -> float:
    """Rounded up to half a second, so that a word more or less does not shoot a shot again."""
    return ceil(2 * seconds) / 2


def _spoken(beat: Beat, known: Mapping[str, str], locale: str) -> float:
    settled = [part for part in beat.say if LATE.isdisjoint(placeholders_in(part))]
    late = _LATE * (len(beat.say) - len(settled))
    if not settled:
        return late
    return late + estimate_seconds(bind(sentences(settled, locale), known), locale, _WPM)


def _length(beat: Beat, known: Mapping[str, str], locale: str) -> float:
    spoken = _spoken(beat, known, locale)
    return _halves(max(beat.least, _LEAD + spoken + _TAIL if spoken else 0.0))


def _shot(
    beat: Beat, length: float, known: Mapping[str, str], locale: str, style: str | None
) -> Shot:
    fields = {
        "operation": beat.operation,
        "name": beat.name,
        "frames": frames_at(RATE, length),
        "handle": frames_at(RATE, _halves(0.5 + _HANDLE * _spoken(beat, known, locale))),
        "description": Description(
            subject=beat.subject, camera=beat.camera, room=beat.room, style=style or ""
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
