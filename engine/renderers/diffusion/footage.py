"""Footage: frames that are there already, read as they are wanted: a clip, or a single picture.

They are held as the planes that are encoded, so that what is kept is kept exactly; a model is shown
them as RGB. It knows no operation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from engine.media.colour import rgb_of
from engine.media.frames import Planes
from engine.renderers.clips import ClipInput, frames_of_clip, length_of_clip
from engine.renderers.diffusion.family import Pixels
from engine.renderers.take import planes
from schemas.setup import Canvas

__all__ = ["ClipFootage", "Footage", "PictureFootage", "Stretch", "rgb"]


class Footage(Protocol):
    """`frames` frames of one size."""

    @property
    def frames(self) -> int:
        """How many there are."""
        ...

    def read(self, first: int, count: int) -> Iterator[Planes]:
        """`count` of them from `first` on. Raises EncodeError."""
        ...


@dataclass(frozen=True, slots=True)
class ClipFootage:
    """A take or a video, conformed to `canvas`."""

    clip: ClipInput
    canvas: Canvas

    @property
    def frames(self) -> int:
        """In the canvas's rate."""
        return length_of_clip(self.clip, self.canvas)

    def read(self, first: int, count: int) -> Iterator[Planes]:
        """As the file has them."""
        return frames_of_clip(self.clip, self.canvas, first, count)


@dataclass(frozen=True, slots=True)
class PictureFootage:
    """A single picture of the canvas's size."""

    pixels: Pixels
    frames: int = field(default=1, init=False)

    def read(self, first: int, count: int) -> Iterator[Planes]:
        """The one frame."""
        yield from [planes(self.pixels)][first : first + count]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Frames `first` to `first + count` of some footage, which stand in a take from `at` on."""

    at: int
    footage: Footage
    first: int
    count: int

    @property
    def end(self) -> int:
        """The place after its last frame."""
        return self.at + self.count

    def read(self, first: int, end: int) -> Iterator[tuple[int, Planes]]:
        """What it has between two places of the take, each with its place."""
        first, end = max(first, self.at), min(end, self.end)
        if first < end:
            begin = self.first + first - self.at
            yield from zip(range(first, end), self.footage.read(begin, end - first), strict=True)


def rgb(frame: Planes) -> Pixels:
    """(h, w, 3) uint8 RGB, as a model is shown it."""
    return rgb_of([np.ascontiguousarray(plane) for plane in frame])
