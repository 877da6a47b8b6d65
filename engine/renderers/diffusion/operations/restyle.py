"""Restyle: a clip redrawn after the description, frame for frame.

It is noised as far as the strength says and drawn anew from there (SDEdit); strength 0 shows the
clip as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.renderers.diffusion.family import Need
from engine.renderers.diffusion.footage import Stretch
from engine.renderers.diffusion.sketch import Asks, Scene, Sketch
from engine.renderers.diffusion.windows import Grid
from schemas.errors import RenderError
from schemas.shot import Description, Restyle

__all__ = ["asks", "descriptions", "sketch", "times"]


def asks(shot: Restyle) -> Asks:  # noqa: ARG001 - every strength asks the same
    """A model that redraws."""
    return Asks(((Need.REDRAW,),))


def descriptions(shot: Restyle) -> Sequence[Description]:
    """The shot's own."""
    return [shot.description]


def times(shot: Restyle, grid: Grid) -> Mapping[str, Any]:  # noqa: ARG001 - nothing is timed
    """It keeps the clip's own time."""
    return {}


def sketch(shot: Restyle, scene: Scene) -> Sketch:
    """The clip from its beginning; what rounding asks for beyond its end holds its last frame."""
    frames, source = scene.grid.frames, scene.clips["source"]
    if source.frames <= frames - scene.grid.step:
        raise RenderError(
            "the clip to be restyled is shorter than the shot",
            f"it has {source.frames} of {frames} frames",
            "Make the shot as short as the clip.",
        )
    words = scene.words(shot.description)
    if shot.strength:
        return Sketch(frames, words, source=source, strength=shot.strength)
    known = [Stretch(0, source, 0, min(frames, source.frames))]
    known += [Stretch(at, source, source.frames - 1, 1) for at in range(source.frames, frames)]
    return Sketch(frames, words, known=known)
