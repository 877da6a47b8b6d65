"""Still: one drawn frame, shown for as long as the shot lasts.

The row's own pictures are never given to a model: a slide or a diagram is shown as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.renderers.diffusion.family import Need
from engine.renderers.diffusion.sketch import Asks, Refused, Scene, Sketch
from engine.renderers.diffusion.windows import Grid
from schemas.shot import Description, Still

__all__ = ["asks", "descriptions", "sketch", "times"]


def asks(shot: Still) -> Asks:
    """Words alone, where the shot names this renderer: a plain ground is nobody's to invent."""
    if shot.picture is not None or shot.beside:
        raise Refused("a still shows the row's own picture as it is, and no model draws it again")
    if not shot.renderer:
        raise Refused("it draws a still only for a shot that says `renderer: diffusion`")
    return Asks(((Need.WORDS,),))


def descriptions(shot: Still) -> Sequence[Description]:
    """The shot's own."""
    return [shot.description]


def times(shot: Still, grid: Grid) -> Mapping[str, Any]:  # noqa: ARG001 - nothing is timed
    """Nothing moves."""
    return {}


def sketch(shot: Still, scene: Scene) -> Sketch:
    """A single frame, held."""
    return Sketch(1, scene.words(shot.description), held=scene.grid.frames)
