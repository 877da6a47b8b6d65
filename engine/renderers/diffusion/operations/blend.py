"""Blend: one clip becomes another. The take begins as the first and ends as the second.

Where the curve gives the second clip next to nothing the first is seen, exactly, and where it gives
it nearly everything the second; in between a way from one to the other is drawn. The first clip
runs from the take's beginning, the second up to its end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from engine.renderers.diffusion.family import Need
from engine.renderers.diffusion.footage import Footage, Stretch
from engine.renderers.diffusion.sketch import Asks, Refused, Scene, Sketch
from engine.renderers.diffusion.windows import Grid
from schemas.errors import RenderError
from schemas.shot import Blend, Description

__all__ = ["asks", "descriptions", "sketch", "times"]

_ALONE = 0.1
"""An influence that differs from none, or from all, by no more is not seen."""


def asks(shot: Blend) -> Asks:
    """A model that is told frames at both ends."""
    if min(shot.curve) > _ALONE or max(shot.curve) < 1 - _ALONE:
        raise Refused(
            "it draws a way from one clip to the other, and the curve "
            f"{', '.join(f'{one:g}' for one in shot.curve)} never comes to either alone "
            f"(within {_ALONE:g} of 0 and of 1)"
        )
    return Asks(((Need.PLACES,), (Need.START, Need.ENDS)))


def descriptions(shot: Blend) -> Sequence[Description]:
    """The shot's own."""
    return [shot.description]


def times(shot: Blend, grid: Grid) -> Mapping[str, Any]:
    """Where each clip is seen alone: (first, end)."""
    return {
        name: [list(part) for part in _alone(shot, grid, second=name == "second")]
        for name in ("first", "second")
    }


def sketch(shot: Blend, scene: Scene) -> Sketch:
    """Both clips are known where they are seen alone, as far as they go."""
    grid = scene.grid
    known = [*_known(shot, scene, second=False), *_known(shot, scene, second=True)]
    for name, clip in scene.clips.items():
        if not any(stretch.footage is clip for stretch in known):
            raise RenderError(
                "a clip of a blend is over before it is seen",
                f"shot {name} has {clip.frames} of the take's {grid.frames} frames",
                "Make it longer, or the blend shorter.",
            )
    return Sketch(grid.frames, scene.words(shot.description), known=known)


def _known(shot: Blend, scene: Scene, *, second: bool) -> Iterator[Stretch]:
    """The clip where it is seen alone and there, its ends on the grid."""
    grid = scene.grid
    clip: Footage = scene.clips["second" if second else "first"]
    shift = clip.frames - grid.frames if second else 0  # the second ends with the take
    for first, end in _alone(shot, grid, second=second):
        begin = max(first, -(min(0, shift) // grid.step) * grid.step)
        stop = min(end, (clip.frames - shift - 1) // grid.step * grid.step + 1)
        if begin < stop:
            yield Stretch(begin, clip, begin + shift, stop - begin)


def _alone(shot: Blend, grid: Grid, *, second: bool) -> Iterator[tuple[int, int]]:
    """Where a clip is seen alone, from one place on the grid to another."""
    curve = shot.curve if len(shot.curve) > 1 else shot.curve * 2
    ends = np.linspace(0, grid.frames - 1, len(curve))
    influence = np.interp(np.arange(grid.frames), ends, curve)
    alone = influence >= 1 - _ALONE if second else influence <= _ALONE
    edges = np.flatnonzero(np.diff(np.concatenate([[False], alone, [False]]).astype(int)))
    for first, end in edges.reshape(-1, 2).tolist():
        begin = -(-first // grid.step) * grid.step
        stop = (end - 1) // grid.step * grid.step
        if begin <= stop:
            yield begin, stop + 1
