"""Stretches: what MoviePy draws of a film at a time, in place of a segment, and under which key.

A stretch is as long as the segment that it stands for, and coded like it, so that all that follows
(joining, inspection, signing) is the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

import numpy as np

from engine.assembler.assembler import Assembler
from engine.assembler.film import Reels, film_clip
from engine.assembler.scenes import explaining, load_scenes
from engine.assembler.takes import time_of
from engine.edit.segments import Overlay, Segment
from engine.media.colour import planes_of
from engine.store import Blobs
from schemas.edit import Edit
from schemas.keys import key_of

__all__ = ["Stretch", "frames_of", "stretches_of"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Frames `start` and following of a film that MoviePy puts together, as many as `segment` has.

    `overlays` are all of the film's type, counted from its start.
    """

    segment: Segment
    start: int
    edit: Edit
    overlays: tuple[Overlay, ...]
    assembler: Assembler
    _key: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # A function of the user's may show anything of the film anywhere in it.
        whole = self.edit.key if self.assembler.scenes else ""
        key = key_of(
            "stretch",
            segment=self.segment.key(),
            assembler=self.assembler.recipe,
            start=self.start if whole else 0,
            edit=whole,
        )
        object.__setattr__(self, "_key", key)

    @property
    def frames(self) -> int:
        """Its length."""
        return self.segment.frames

    def localize(self, blobs: Blobs) -> Stretch:
        """The same, with the user's file at a path of this machine."""
        return replace(self, assembler=self.assembler.localize(blobs))

    def key(self) -> str:
        """The key of the encoded stretch."""
        return self._key


def stretches_of(
    assembler: Assembler, edit: Edit, overlays: Sequence[Overlay], segments: Sequence[Segment]
) -> tuple[Stretch, ...]:
    """The film in stretches, one for each of its segments, which follow each other from 0 on."""
    starts = accumulate((segment.frames for segment in segments), initial=0)
    return tuple(
        Stretch(segment, start, edit, tuple(overlays), assembler)
        for segment, start in zip(segments, starts, strict=False)
    )


def frames_of(stretch: Stretch, reels: Reels) -> Iterator[bytes]:
    """Each frame of the stretch as yuv420p, ready for an encoder.

    Raises EncodeError for what the takes or the user's functions do not give.
    """
    scenes, canvas = load_scenes(stretch.assembler), stretch.edit.canvas
    with film_clip(stretch.edit, stretch.overlays, scenes, reels) as film:
        for number in range(stretch.start, stretch.start + stretch.frames):
            with explaining(scenes.title, f"frame {number}"):
                frame = np.ascontiguousarray(film.get_frame(time_of(number, canvas)), np.uint8)
            yield b"".join(plane.tobytes() for plane in planes_of(frame))
