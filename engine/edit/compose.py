"""Compose: the frames of one segment: takes, dissolves and type, as yuv420p.

Frames are blended with OpenCV and NumPy rather than in an FFmpeg filter graph: as fast (1.76 to
1.78 times the encoder alone), and type moves by fractions of a pixel, which `overlay` cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import cv2
from numpy.typing import NDArray

from engine.edit.conform import conformed
from engine.edit.motion import pose_at
from engine.edit.segments import Segment, Shown, Worn
from engine.edit.sprite import Planes, Sprite
from engine.media.frames import planes

__all__ = ["composed"]


def composed(
    segment: Segment, take_at: Callable[[str], Path], sprite_at: Callable[[str], NDArray[Any]]
) -> Iterator[bytes]:
    """Each frame of the segment, ready for an encoder.

    `take_at` gives a take's file, `sprite_at` a sprite's RGBA pixels. Raises EncodeError where a
    take ends before the segment does.
    """
    worn = [(item, Sprite(sprite_at(item.sprite), item.x, item.y)) for item in segment.worn]
    shown = under = _frames(segment.under, segment, take_at)
    if segment.over is not None:
        over = _frames(segment.over, segment, take_at)
        shown = _dissolved(under, over, segment.frames)
    for n, frame in enumerate(shown):
        yield b"".join(plane.tobytes() for plane in _dressed(frame, worn, n))


def _frames(shown: Shown, segment: Segment, take_at: Callable[[str], Path]) -> Iterator[Planes]:
    """The take's frames for the segment, in the segment's size and rate."""
    path, canvas = take_at(shown.take), segment.canvas
    if shown.conform is None:
        return planes(path, shown.first, segment.frames)
    native = shown.conform.native
    return conformed(path, shown.first, segment.frames, native=native, canvas=canvas)


def _dissolved(under: Iterable[Planes], over: Iterable[Planes], frames: int) -> Iterator[Planes]:
    for n, (first, second) in enumerate(zip(under, over, strict=True), 1):
        share = n / (frames + 1)
        y, u, v = (
            cv2.addWeighted(a, 1 - share, b, share, 0) for a, b in zip(first, second, strict=True)
        )
        yield y, u, v


def _dressed(frame: Planes, worn: Sequence[tuple[Worn, Sprite]], n: int) -> Planes:
    """The frame with the type that it wears; a copy, since the planes are the decoder's own."""
    reach = frame[0].shape[0] * 0.05
    active = [
        (sprite, pose_at(item.motion, n - item.start, item.frames, **_times(item), height=reach))
        for item, sprite in worn
        if 0 <= n - item.start < item.frames
    ]
    if not active:
        return frame
    y, u, v = (plane.copy() for plane in frame)
    for sprite, pose in active:
        sprite.blend((y, u, v), pose)
    return y, u, v


def _times(item: Worn) -> dict[str, int]:
    return {"enter": item.enter, "leave": item.exit}
