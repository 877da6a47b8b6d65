"""Restyle: a clip redrawn after the description, frame for frame; or, in a re-cut, a span of it.

It is noised as far as the strength says and drawn anew from there (SDEdit); strength 0 shows the
clip as it is. A span that is redrawn with strength 1 has nothing of the clip left in it, so it is
drawn between what stays on both sides, as a way from one to the other. What is outside of a span is
the clip's own, exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.renderers.diffusion.family import Need
from engine.renderers.diffusion.footage import Footage, Stretch
from engine.renderers.diffusion.sketch import Asks, Refused, Scene, Sketch
from engine.renderers.diffusion.windows import Grid
from schemas.errors import RenderError
from schemas.shot import Description, Restyle

__all__ = ["asks", "descriptions", "sketch", "times"]


def asks(shot: Restyle) -> Asks:
    """A model that redraws, or, of a span, one that is told what stands on both sides."""
    if not _is_regenerated(shot):
        return Asks(((Need.REDRAW,),))
    first, end = shot.span or (0, 0)
    if first == 0 and end >= shot.frames + shot.handle:
        raise Refused(
            "nothing of its clip is kept, because all of it is redrawn with strength 1: use "
            "generate, or a shorter span"
        )
    pairs = () if first == 0 else ((Need.START, Need.ENDS),)
    return Asks(((Need.PLACES,), *pairs))


def descriptions(shot: Restyle) -> Sequence[Description]:
    """The shot's own."""
    return [shot.description]


def times(shot: Restyle, grid: Grid) -> Mapping[str, Any]:
    """It keeps the clip's own time; of a re-cut, the last frame that is kept before what is redrawn
    (-1: none) and the first after it, and how many frames of the clip are left out.
    """
    told: dict[str, Any] = {}
    if shot.begin:
        told["begin"] = round(shot.begin * grid.frames / grid.written)
    if shot.span is not None:
        told["regenerated" if _is_regenerated(shot) else "span"] = list(_between(shot, grid))
    return told


def sketch(shot: Restyle, scene: Scene) -> Sketch:
    """The clip from its beginning; what rounding asks for beyond its end holds its last frame."""
    grid, source = scene.grid, scene.clips["source"]
    if source.frames <= grid.frames - grid.step:
        raise RenderError(
            "the clip to be restyled is shorter than the shot",
            f"it has {source.frames} of {grid.frames} frames",
            "Make the shot as short as the clip.",
        )
    words = scene.words(shot.description)
    if not shot.strength:
        return Sketch(grid.frames, words, known=_kept(source, 0, grid.frames))
    known: list[Stretch] = []
    if shot.span is not None:
        before, after = _between(shot, grid)
        known = [*_kept(source, 0, before + 1), *_kept(source, after, grid.frames)]
    if _is_regenerated(shot):
        return Sketch(grid.frames, words, known=known)
    return Sketch(grid.frames, words, known=known, source=source, strength=shot.strength)


def _is_regenerated(shot: Restyle) -> bool:
    return shot.span is not None and shot.strength == 1


def _between(shot: Restyle, grid: Grid) -> tuple[int, int]:
    """The places on the grid next to the span, which are kept; it has at least one step."""
    first, end = shot.span or (0, grid.written)
    before = grid.at(first) if first else -1
    # Beyond the last frame there is nothing.
    after = grid.frames if end >= grid.written else max(grid.at(end), before + grid.step)
    return (before, after) if before + 1 < after else (after - grid.step, after)


def _kept(source: Footage, first: int, end: int) -> list[Stretch]:
    """Frames `first` to `end` of the clip where they are; its last is held where it is over."""
    there = min(end, source.frames)
    found = [Stretch(first, source, first, there - first)] if first < there else []
    return found + [
        Stretch(at, source, source.frames - 1, 1) for at in range(max(first, there), end)
    ]
