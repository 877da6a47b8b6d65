"""Lettering: a drawn piece of type as a clip of MoviePy's that stands over the picture.

It is posed by the arithmetic of `engine.edit.sprite`, so that type moves by fractions of a pixel
here too; MoviePy lays it over the picture.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.assembler.takes import frame_at
from engine.edit.motion import REST, Pose, pose_at
from engine.edit.segments import Overlay
from engine.edit.sprite import posed
from schemas.setup import Canvas
from schemas.timing import seconds_of

__all__ = ["lettering"]

_REACH = 0.05
"""Of the frame's height: how far type travels, as `engine.edit.compose` has it."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """A piece as it stands in one frame: its place, its RGB, and its coverage from 0 to 1."""

    left: int
    top: int
    rgb: NDArray[np.uint8]
    coverage: NDArray[np.float32]


@dataclass(slots=True)
class _Piece:
    """A piece of type; drawn pixels are opened when it is first shown."""

    overlay: Overlay
    pixels: Callable[[str], NDArray[Any]]
    canvas: Canvas
    _colours: NDArray[np.float32] | None = None
    _kept: dict[Pose, _Shown] = field(default_factory=dict)

    def at(self, seconds: float) -> _Shown:
        one = self.overlay
        number = min(max(frame_at(seconds, self.canvas), 0), one.frames - 1)
        pose = pose_at(
            one.motion,
            number,
            one.frames,
            enter=one.enter,
            leave=one.exit,
            height=self.canvas.height * _REACH,
        )
        if pose not in self._kept:
            # Asked for three times a frame; at rest it stays the same for most of its time.
            self._kept = {rest: shown for rest, shown in self._kept.items() if rest == REST}
            self._kept[pose] = self._posed(pose)
        return self._kept[pose]

    def _posed(self, pose: Pose) -> _Shown:
        if self._colours is None:
            rgba = self.pixels(self.overlay.sprite).astype(np.float32)
            solid = rgba[..., 3:] / 255
            self._colours = np.concatenate(
                [rgba[..., :3] * solid, solid], axis=-1, dtype=np.float32
            )
        left, top, placed = posed(self._colours, self.overlay.x, self.overlay.y, pose)
        coverage = placed[..., 3]
        rgb = placed[..., :3] / np.maximum(coverage, 1e-6)[..., None]
        return _Shown(left, top, np.clip(rgb + 0.5, 0, 255).astype(np.uint8), coverage)


def lettering(overlay: Overlay, pixels: Callable[[str], NDArray[Any]], canvas: Canvas) -> Any:
    """The piece as a clip with a mask and a place, at its time in the film.

    `pixels` gives a sprite's RGBA. Its frames are as large as the piece is in its pose.
    """
    from moviepy import VideoClip  # noqa: PLC0415 - 0.4 s

    piece = _Piece(overlay, pixels, canvas)
    duration = seconds_of(overlay.frames, canvas.rate)
    mask = VideoClip(is_mask=True, duration=duration, has_constant_size=False)
    mask.frame_function = lambda t: np.clip(piece.at(t).coverage, 0, 1)
    clip = VideoClip(duration=duration, has_constant_size=False)
    clip.frame_function = lambda t: piece.at(t).rgb
    clip.size = mask.size = (canvas.width, canvas.height)
    placed = clip.with_mask(mask).with_position(lambda t: (piece.at(t).left, piece.at(t).top))
    return placed.with_start(seconds_of(overlay.start, canvas.rate))
