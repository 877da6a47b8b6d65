"""Reel: a clip's frames by their numbers, in any order, and the moments between them.

It knows frames; neither who asks for them nor why. What it makes is keyed by the revisions of the
renderers that use it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from math import floor
from typing import TYPE_CHECKING

from engine.media.frames import Planes
from engine.renderers.clips import ClipInput, frames_of_clip, length_of_clip
from schemas.setup import Canvas

if TYPE_CHECKING:
    from engine.edit.interpolation import Interpolation

__all__ = ["Reel"]

_STRETCH, _HELD = 12, 6
"""Frames that are read at a time, and how many such stretches are held: 225 MB at 1080p."""


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
