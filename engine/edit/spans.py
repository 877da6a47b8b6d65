"""Spans: where shots and titles stand on the timeline, and where a film is cut into segments.

Whole frames only, so that a plan can count segments without building an edit. It knows no pictures.
What it decides is keyed by the edit's revision in `engine.production.planning.recipe`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from engine.edit.lengths import Rhythm, Voiced, fit, rhythm_of
from schemas.brief import Kind
from schemas.delivery import Profile
from schemas.script import Script, Title
from schemas.storyboard import Storyboard
from schemas.timing import frames_at, nearest

__all__ = ["ShotSpan", "count_segments", "points_of", "shot_spans", "title_spans"]

_SHORTEST = 8
"""Frames: a late layer's edge this near to another cut is not cut at; a key frame costs more."""
_LEAST = Fraction(6, 5)
"""Seconds that words stay on screen at least, where their shot is long enough."""


@dataclass(frozen=True, slots=True)
class ShotSpan:
    """A shot from frame `start` for `frames` frames, of which `overlap` lie over the one before."""

    shot: str
    start: int
    frames: int
    overlap: int

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
    wanted = frames_at(rate, rhythm.overlap)
    for shot in storyboard.shown_shots:
        frames = fitted[shot.name][0]
        # At most a third of either shot: three that overlap at once could not be composed.
        overlap = min(wanted, spans[-1].frames // 3, frames // 3) if spans else 0
        start = spans[-1].end - overlap if spans else 0
        spans.append(ShotSpan(shot.name, start, frames, overlap))
    return tuple(spans)


def title_spans(
    titles: Sequence[Title], spans: Sequence[ShotSpan], storyboard: Storyboard, rate: Fraction
) -> list[tuple[int, int]]:
    """First frame and end of each title: from after its shot has come in until the next begins."""
    until = {span.shot: following.start for span, following in pairwise(spans)}
    by_shot = {span.shot: span for span in spans}
    least = round(rate * _LEAST)
    found = []
    for title in titles:
        span = by_shot[title.shot]
        end = until.get(span.shot, span.end) - nearest(title.leave, storyboard.rate, rate)
        delay = nearest(title.start, storyboard.rate, rate)
        end = max(end, span.start + 1)
        earliest = span.start + span.overlap // 2
        # A shot that the voice made shorter still shows its words for as long as they take to read.
        latest = max(earliest, end - least)
        found.append((min(max(earliest, span.start + delay), latest, end - 1), end))
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
    spans = shot_spans(storyboard, fit(storyboard, voiced, rate, rhythm), rhythm, rate)
    titles = title_spans(script.titles, spans, storyboard, rate)
    late = [
        edge
        for title, span in zip(script.titles, titles, strict=True)
        if title.late
        for edge in span
    ]
    cuts = ((span.start, span.overlap) for span in spans)
    return len(points_of(cuts, spans[-1].end, late)) - 1
