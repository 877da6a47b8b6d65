"""Sprite: a drawn piece of type as premultiplied YUV planes, blended into a frame.

It knows planes and poses; neither fonts nor files.
What it makes is keyed by the revision of `engine.edit.segments`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.edit.motion import REST, Pose
from engine.media.colour import bt709
from engine.media.frames import Planes

__all__ = ["Sprite", "posed"]

_EDGE = 2
"""Pixels of air around a sprite: sampling between pixels needs neighbours."""


@dataclass(frozen=True, slots=True)
class _Patch:
    """One plane's share of a sprite: where, its samples times 256, and 256 less its coverage.

    So a blend is one multiplication, one sum and one shift.
    """

    left: int
    top: int
    samples: NDArray[Any]
    rest: NDArray[Any]

    def blend(self, plane: NDArray[Any]) -> None:
        """Blend into `plane` in place, clipped to it."""
        h, w = self.samples.shape
        top, left = max(0, self.top), max(0, self.left)
        bottom, right = min(plane.shape[0], self.top + h), min(plane.shape[1], self.left + w)
        if top >= bottom or left >= right:
            return
        inner = slice(top - self.top, bottom - self.top), slice(left - self.left, right - self.left)
        under = plane[top:bottom, left:right]
        mixed = under.astype(np.uint16) * self.rest[inner] + self.samples[inner]
        plane[top:bottom, left:right] = (mixed >> 8).astype(np.uint8)


class Sprite:
    """A sprite at (x, y): its pixels' top-left corner in the frame, to a fraction of a pixel."""

    def __init__(self, rgba: NDArray[Any], x: float, y: float) -> None:
        self._x, self._y = x, y
        self._colours = _premultiplied(rgba)
        self._at_rest = self._patches(REST)

    def blend(self, frame: Planes, pose: Pose) -> None:
        """Blend into the frame's planes, in place."""
        patches = self._at_rest if pose == REST else self._patches(pose)
        for patch, plane in zip(patches, frame, strict=True):
            patch.blend(plane)

    def _patches(self, pose: Pose) -> tuple[_Patch, _Patch, _Patch]:
        import cv2  # noqa: PLC0415 - heavy, and a plan lays type out without drawing it

        left, top, placed = posed(self._colours, self._x, self._y, pose)
        high, wide = placed.shape[:2]
        half = cv2.resize(placed, (wide // 2, high // 2), interpolation=cv2.INTER_AREA)
        return (
            _patch(left, top, placed[..., 0], placed[..., 3]),
            _patch(left // 2, top // 2, half[..., 1], half[..., 3]),
            _patch(left // 2, top // 2, half[..., 2], half[..., 3]),
        )


def posed(
    colours: NDArray[Any], x: float, y: float, pose: Pose
) -> tuple[int, int, NDArray[np.float32]]:
    """`colours` (h, w, 4: three times coverage, and coverage) that stand at (x, y), in a pose, on
    the frame's pixel grid: left, top and the picture, aligned to whole chroma samples.
    """
    import cv2  # noqa: PLC0415 - as above

    height, width = colours.shape[:2]
    x += pose.dx + (1 - pose.scale) * width / 2
    y += pose.dy + (1 - pose.scale) * height / 2
    left, top = (2 * ((int(np.floor(edge)) - _EDGE) // 2) for edge in (x, y))
    wide, high = (
        2 * ((int(np.ceil(length * pose.scale)) + 3 * _EDGE + 2) // 2) for length in (width, height)
    )
    # OpenCV counts from the middles of pixels: what grows about 0 there drifts by half a pixel.
    half_pixel = (pose.scale - 1) / 2
    dx, dy = x - left + half_pixel, y - top + half_pixel
    move = np.array([[pose.scale, 0, dx], [0, pose.scale, dy]], np.float64)
    placed: NDArray[Any] = cv2.warpAffine(colours, move, (wide, high), flags=cv2.INTER_LINEAR)
    if pose.open < 1:
        placed = placed * _curtain(wide, pose.open)
    if pose.opacity < 1:
        placed = placed * pose.opacity
    return left, top, placed


def _patch(left: int, top: int, samples: NDArray[Any], coverage: NDArray[Any]) -> _Patch:
    cover = np.clip(coverage * 256 + 0.5, 0, 256).astype(np.uint16)
    rest = (256 - cover).astype(np.uint16)
    # 128 rounds the shift; where nothing covers, it must leave the plane as it is.
    value = np.where(cover > 0, np.clip(samples * 256 + 128, 0, cover * 255 + 128), 0)
    return _Patch(left, top, value.astype(np.uint16), rest)


def _premultiplied(rgba: NDArray[Any]) -> NDArray[Any]:
    """(h, w, 4) float32: Y, U, V (BT.709, limited range) times coverage, and coverage (0 to 1)."""
    alpha = rgba[..., 3].astype(np.float32) / 255
    y, u, v = bt709(rgba)
    return np.stack([y * alpha, u * alpha, v * alpha, alpha], axis=-1)


def _curtain(width: int, share: float) -> NDArray[Any]:
    """Columns that are open from the left, with a soft edge."""
    edge = np.arange(width, dtype=np.float32)
    return np.clip((share * (width + 8) - edge) / 8, 0, 1)[None, :, None]
