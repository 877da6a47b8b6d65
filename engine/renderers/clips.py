"""Clips: the takes that a shot starts from, as frames of the shot's own size and rate.

How frames are brought to another size or rate is the edit's conform; who continues, blends or
redraws them is the renderer's.
What it makes is keyed by the revisions of the renderers' cards that use it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor
from pathlib import Path

from engine.media.frames import Planes, planes
from schemas.setup import Canvas

__all__ = ["ClipInput", "frames_of_clip"]


@dataclass(frozen=True, slots=True)
class ClipInput:
    """A moving picture that a shot starts from: `frames` frames of the file from `first` on.

    `canvas` is the file's own size and rate, in which frames are counted. `role` is the shot's
    field that asks for it: source, first or second.
    """

    path: Path
    canvas: Canvas
    first: int
    frames: int
    role: str


def frames_of_clip(clip: ClipInput, canvas: Canvas) -> Iterator[Planes]:
    """The clip's frames, conformed to `canvas`: as many as last no longer than the clip does.

    Raises EncodeError where the file is damaged, shorter, or of another size than `clip.canvas`.
    """
    if clip.canvas == canvas:
        return planes(clip.path, clip.first, clip.frames)
    from engine.edit.conform import conformed  # noqa: PLC0415 - OpenCV is heavy

    share = canvas.rate / clip.canvas.rate
    first, end = ceil(clip.first * share), floor((clip.first + clip.frames) * share)
    return conformed(clip.path, first, end - first, native=clip.canvas, canvas=canvas)
