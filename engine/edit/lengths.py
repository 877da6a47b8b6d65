"""Lengths: how long each shot stays, fitted to the voice within the take's handles.

It knows frames and lines; not what is seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from engine.edit.pace import Pace
from schemas.errors import RowError
from schemas.reject import Code
from schemas.script import Line
from schemas.shot import Shot
from schemas.storyboard import Storyboard
from schemas.timing import frames_at

__all__ = ["Voiced", "fit", "take_frames"]

_FASTEST = 1.2
"""How much faster a voice may be played before it sounds hurried."""


@dataclass(frozen=True, slots=True)
class Voiced:
    """One line as it was spoken: the key of its sound, and its length in seconds."""

    line: Line
    key: str
    seconds: float


def take_frames(shot: Shot, storyboard: Storyboard, rate: Fraction) -> int:
    """Frames of `rate` that a take of the shot has: its length and its handle."""
    return ceil((shot.frames + shot.handle) * rate / storyboard.rate)


def fit(
    storyboard: Storyboard, voiced: Sequence[Voiced], rate: Fraction, pace: Pace
) -> Mapping[str, tuple[int, float]]:
    """For each shot, its frames on the timeline and the tempo of its lines (1.0: as spoken).

    A shot lasts as long as its words need, between `pace.tightest` of its written length and the
    end of its take. Words that are longer than the take are played faster, up to 1.2 times; beyond
    that RowError (LENGTH) is raised: nothing is cut off.
    """
    fitted = {}
    for shot in storyboard.shown_shots:
        written = round(shot.frames * rate / storyboard.rate)
        longest = take_frames(shot, storyboard, rate)
        lines = [spoken for spoken in voiced if spoken.line.shot == shot.name]
        if not lines:
            fitted[shot.name] = (written, 1.0)
            continue
        tail = frames_at(rate, pace.tail)
        # Each line begins at its offset, or once the line before it is said.
        begin = [round(spoken.line.offset * rate / storyboard.rate) for spoken in lines]
        said = [frames_at(rate, spoken.seconds) for spoken in lines]
        left = [sum(said[n:]) for n in range(len(said))]
        spans = list(zip(begin, left, strict=True))
        tempo = max(1.0, *(rest / max(1, longest - at - tail) for at, rest in spans))
        if tempo > _FASTEST:
            at, rest = max(spans, key=lambda span: span[1] / max(1, longest - span[0] - tail))
            raise RowError(
                Code.LENGTH,
                f"the words over shot {shot.name!r} take {float(rest / rate):.1f} s to say, "
                f"and the shot has room for {float((longest - at - tail) / rate):.1f} s",
                f"line {lines[0].line.text!r}",
                "Shorten the text, or ask for more in the column seconds.",
            )
        needed = max(at + ceil(rest / tempo) for at, rest in spans) + tail
        fitted[shot.name] = (min(longest, max(needed, ceil(written * pace.tightest))), tempo)
    return fitted
