"""Windows: a take is drawn in clips that overlap, and every length is one that the model draws.

All places are on the model's grid: multiples of its step, so that any two of them are step * k + 1
frames apart, ends included. What an author asks for in between is moved to the nearest. It knows
numbers only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from engine.renderers.diffusion.footage import Stretch

__all__ = ["Gap", "Grid", "Window", "gaps", "windows"]


@dataclass(frozen=True, slots=True)
class Grid:
    """`step` of a model, `frames` of a take (step * k + 1) that was written as `written` frames."""

    step: int
    frames: int
    written: int

    def at(self, frame: int) -> int:
        """The place on the grid that is nearest to frame `frame` as it was written."""
        share = min(1.0, frame / max(1, self.written - 1))
        return self.snapped(share * (self.frames - 1))

    def snapped(self, place: float) -> int:
        """The nearest place on the grid, within the take."""
        return min(max(0, round(place / self.step) * self.step), self.frames - 1)

    def count(self, frames: int) -> int:
        """How many frames `frames` as they were written are, so that they end on the grid."""
        return round((frames * self.frames / self.written - 1) / self.step) * self.step + 1


@dataclass(frozen=True, slots=True)
class Gap:
    """Frames `first` to `end` that are not there. `after` is where the frames behind it end that
    are there; `end` where there are none.
    """

    first: int
    end: int
    after: int


@dataclass(frozen=True, slots=True)
class Window:
    """A clip from frame `first` to `last` of a take, both included."""

    first: int
    last: int

    @property
    def frames(self) -> int:
        """How many it has."""
        return self.last - self.first + 1


def gaps(known: Sequence[Stretch], frames: int, cuts: Sequence[int] = ()) -> Iterator[Gap]:
    """What is missing of a take of `frames` frames, in order, divided at `cuts`."""
    there = sorted((stretch.at, stretch.end) for stretch in known)
    place = 0
    for at, end in [*there, (frames, frames)]:
        if place < at:
            inner = [cut for cut in cuts if place < cut < at]
            edges = [place, *inner, at]
            for n, (first, after) in enumerate(pairwise(edges)):
                last = n == len(edges) - 2
                yield Gap(first, after, _end(there, after) if last else after)
        place = max(place, end)


def windows(gap: Gap, step: int, longest: int, context: int) -> tuple[Window, ...]:
    """The clips that draw a gap, in the order of drawing, each with what it goes on from.

    Each begins `context` + 1 frames before what it draws and, where something follows, ends as far
    within that; half of it, where the gap fits into a single clip then. Where something is there
    only after the gap, they are drawn backwards. As few as `longest` allows, and as even as `step`
    allows: a model draws a very short clip badly.
    """
    # A single frame does not tell where everything is going.
    least = max(step, context // 2 // step * step) if context else 0
    for seen in range(context, least - 1, -step):
        first, last = _around(gap, step, seen)
        if last - first < longest:
            return (Window(first, last),)
    first, last = _around(gap, step, context)
    steps, most, shared = (last - first) // step, (longest - 1) // step, context // step
    count = ceil((steps - shared) / (most - shared))
    total = steps + (count - 1) * shared
    found, begin = [], first
    for n in range(count):
        length = (total // count + (n < total % count)) * step
        found.append(Window(begin, begin + length))
        begin += length - context
    backwards = gap.first == 0 and gap.after > gap.end
    return tuple(reversed(found) if backwards else found)


def _around(gap: Gap, step: int, context: int) -> tuple[int, int]:
    """The gap with what is seen on both sides of it, from one place on the grid to another."""
    first = max(0, gap.first - 1 - context)
    if gap.after == gap.end:
        return first, gap.end - 1
    within = (gap.after - 1) // step * step
    return first, min(ceil(gap.end / step) * step + context, within)


def _end(there: Sequence[tuple[int, int]], place: int) -> int:
    """Where what begins at `place` ends without a break."""
    for at, end in there:
        if at <= place < end:
            place = end
    return place
