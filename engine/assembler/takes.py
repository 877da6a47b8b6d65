"""Takes: a cut's frames as a clip of MoviePy's, and two clips under a transition as one.

MoviePy's own reader gives no exact frame numbers; frames come from `engine.media` and are those
that callsheet's own assembler shows.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from math import floor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.edit.conform import conformed
from engine.edit.transitions import transition_kind
from engine.media.colour import planes_of, rgb_of
from engine.media.frames import Planes, planes
from schemas.edit import Cut, Transition
from schemas.setup import Canvas
from schemas.timing import seconds_of

__all__ = ["CutFrames", "clip_of", "clip_of_cut", "frame_at", "joined", "time_of"]

Picture = NDArray[np.uint8]
"""(height, width, 3) RGB."""

_AHEAD = 48
"""Frames that are read over rather than sought: a key frame comes about once a second."""

_ROUNDING = 1e-6


class CutFrames:
    """The frames of one cut, in the film's size and rate, by number; quick in rising order."""

    def __init__(self, cut: Cut, path: Path, canvas: Canvas) -> None:
        self._cut, self._path, self._canvas = cut, path, canvas
        self._source: Iterator[Planes] | None = None
        self._following = 0
        self._kept: tuple[int, Picture] | None = None

    def at(self, number: int) -> Picture:
        """Frame `number` of the cut; before its first and after its last, those are held."""
        wanted = min(max(number, 0), self._cut.frames - 1)
        if self._kept is None or self._kept[0] != wanted:
            self._kept = wanted, rgb_of(self._read(wanted))
        return self._kept[1].copy()  # effects may draw into it

    def close(self) -> None:
        """Close the file."""
        if isinstance(self._source, Generator):
            self._source.close()
        self._source = None

    def _read(self, wanted: int) -> Planes:
        if self._source is None or not 0 <= wanted - self._following <= _AHEAD:
            self.close()
            self._source, self._following = self._opened(wanted), wanted
        for _ in range(wanted - self._following):
            next(self._source)
        self._following = wanted + 1
        return next(self._source)

    def _opened(self, wanted: int) -> Iterator[Planes]:
        first, frames = self._cut.first + wanted, self._cut.frames - wanted
        if self._cut.conform is None:
            return planes(self._path, first, frames)
        native = self._cut.conform.native
        return conformed(self._path, first, frames, native=native, canvas=self._canvas)


def clip_of_cut(frames: CutFrames, cut: Cut, canvas: Canvas) -> Any:
    """The cut as a clip that begins at 0 and is as long as the cut."""
    return clip_of(frames.at, cut.frames, canvas)


def clip_of(at: Callable[[int], Picture], frames: int, canvas: Canvas) -> Any:
    """A clip of `frames` frames that `at` gives by their numbers."""
    from moviepy import VideoClip  # noqa: PLC0415 - 0.4 s

    clip = VideoClip(duration=seconds_of(frames, canvas.rate))
    # A function that is handed to VideoClip itself draws a frame at once, to learn its size.
    clip.frame_function = lambda t: at(frame_at(t, canvas))
    clip.size = (canvas.width, canvas.height)
    return clip.with_fps(float(canvas.rate))


def frame_at(seconds: float, canvas: Canvas) -> int:
    """The number of the frame that is shown then; a rounded float of a frame's time is that one."""
    return floor(seconds * float(canvas.rate) + _ROUNDING)


def time_of(frame: int, canvas: Canvas) -> float:
    """A moment of the frame at which it is surely shown, whatever is rounded: a quarter in."""
    return (frame + 0.25) / float(canvas.rate)


def joined(before: Any, after: Any, how: Transition, start: int, canvas: Canvas) -> Any:
    """Both clips as the transition shows them; `start` is its first frame in the clip `before`.

    The kinds are callsheet's own, so that every one of them looks as it does otherwise.
    """
    kind = transition_kind(how.kind)

    def at(number: int) -> Picture:
        first, second = (
            planes_of(np.ascontiguousarray(clip.get_frame(time_of(frame, canvas))))
            for clip, frame in ((before, start + number), (after, number))
        )
        return rgb_of(kind.blend(first, second, (number + 1) / (how.frames + 1), how.parameters))

    return clip_of(at, how.frames, canvas)
