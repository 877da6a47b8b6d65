"""Clips: the takes that a shot starts from, as frames of the shot's own size and rate.

How frames are brought to another size or rate is the edit's conform; who continues, blends or
redraws them is the renderer's.
What it makes is keyed by the revisions of the renderers' cards that use it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor
from pathlib import Path
from typing import TYPE_CHECKING

from engine.media.frames import Planes, planes
from schemas.setup import Canvas

if TYPE_CHECKING:
    from engine.edit.interpolation import Interpolation

__all__ = ["ClipInput", "Reel", "frames_of_clip", "length_of_clip"]

_STRETCH, _HELD = 12, 6
"""Frames that are read at a time, and how many such stretches are held: 225 MB at 1080p."""


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


class Reel:
    """A clip's frames in a canvas, by their numbers from 0; only stretches of it are in memory.

    Frames are views of the decoder's memory and may not be written into.
    """

    def __init__(self, clip: ClipInput, canvas: Canvas) -> None:
        self._clip, self._canvas = clip, canvas
        self._length = length_of_clip(clip, canvas)
        self._stretches: OrderedDict[int, list[Planes]] = OrderedDict()
        self._between: tuple[int, Interpolation] | None = None

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, number: int) -> Planes:
        """Frame `number`. Raises IndexError outside the clip, and EncodeError as reading does."""
        if not 0 <= number < self._length:
            raise IndexError(f"the clip has {self._length} frames, and no frame {number}")
        start, place = number - number % _STRETCH, number % _STRETCH
        if start not in self._stretches:
            count = min(_STRETCH, self._length - start)
            frames = list(frames_of_clip(self._clip, self._canvas, start, count))
            self._stretches[start] = frames
            if len(self._stretches) > _HELD:
                self._stretches.popitem(last=False)
        self._stretches.move_to_end(start)
        return self._stretches[start][place]

    def lasting(self, frames: int) -> Iterator[Planes]:
        """`frames` frames of the clip from its beginning; played slower where it is shorter."""
        slower = min(1.0, (self._length - 1) / max(1, frames - 1))
        return (self.at(n * slower) for n in range(frames))

    def at(self, moment: float) -> Planes:
        """The picture at a moment, counted in frames: between two of them, both moved to it."""
        number = floor(moment + 1e-6)
        share = moment - number
        if share < 1e-6 or number + 1 >= self._length:
            return self[min(number, self._length - 1)]
        if self._between is None or self._between[0] != number:
            from engine.edit.interpolation import Interpolation  # noqa: PLC0415 - OpenCV is heavy

            self._between = number, Interpolation(self[number], self[number + 1])
        return self._between[1].at(share)
