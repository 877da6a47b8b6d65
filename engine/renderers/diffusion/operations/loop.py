"""Loop: a clip, and a way from its end back to its beginning, so that it can go on for ever.

The take begins with the clip, exactly as it is; the rest is drawn between its last frames and its
first, which follow when it is played again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.renderers.diffusion.family import Need
from engine.renderers.diffusion.footage import Stretch
from engine.renderers.diffusion.sketch import Asks, Scene, Sketch
from engine.renderers.diffusion.windows import Grid
from schemas.errors import RenderError
from schemas.shot import Description, Loop

__all__ = ["asks", "descriptions", "sketch", "times"]

_WAY_BACK = 4
"""The way back takes at least one part in so many of the take; a longer clip is cut for it."""


def asks(shot: Loop) -> Asks:  # noqa: ARG001 - every loop asks the same
    """A model that is told frames at both ends."""
    return Asks(((Need.PLACES,), (Need.START, Need.ENDS)))


def descriptions(shot: Loop) -> Sequence[Description]:
    """The shot's own."""
    return [shot.description]


def times(shot: Loop, grid: Grid) -> Mapping[str, Any]:  # noqa: ARG001 - nothing is timed
    """How many frames of the clip it shows at most."""
    most = (grid.frames - 1) * (_WAY_BACK - 1) // _WAY_BACK
    return {"kept": most // grid.step * grid.step + 1}


def sketch(shot: Loop, scene: Scene) -> Sketch:
    """The clip is known, and beyond the take's end it begins again."""
    grid, source = scene.grid, scene.clips["source"]
    kept = min(times(shot, grid)["kept"], (source.frames - 1) // grid.step * grid.step + 1)
    known = [Stretch(0, source, 0, kept)]
    again = min(scene.context + grid.step, source.frames // grid.step * grid.step)
    if not again:
        raise RenderError(
            "the clip is too short to lead back to",
            f"it has {source.frames} frames, and the model counts in steps of {grid.step}",
            f"Loop a clip of at least {grid.step} frames.",
        )
    known.append(Stretch(grid.frames, source, 0, again))
    return Sketch(grid.frames, scene.words(shot.description), known=known)
