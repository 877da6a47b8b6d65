"""Segments: an edit cut into stretches that are encoded apart and keyed by what they show.

It knows frames and keys; drawing and encoding happen elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import Any, Literal

from engine.edit.conform import REVISION as CONFORM_REVISION
from engine.edit.spans import points_of
from engine.edit.transitions import transition_kind
from engine.typeset import Placed
from schemas.delivery import Coding, Preset, Profile
from schemas.edit import Cut, Edit, Transition
from schemas.keys import key_of
from schemas.setup import Canvas

__all__ = [
    "REVISION",
    "EncoderSettings",
    "Incoming",
    "Overlay",
    "Segment",
    "TakeRange",
    "cut_points",
    "overlays_of",
    "segments_of",
]

REVISION = 1
"""Raise it whenever the same segment would be composed into other pixels."""


@dataclass(frozen=True, slots=True)
class TakeRange:
    """A take from frame `first` on, in frames of the segment's rate.

    `native` is the size and rate that it is conformed from; None where it is shown as it is.
    """

    take: str
    first: int
    native: Canvas | None = None

    def recipe(self) -> dict[str, Any]:
        """What of it makes the segment's pixels."""
        native = {"native": self.native, "conform": CONFORM_REVISION} if self.native else {}
        return {"take": self.take, "first": self.first, **native}


@dataclass(frozen=True, slots=True)
class Incoming:
    """The take that comes in over a segment's own, and how; `gone` frames of that lie before it."""

    shown: TakeRange
    transition: Transition
    gone: int = 0

    def recipe(self) -> dict[str, Any]:
        """What of it makes the segment's pixels."""
        return {
            "shown": self.shown.recipe(),
            "transition": self.transition,
            "revision": transition_kind(self.transition.kind).REVISION,
            "gone": self.gone,
        }


@dataclass(frozen=True, slots=True)
class Overlay:
    """A drawn piece of type over a segment: where, and when relative to the segment's start."""

    sprite: str
    x: float
    y: float
    start: int
    frames: int
    motion: str
    enter: int
    exit: int


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """What determines the bytes beside the pixels: encoder settings and the binary's hash.

    `kbps` is a constant rate, in place of `crf`.
    """

    crf: int
    preset: Preset
    binary: str
    codec: Literal["h264"] = "h264"
    coding: Coding = "high"
    kbps: int | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one film with one take, or with a second one that comes in over it."""

    canvas: Canvas
    frames: int
    shown: TakeRange
    encoder: EncoderSettings
    incoming: Incoming | None = None
    overlays: tuple[Overlay, ...] = ()
    _key: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        key = key_of(
            "segment",
            canvas=self.canvas,
            frames=self.frames,
            shown=self.shown.recipe(),
            incoming=self.incoming.recipe() if self.incoming else None,
            overlays=[asdict(overlay) for overlay in self.overlays],
            encoder=asdict(self.encoder),
            revision=REVISION,
        )
        object.__setattr__(self, "_key", key)

    def key(self) -> str:
        """The key of the encoded stretch."""
        return self._key


def segments_of(
    edit: Edit, placed: Sequence[Placed], profile: Profile, binary: str
) -> tuple[Segment, ...]:
    """The edit's segments, in order; `placed` are its laid-out layers.

    Raises EncodeError for a transition of a kind that there is not.
    """
    encoder = EncoderSettings(
        crf=profile.crf,
        preset=profile.preset,
        binary=binary,
        coding=profile.coding,
        kbps=profile.kbps,
    )
    stretches = (range(start, end) for start, end in pairwise(cut_points(edit)))
    return tuple(_segment(edit, placed, encoder, stretch) for stretch in stretches)


def cut_points(edit: Edit) -> tuple[int, ...]:
    """Where segments begin and end: shots, transitions, and the edges of late-bound layers.

    Other layers are not cut at: their words change seldom, and every segment costs a key frame.
    """
    late = [edge for layer in edit.layers if layer.late for edge in (layer.start, layer.end)]
    spans = [(cut.start, cut.transition.frames) for cut in edit.cuts]
    return tuple(points_of(spans, edit.frames, late))


def _segment(
    edit: Edit, placed: Sequence[Placed], encoder: EncoderSettings, stretch: range
) -> Segment:
    cuts = [cut for cut in edit.cuts if cut.start < stretch.stop and cut.end > stretch.start]
    incoming = None
    if len(cuts) > 1:
        after = cuts[1]
        gone = stretch.start - after.start
        incoming = Incoming(_range(after, stretch), after.transition, gone)
    return Segment(
        canvas=edit.canvas,
        frames=len(stretch),
        shown=_range(cuts[0], stretch),
        encoder=encoder,
        incoming=incoming,
        overlays=tuple(overlays_of(edit, placed, stretch)),
    )


def _range(cut: Cut, stretch: range) -> TakeRange:
    native = cut.conform.native if cut.conform is not None else None
    return TakeRange(cut.take, cut.first + stretch.start - cut.start, native)


def overlays_of(edit: Edit, placed: Sequence[Placed], stretch: range) -> Iterator[Overlay]:
    """The pieces of type that stand in a stretch of the film, counted from where it starts."""
    for piece in placed:
        layer = edit.layers[piece.layer]
        start = layer.start + piece.delay
        if start < stretch.stop and layer.end > stretch.start and start < layer.end:
            yield Overlay(
                sprite=piece.key,
                x=piece.x,
                y=piece.y,
                start=start - stretch.start,
                frames=layer.end - start,
                motion=piece.motion.value,
                enter=piece.enter,
                # What stands when a film ends, stays: a price that fades is not the last word.
                exit=piece.exit if layer.end < edit.frames else 0,
            )
