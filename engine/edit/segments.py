"""Segments: an edit cut into stretches that are encoded apart and keyed by what they show.

It knows frames and keys; drawing and encoding happen elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar, Literal

from engine.edit.conform import REVISION as CONFORM_REVISION
from engine.edit.spans import points_of
from engine.typeset import Placed
from schemas.delivery import Preset, Profile
from schemas.edit import Cut, Edit
from schemas.keys import key_of
from schemas.record import Record
from schemas.setup import Canvas

__all__ = ["Coding", "Conformed", "Segment", "Shown", "Worn", "cut_points", "segments_of"]

_REVISION = 1
"""Raise it whenever the same segment would be composed into other pixels."""


class Conformed(Record):
    """What makes pixels of a take that is of another size or rate."""

    SCHEMA: ClassVar[str] = "conformed/1"

    native: Canvas
    revision: int


class Shown(Record):
    """A take in a segment, from frame `first` of the segment's rate; as it is, or conformed."""

    SCHEMA: ClassVar[str] = "shown/1"

    take: str
    first: int
    conform: Conformed | None = None


class Worn(Record):
    """A drawn piece of type in a segment: where, and when relative to the segment's start."""

    SCHEMA: ClassVar[str] = "worn/1"

    sprite: str
    x: float
    y: float
    start: int
    frames: int
    motion: str
    enter: int
    exit: int


class Coding(Record):
    """What determines the bytes beside the pixels: encoder settings and the binary's hash."""

    SCHEMA: ClassVar[str] = "coding/1"

    crf: int
    preset: Preset
    binary: str
    codec: Literal["h264"] = "h264"


class Segment(Record):
    """A stretch of one film with one take, or two that dissolve (`under` then `over`)."""

    SCHEMA: ClassVar[str] = "segment/1"

    canvas: Canvas
    frames: int
    under: Shown
    over: Shown | None = None
    worn: tuple[Worn, ...] = ()
    coding: Coding

    def key(self) -> str:
        """The key of the encoded stretch."""
        return key_of("segment", segment=self, revision=_REVISION)


@dataclass(frozen=True, slots=True)
class _Stretch:
    start: int
    end: int


def segments_of(
    edit: Edit, placed: Sequence[Placed], profile: Profile, binary: str
) -> tuple[Segment, ...]:
    """The edit's segments, in order; `placed` are its laid-out layers."""
    coding = Coding(crf=profile.crf, preset=profile.preset, binary=binary)
    points = cut_points(edit)
    return tuple(
        _segment(edit, placed, coding, _Stretch(start, end)) for start, end in pairwise(points)
    )


def cut_points(edit: Edit) -> tuple[int, ...]:
    """Where segments begin and end: shots, dissolves, and the edges of late-bound layers.

    Other layers are not cut at: their words change seldom, and every segment costs a key frame.
    """
    late = [edge for layer in edit.layers if layer.late for edge in (layer.start, layer.end)]
    return tuple(points_of([(cut.start, cut.dissolve) for cut in edit.cuts], edit.frames, late))


def _segment(edit: Edit, placed: Sequence[Placed], coding: Coding, stretch: _Stretch) -> Segment:
    cuts = [cut for cut in edit.cuts if cut.start < stretch.end and cut.end > stretch.start]
    shown = [_shown(cut, stretch) for cut in cuts]
    return Segment(
        canvas=edit.canvas,
        frames=stretch.end - stretch.start,
        under=shown[0],
        over=shown[1] if len(shown) > 1 else None,
        worn=tuple(_worn(edit, placed, stretch)),
        coding=coding,
    )


def _shown(cut: Cut, stretch: _Stretch) -> Shown:
    conform = None
    if cut.conform is not None:
        conform = Conformed(native=cut.conform.native, revision=CONFORM_REVISION)
    return Shown(take=cut.take, first=cut.first + stretch.start - cut.start, conform=conform)


def _worn(edit: Edit, placed: Iterable[Placed], stretch: _Stretch) -> Iterable[Worn]:
    for piece in placed:
        layer = edit.layers[piece.layer]
        start = layer.start + piece.delay
        if start < stretch.end and layer.end > stretch.start and start < layer.end:
            yield Worn(
                sprite=piece.key,
                x=piece.x,
                y=piece.y,
                start=start - stretch.start,
                frames=layer.end - start,
                motion=piece.motion.value,
                enter=piece.enter,
                exit=piece.exit,
            )
