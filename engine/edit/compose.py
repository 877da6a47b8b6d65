"""Compose: the frames of one segment: takes, transitions and type, as yuv420p.

Frames are blended with OpenCV and NumPy rather than in an FFmpeg filter graph: as fast (1.76 to
1.78 times the encoder alone), and type moves by fractions of a pixel, which `overlay` cannot.
What it makes is keyed by the revision of `engine.edit.segments`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from engine.edit.conform import conformed
from engine.edit.motion import pose_at
from engine.edit.segments import Incoming, Overlay, Segment, TakeRange
from engine.edit.sprite import Sprite
from engine.edit.transitions import transition_kind
from engine.media.frames import Planes, planes

__all__ = ["composed"]


def composed(
    segment: Segment, take_at: Callable[[str], Path], sprite_at: Callable[[str], NDArray[Any]]
) -> Iterator[bytes]:
    """Each frame of the segment, ready for an encoder.

    `take_at` gives a take's file, `sprite_at` a sprite's RGBA pixels. Raises EncodeError where a
    take ends before the segment does, or where there is no transition of the kind.
    """
    overlays = [(one, Sprite(sprite_at(one.sprite), one.x, one.y)) for one in segment.overlays]
    frames = _frames(segment.shown, segment, take_at)
    if segment.incoming is not None:
        after = _frames(segment.incoming.shown, segment, take_at)
        frames = _joined(frames, after, segment.incoming)
    for n, frame in enumerate(frames):
        yield b"".join(plane.tobytes() for plane in _composited(frame, overlays, n))


def _frames(shown: TakeRange, segment: Segment, take_at: Callable[[str], Path]) -> Iterator[Planes]:
    """The take's frames for the segment, in the segment's size and rate."""
    path, canvas = take_at(shown.take), segment.canvas
    if shown.native is None:
        return planes(path, shown.first, segment.frames)
    return conformed(path, shown.first, segment.frames, native=shown.native, canvas=canvas)


def _joined(before: Iterable[Planes], after: Iterable[Planes], how: Incoming) -> Iterator[Planes]:
    """Both takes' frames as their transition shows them, which may have begun a segment earlier."""
    kind, transition = transition_kind(how.transition.kind), how.transition
    pairs = zip(before, after, strict=True)
    for n, (first, second) in enumerate(pairs, how.gone + 1):
        yield kind.blend(first, second, n / (transition.frames + 1), transition.parameters)


def _composited(frame: Planes, overlays: Sequence[tuple[Overlay, Sprite]], n: int) -> Planes:
    """The frame with its overlays; a copy, because the decoder owns the original planes."""
    reach = frame[0].shape[0] * 0.05
    active = [
        (sprite, pose_at(one.motion, n - one.start, one.frames, **_times(one), height=reach))
        for one, sprite in overlays
        if 0 <= n - one.start < one.frames
    ]
    if not active:
        return frame
    y, u, v = (plane.copy() for plane in frame)
    for sprite, pose in active:
        sprite.blend((y, u, v), pose)
    return y, u, v


def _times(overlay: Overlay) -> dict[str, int]:
    return {"enter": overlay.enter, "leave": overlay.exit}
