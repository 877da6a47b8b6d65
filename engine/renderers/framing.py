"""Framing: the pictures that a model is to set in motion, composed for its canvas.

It composes as the animatic renderer does and knows no model.
What it makes is keyed by the revisions of the renderers that use it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.pictures.matte import cut_out
from engine.renderers.animatic.stage import colour_of, composed, over
from engine.renderers.picture import read_pixels
from schemas.errors import RenderError
from schemas.placement import PicturePlace
from schemas.setup import Canvas, Setup
from schemas.shot import Animate, PictureRef
from schemas.storyboard import pictures_of
from schemas.understanding import Understanding

__all__ = ["Pixels", "ends", "framed", "shown"]

Pixels = NDArray[Any]
"""(h, w, 3) uint8 RGB."""

_SQUARE = 0.0
"""Corners of a card that a model is given: it would draw round ones as it likes."""


def ends(setup: Setup, pictures: Sequence[Path]) -> tuple[Pixels | None, Pixels | None]:
    """The pictures that the shot begins and ends with, framed; None for none.

    `pictures` are the files of the setup's pictures. Raises RenderError.
    """
    shot = setup.shot
    if not isinstance(shot, Animate):
        return None, None
    first = shown(setup, pictures, shot.picture)
    return first, None if shot.last is None else shown(setup, pictures, shot.last)


def shown(setup: Setup, pictures: Sequence[Path], reference: PictureRef) -> Pixels:
    """One of the pictures that the shot shows, framed. Raises RenderError."""
    if setup.placement is None:
        raise RenderError(
            "nothing says where the pictures stand",
            f"shot {setup.shot.name!r}",
            "Plan the production again.",
        )
    number = pictures_of(setup.shot).index(reference.picture)
    seen, place = setup.pictures[number].seen, setup.placement.pictures[number]
    return framed(pictures[number], seen, setup.canvas, place)


def framed(path: Path, seen: Understanding, canvas: Canvas, place: PicturePlace) -> Pixels:
    """The picture as it was placed in the whole frame, in the canvas's size.

    Raises RenderError where the picture cannot be read.
    """
    pixels = read_pixels(path)
    shown = cut_out(pixels, seen) if place.matte else pixels
    found = composed(shown, place, canvas, radius=_SQUARE)
    size = found.rect.width, found.rect.height
    frame = np.empty((canvas.height, canvas.width, 3), np.uint8)
    frame[:] = (colour_of(place.ground) * 255 + 0.5).astype(np.uint8)
    left, top = found.rect.left, found.rect.top
    small = cv2.resize(over(found, place.ground), size, interpolation=cv2.INTER_AREA)
    frame[top : top + size[1], left : left + size[0]] = small
    return frame
