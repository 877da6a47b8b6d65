"""Framing: the pictures that a model is to set in motion, composed for its canvas.

It composes as the animatic renderer does and knows no model.
What it makes is keyed by the revisions of the renderers' cards that use it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from engine.renderers.animatic import stage
from engine.renderers.animatic.subject import find_subject
from engine.renderers.picture import read_picture
from schemas.setup import Canvas, Setup
from schemas.shot import Animate, Description, PictureRef
from schemas.storyboard import pictures_of

__all__ = ["Pixels", "ends", "framed"]

Pixels = NDArray[Any]
"""(h, w, 3) uint8 RGB."""


def ends(setup: Setup, pictures: Sequence[Path]) -> tuple[Pixels | None, Pixels | None]:
    """The pictures that the shot begins and ends with, framed; None for none.

    `pictures` are the files of the setup's pictures. Raises RenderError.
    """
    shot = setup.shot
    if not isinstance(shot, Animate):
        return None, None
    shown = pictures_of(shot)

    def pixels(reference: PictureRef) -> Pixels:
        path = pictures[shown.index(reference.picture)]
        return framed(path, setup.canvas, shot.description)

    return pixels(shot.picture), None if shot.last is None else pixels(shot.last)


def framed(path: Path, canvas: Canvas, description: Description) -> Pixels:
    """The picture as the shot frames it, in the canvas's size.

    It covers the canvas about its subject, as near as the framing asks; a plain ground is continued
    rather than the subject cut. Raises RenderError where the picture cannot be read.
    """
    picture = read_picture(path)
    composed = stage.filled(
        picture,
        find_subject(picture),
        canvas,
        framing=description.camera.framing,
        copy_space=description.copy_space,
        detail=description.camera.detail,
        margin=0.0,
    )
    return composed.pixels
