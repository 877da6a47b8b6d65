"""Clips: the takes that a shot starts from, as frames of the shot's own size and rate.

How frames are brought to another size or rate is the edit's conform; who continues, blends or
redraws them is the renderer's.
What it makes is keyed by the revisions of the renderers that use it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil, floor
from pathlib import Path

from engine.media.frames import Planes, planes
from schemas.setup import Canvas
from schemas.shot import Restyle, Shot

__all__ = ["ClipInput", "begun", "frames_of_clip", "length_of_clip"]


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


def length_of_clip(clip: ClipInput, canvas: Canvas) -> int:
    """How many frames of `canvas`'s rate last no longer than the clip does."""
    first, end = _span(clip, canvas)
    return end - first


def begun(clip: ClipInput, shot: Shot, setup_frames: int, canvas: Canvas) -> ClipInput:
    """The clip without what `shot` leaves out at its beginning, of which one frame is left; `shot`
    counts frames of its own, of which the take has `setup_frames` of `canvas`.
    """
    if not isinstance(shot, Restyle) or not shot.begin:
        return clip
    seconds = shot.begin * setup_frames / (shot.frames + shot.handle) / canvas.rate
    out = min(round(seconds * clip.canvas.rate), clip.frames - 1)
    return replace(clip, first=clip.first + out, frames=clip.frames - out)


def frames_of_clip(
    clip: ClipInput, canvas: Canvas, first: int = 0, count: int | None = None
) -> Iterator[Planes]:
    """`count` of the clip's frames (None: all others) from its frame `first` on, conformed to
    `canvas`, in whose frames both count.

    Raises EncodeError where the file is damaged, shorter, or of another size than `clip.canvas`.
    """
    begin, end = _span(clip, canvas)
    wanted = end - begin - first if count is None else count
    if clip.canvas == canvas:
        return planes(clip.path, begin + first, wanted)
    from engine.edit.conform import conformed  # noqa: PLC0415 - OpenCV is heavy

    return conformed(clip.path, begin + first, wanted, native=clip.canvas, canvas=canvas)


def _span(clip: ClipInput, canvas: Canvas) -> tuple[int, int]:
    """Where it begins and ends in its file, in frames of the canvas's rate."""
    share = canvas.rate / clip.canvas.rate
    return ceil(clip.first * share), floor((clip.first + clip.frames) * share)
