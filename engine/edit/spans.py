"""Spans: where shots and titles stand on the timeline, and where a film is cut into segments.

Whole frames only, so that a plan can count segments without building an edit. It knows no pictures.
What it decides is keyed by the edit's revision in `engine.production.planning.recipe`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType

from engine.edit.lengths import Rhythm, Voiced, fit, rhythm_of, take_frames
from schemas.brief import Kind
from schemas.delivery import Profile
from schemas.errors import RowError
from schemas.reject import Code
from schemas.script import Script, Title
from schemas.shot import Shot
from schemas.storyboard import Storyboard, pictures_of
from schemas.timing import frames_at, nearest

__all__ = [
    "ShotSpan",
    "by_shot",
    "count_segments",
    "fitted_spans",
    "line_starts",
    "points_of",
    "shot_spans",
    "title_spans",
]

_SHORTEST = 8
"""Frames: a late layer's edge this near to another cut is not cut at; a key frame costs more."""
_LEAST = Fraction(6, 5)
"""Seconds that words stay on screen at least, where their shot is long enough."""


@dataclass(frozen=True, slots=True)
class ShotSpan:
    """A shot from frame `start` for `frames` frames, of which `overlap` lie over the one before.

    `joined` is the kind of transition that they are.
    """

    shot: str
    start: int
    frames: int
    overlap: int
    joined: str = "cut"

    @property
    def end(self) -> int:
        """The first frame after it."""
        return self.start + self.frames


def shot_spans(
    storyboard: Storyboard,
    fitted: Mapping[str, tuple[int, float]],
    rhythm: Rhythm,
    rate: Fraction,
) -> tuple[ShotSpan, ...]:
    """The shown shots one after the other; `fitted` are their lengths, as `lengths.fit` gives."""
    spans: list[ShotSpan] = []
    before: Shot | None = None
    for shot in storyboard.shown_shots:
        frames = fitted[shot.name][0]
        joined = _joined(before, shot, rhythm)
        wanted = frames_at(rate, rhythm.overlap(joined))
        # At most a third of either shot: three that overlap at once could not be composed.
        overlap = min(wanted, spans[-1].frames // 3, frames // 3) if spans else 0
        start = spans[-1].end - overlap if spans else 0
        spans.append(ShotSpan(shot.name, start, frames, overlap, joined if overlap else "cut"))
        before = shot
    return tuple(spans)


def _joined(before: Shot | None, shot: Shot, rhythm: Rhythm) -> str:
    """How a shot comes in; never by a dissolve over the same picture, which shows a ghost."""
    joined = shot.joined or rhythm.joined
    same = before is not None and set(pictures_of(before)) & set(pictures_of(shot))
    return "cut" if joined == "dissolve" and same else joined


def fitted_spans(
    storyboard: Storyboard, voiced: Sequence[Voiced], rhythm: Rhythm, profile: Profile
) -> tuple[Mapping[str, tuple[int, float]], tuple[ShotSpan, ...]]:
    """The shots' lengths as `lengths.fit` gives them, and where they stand.

    Where the film would be shorter than its placement takes, shots stay longer, each by its share
    of what their takes have left. Raises RowError (LENGTH) where that is too little, where the film
    is longer than its placement takes, and as `fit` does.
    """
    rate = profile.rate
    fitted = dict(fit(storyboard, voiced, rate, rhythm))
    spans = shot_spans(storyboard, fitted, rhythm, rate)
    least = frames_at(rate, profile.min_seconds or 0.0)
    while (missing := least - spans[-1].end) > 0:
        left = {
            shot.name: take_frames(shot, storyboard, rate) - fitted[shot.name][0]
            for shot in storyboard.shown_shots
        }
        if missing > (free := sum(left.values())):
            raise _unfit(spans[-1].end + free, profile, "at most", "more")
        for name, room in left.items():
            frames, tempo = fitted[name]
            fitted[name] = frames + min(room, -(-missing * room // free)), tempo
        # Longer shots may overlap by more, so it is looked at again.
        spans = shot_spans(storyboard, fitted, rhythm, rate)
    if profile.max_seconds is not None and spans[-1].end > profile.max_seconds * rate:
        raise _unfit(spans[-1].end, profile, "at least", "less")
    return fitted, spans


def _unfit(frames: int, profile: Profile, bound: str, ask: str) -> RowError:
    least, most = profile.min_seconds, profile.max_seconds
    limits = " and ".join(
        (*([f"{least:g} s or more"] if least else ()), *([f"{most:g} s or less"] if most else ()))
    )
    return RowError(
        Code.LENGTH,
        f"the film lasts {bound} {float(frames / profile.rate):.1f} s, "
        f"and {profile.name} takes {limits}",
        f"the delivery {profile.name}",
        f"Ask for {ask} in the column seconds, or leave this delivery out.",
    )


def line_starts(
    storyboard: Storyboard,
    starts: Mapping[str, int],
    voiced: Sequence[Voiced],
    fitted: Mapping[str, tuple[int, float]],
    rate: Fraction,
) -> tuple[int, ...]:
    """The frame at which each line begins: at its offset, or once the line before it is said.

    `starts` are the first frames of the shots.
    """
    free: dict[str, int] = {}
    found = []
    for said in voiced:
        shot, tempo = said.line.shot, fitted[said.line.shot][1]
        offset = round(said.line.offset * rate / storyboard.rate)
        start = max(starts[shot] + offset, free.get(shot, 0))
        free[shot] = start + max(1, frames_at(rate, said.seconds / tempo))
        found.append(start)
    return tuple(found)


def title_spans(
    titles: Sequence[Title],
    spans: Sequence[ShotSpan],
    storyboard: Storyboard,
    rate: Fraction,
    spoken: Mapping[str, Sequence[int]] = MappingProxyType({}),
) -> list[tuple[int, int]]:
    """First frame and end of each title: from after its shot has come in until the next begins.

    A title that comes in with a line does so where that begins: `spoken` has the frames of each
    shot's lines.
    """
    until = {span.shot: following.start for span, following in pairwise(spans)}
    of_shot = {span.shot: span for span in spans}
    least = round(rate * _LEAST)
    found = []
    for title in titles:
        span = of_shot[title.shot]
        end = until.get(span.shot, span.end) - nearest(title.leave, storyboard.rate, rate)
        delay = nearest(title.start, storyboard.rate, rate)
        lines = spoken.get(span.shot, ())
        if title.line is not None and title.line < len(lines):
            delay = lines[title.line] - span.start
        end = max(end, span.start + 1)
        earliest = span.start + span.overlap // 2
        # A shot that the voice made shorter still shows its words for as long as they take to read.
        latest = max(earliest, end - least)
        found.append((min(max(earliest, span.start + delay), latest, end - 1), end))
    return found


def by_shot(voiced: Sequence[Voiced], starts: Sequence[int]) -> dict[str, list[int]]:
    """The frames at which the lines of each shot begin."""
    found: dict[str, list[int]] = {}
    for said, start in zip(voiced, starts, strict=True):
        found.setdefault(said.line.shot, []).append(start)
    return found


def points_of(spans: Iterable[tuple[int, int]], frames: int, late: Iterable[int]) -> list[int]:
    """Where a film of `frames` frames is cut: `spans` are starts and overlaps, `late` edges."""
    points = {0, frames}
    for start, overlap in spans:
        points |= {start, start + overlap}
    for edge in sorted(late):
        if all(abs(edge - point) >= _SHORTEST for point in points):
            points.add(edge)
    return sorted(points)


def count_segments(
    storyboard: Storyboard,
    script: Script,
    voiced: Sequence[Voiced],
    kind: Kind,
    profile: Profile,
    transitions: float = 1.0,
) -> int:
    """How many segments a film of these words will have; `transitions` as `rhythm_of` has it.

    Raises RowError (LENGTH).
    """
    rate, rhythm = profile.rate, rhythm_of(kind, transitions)
    fitted, spans = fitted_spans(storyboard, voiced, rhythm, profile)
    starts = {span.shot: span.start for span in spans}
    lines = line_starts(storyboard, starts, voiced, fitted, rate)
    titles = title_spans(script.titles, spans, storyboard, rate, by_shot(voiced, lines))
    late = [
        edge
        for title, span in zip(script.titles, titles, strict=True)
        if title.late
        for edge in span
    ]
    cuts = ((span.start, span.overlap) for span in spans)
    return len(points_of(cuts, spans[-1].end, late)) - 1
