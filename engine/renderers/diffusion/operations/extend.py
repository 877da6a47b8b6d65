"""Extend: a clip continued after its end, or before its beginning.

The take holds the frames that it goes on from, `kept` of them, exactly as the clip has them: at its
beginning, or, backward, at its end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.renderers.diffusion.family import Need
from engine.renderers.diffusion.footage import Stretch
from engine.renderers.diffusion.sketch import Asks, Scene, Sketch
from engine.renderers.diffusion.windows import Grid
from schemas.shot import Description, Extend

__all__ = ["asks", "descriptions", "sketch", "times"]


def asks(shot: Extend) -> Asks:
    """A model that is told several frames; forward, one that begins with the last of them does."""
    forward = ((Need.START,),) if shot.direction == "forward" else ()
    return Asks(((Need.PLACES,), *forward))


def descriptions(shot: Extend) -> Sequence[Description]:
    """The shot's own."""
    return [shot.description]


def times(shot: Extend, grid: Grid) -> Mapping[str, Any]:
    """How many frames are kept: something is left to be drawn."""
    return {"kept": min(max(1, grid.count(shot.kept)), max(1, grid.frames - grid.step))}


def sketch(shot: Extend, scene: Scene) -> Sketch:
    """The clip's end is known at the beginning, or its beginning at the end."""
    grid, source = scene.grid, scene.clips["source"]
    # A short clip is kept whole, as far as it ends on the grid.
    kept = min(times(shot, grid)["kept"], (source.frames - 1) // grid.step * grid.step + 1)
    if shot.direction == "forward":
        known = Stretch(0, source, source.frames - kept, kept)
    else:
        known = Stretch(grid.frames - kept, source, 0, kept)
    return Sketch(grid.frames, scene.words(shot.description), known=[known])
