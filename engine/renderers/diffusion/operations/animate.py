"""Animate: a picture set in motion, towards a second one where there is one. Both stand exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.renderers.diffusion.family import Need
from engine.renderers.diffusion.footage import PictureFootage, Stretch
from engine.renderers.diffusion.sketch import Asks, Scene, Sketch
from engine.renderers.diffusion.windows import Grid
from schemas.shot import Animate, Description

__all__ = ["asks", "descriptions", "sketch", "times"]


def asks(shot: Animate) -> Asks:
    """A model that begins with a picture, or with one and ends with another."""
    if shot.last is None:
        return Asks(((Need.START,),), ((Need.PLACES,), (Need.START,)))
    return Asks(((Need.ENDS,),), ((Need.PLACES,), (Need.START, Need.ENDS)))


def descriptions(shot: Animate) -> Sequence[Description]:
    """The shot's own."""
    return [shot.description]


def times(shot: Animate, grid: Grid) -> Mapping[str, Any]:  # noqa: ARG001 - nothing is timed
    """Its pictures stand at its ends."""
    return {}


def sketch(shot: Animate, scene: Scene) -> Sketch:
    """The first frame is known, and the last where there is a second picture."""
    known = [Stretch(0, PictureFootage(scene.picture(shot.picture)), 0, 1)]
    if shot.last is not None and scene.grid.frames > 1:
        last = PictureFootage(scene.picture(shot.last))
        known.append(Stretch(scene.grid.frames - 1, last, 0, 1))
    return Sketch(scene.grid.frames, scene.words(shot.description), known=known)
