"""Tour: a picture that stands whole, and becomes a window onto a part of itself.

The camera moves about the one point of the picture that stays where it is, and the window's edges
move with it. It knows shares, pixels and time; neither words nor layouts. What it makes is keyed by
the revision of the animatic renderer's offers.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, log
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.media.frames import Planes
from engine.renderers.animatic.stage import CARDED, Rect, on_colour, rect_of
from engine.renderers.take import planes
from schemas.placement import PicturePlace, Stop, Use, Window
from schemas.setup import Canvas

__all__ = ["TAKES", "Pose", "Toured", "draw_tour", "pose_at", "toured"]

TAKES = 1.1
"""Seconds that the camera is on its way."""
_SAME = 0.01
"""Difference of two scales under which the camera pans."""
_LEVEL = 1.5
"""Times the size between one copy of the picture and the next: between two of them lines would
shimmer, so what is seen is mixed of both."""


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the window stands in the frame, how large a pixel of the picture is seen, and where in
    the frame its upper left corner would be. In pixels of the frame.

    `framed` is how far it is a window rather than the whole picture, from 0 to 1.
    """

    left: float
    top: float
    right: float
    bottom: float
    scale: float
    x: float
    y: float
    framed: float


@dataclass(frozen=True, slots=True)
class Toured:
    """A picture that is gone into, `width` pixels wide.

    `poses` are where the camera stands, from the whole on, each with the seconds after which it
    sets out for it. `levels` are copies of the picture, each with its scale, from the smallest that
    is seen to the largest; coverage comes with those of transparent pictures.
    """

    rect: Rect
    width: int
    poses: tuple[tuple[float, Pose], ...]
    levels: tuple[tuple[float, Planes, tuple[NDArray[Any], NDArray[Any]] | None], ...]
    radius: float
    short: int


def toured(picture: NDArray[Any], place: PicturePlace, canvas: Canvas, *, radius: float) -> Toured:
    """The picture, (h, w, 3) RGB or (h, w, 4) RGBA bytes, as it is gone into.

    `radius` of the window's corners is a share of the frame's short side.
    """
    height, width = picture.shape[:2]
    short = min(canvas.width, canvas.height)
    if picture.shape[2] == 4 and place.use is Use.CARD:
        picture = on_colour(picture, place.paper or place.ground)
    whole = _whole(place, canvas, (width, height))
    stops = [(stop.after, _near(stop, whole, canvas, (width, height))) for stop in place.tour]
    found = sorted({whole.scale, *(pose.scale for _, pose in stops)})
    count = max(1, ceil(log(found[-1] / found[0]) / log(_LEVEL)))
    between = (found[0] * (found[-1] / found[0]) ** (n / count) for n in range(1, count))
    scales = sorted({*found, *between})
    return Toured(
        rect=rect_of(place, canvas),
        width=width,
        poses=((0.0, whole), *stops),
        levels=tuple(_level(picture, scale) for scale in scales),
        radius=radius * short,
        short=short,
    )


def pose_at(tour: Toured, seconds: float) -> Pose:
    """Where the camera is, so many seconds into the shot: it sets out softly and comes to rest."""
    number = max(n for n, (after, _) in enumerate(tour.poses) if after <= seconds or not n)
    (after, other), (_, one) = tour.poses[number], tour.poses[max(0, number - 1)]
    share = min(1.0, (seconds - after) / TAKES)
    if share >= 1 or one == other or not number:
        return other
    gone = share * share * share * (share * (6 * share - 15) + 10)
    # Steps of equal ratio look even; all that stands in the frame moves in step with the scale.
    scale = one.scale * (other.scale / one.scale) ** gone
    is_zoom = abs(other.scale / one.scale - 1) > _SAME
    way = (scale - one.scale) / (other.scale - one.scale) if is_zoom else gone
    begun, ends = (np.array([p.left, p.top, p.right, p.bottom, p.x, p.y]) for p in (one, other))
    left, top, right, bottom, x, y = (begun + (ends - begun) * way).tolist()
    framed = one.framed + (other.framed - one.framed) * gone
    return Pose(left, top, right, bottom, scale, x, y, framed)


def draw_tour(frame: Planes, tour: Toured, pose: Pose) -> None:
    """Draw what is seen from there, with the window's shadow, into the frame's planes."""
    rect = tour.rect
    cover = _cover(rect, pose, tour)
    see_through = tour.levels[0][2] is not None
    # A picture that is transparent has the shadow that its owner gave it.
    shadow = np.ones_like(cover) if see_through else _shadow(rect, pose, tour)
    covers = cover, _halved(cover)
    lights = shadow, _halved(shadow)
    for n, plane in enumerate(frame):
        by = 1 if n == 0 else 2
        rows = slice(rect.top // by, (rect.top + rect.height) // by)
        columns = slice(rect.left // by, (rect.left + rect.width) // by)
        black = np.float32(16 if n == 0 else 128)
        under = black + (plane[rows, columns].astype(np.float32) - black) * lights[by - 1]
        seen, solid = _sampled(tour, pose, n)
        share = covers[by - 1] * solid if see_through else covers[by - 1]
        plane[rows, columns] = under + (seen - under) * share + np.float32(0.5)


def _whole(place: PicturePlace, canvas: Canvas, size: tuple[int, int]) -> Pose:
    """The whole picture as its window has it, on whole pixels: there it is not resampled."""
    box, window = place.box, place.window
    wide, _high = (box.right - box.left) * canvas.width, (box.bottom - box.top) * canvas.height
    scale = wide / (window.right - window.left) / size[0]
    x = round(box.left * canvas.width - window.left * size[0] * scale)
    y = round(box.top * canvas.height - window.top * size[1] * scale)
    scale = _even(size[0] * scale) / size[0]
    return Pose(x, y, x + _even(size[0] * scale), y + _even(size[1] * scale), scale, x, y, 0.0)


def _near(stop: Stop, whole: Pose, canvas: Canvas, size: tuple[int, int]) -> Pose:
    box, window = stop.box, stop.window
    if window == Window(left=0, top=0, right=1, bottom=1):
        return whole
    left, right = round(box.left * canvas.width), round(box.right * canvas.width)
    top, bottom = round(box.top * canvas.height), round(box.bottom * canvas.height)
    scale = (right - left) / (window.right - window.left) / size[0]
    scale = _even(size[0] * scale) / size[0]
    x = round(left - window.left * size[0] * scale)
    y = round(top - window.top * size[1] * scale)
    return Pose(left, top, right, bottom, scale, x, y, 1.0)


def _level(
    picture: NDArray[Any], scale: float
) -> tuple[float, Planes, tuple[NDArray[Any], NDArray[Any]] | None]:
    """The picture's planes at a scale, and its coverage where it is transparent."""
    wide, high = _even(picture.shape[1] * scale), _even(picture.shape[0] * scale)
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LANCZOS4
    if picture.shape[2] == 3:
        return scale, planes(cv2.resize(picture, (wide, high), interpolation=how)), None
    alpha = picture[..., 3:].astype(np.float32) / 255
    # Colours are weighed by their share before they are scaled: no fringe of what lay behind.
    weighed = np.dstack([picture[..., :3].astype(np.float32) * alpha, alpha])
    small = cv2.resize(weighed, (wide, high), interpolation=how)
    solid = np.clip(small[..., 3], 0, 1)
    colours = small[..., :3] / np.maximum(solid, 1e-3)[..., None]
    found = planes(np.clip(colours + 0.5, 0, 255).astype(np.uint8))
    return scale, found, (solid, _halved(solid))


def _sampled(tour: Toured, pose: Pose, n: int) -> tuple[Any, Any]:
    """Plane `n` of what is seen in the box, and how solid it is, of the two nearest copies."""
    scales = [scale for scale, _, _ in tour.levels]
    for at, (low, high) in enumerate(pairwise(scales)):
        if pose.scale <= high or at == len(scales) - 2:
            share = log(pose.scale / low) / log(high / low) if high > low else 0.0
            share = min(1.0, max(0.0, share))
            if share in {0, 1}:
                return _warped(tour, pose, n, at + round(share))
            pairs = zip(_warped(tour, pose, n, at), _warped(tour, pose, n, at + 1), strict=True)
            seen, solid = (one + (other - one) * np.float32(share) for one, other in pairs)
            return seen, solid
    return _warped(tour, pose, n, 0)


def _warped(tour: Toured, pose: Pose, n: int, level: int) -> tuple[Any, Any]:
    rect, by = tour.rect, 1 if n == 0 else 2
    _, parts, covers = tour.levels[level]
    part = parts[n]
    whole_wide = parts[0].shape[1]
    size = rect.width // by, rect.height // by
    # The picture's pixels stand at halves: what lies at i in a plane lies at (i + 0.5) * by in the
    # frame, and at u in the picture at u * scale / by - 0.5 in a copy of it.
    ratio = whole_wide / tour.width / pose.scale
    x = (0.5 * by + rect.left - pose.x) * ratio / by - 0.5
    y = (0.5 * by + rect.top - pose.y) * ratio / by - 0.5
    matrix = np.array([[ratio, 0, x], [0, ratio, y]], np.float64)
    flags = (cv2.INTER_CUBIC if n == 0 else cv2.INTER_LINEAR) | cv2.WARP_INVERSE_MAP
    seen = cv2.warpAffine(part, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    solid: Any = np.float32(1)
    if covers is not None:
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        solid = cv2.warpAffine(covers[by - 1], matrix, size, flags=flags, borderValue=0.0)
    return seen.astype(np.float32), solid


def _cover(rect: Rect, pose: Pose, tour: Toured) -> NDArray[Any]:
    """How much of each pixel of the box the window covers; its corners are round."""
    see_through = tour.levels[0][2] is not None
    radius = max(0.5, tour.radius * (pose.framed if see_through else 1.0))
    radius = min(radius, (pose.right - pose.left) / 2, (pose.bottom - pose.top) / 2)
    across = np.arange(rect.width, dtype=np.float32) + np.float32(rect.left + 0.5)
    down = np.arange(rect.height, dtype=np.float32) + np.float32(rect.top + 0.5)
    dx = np.abs(across - (pose.left + pose.right) / 2) - ((pose.right - pose.left) / 2 - radius)
    dy = np.abs(down - (pose.top + pose.bottom) / 2) - ((pose.bottom - pose.top) / 2 - radius)
    far = np.hypot(np.maximum(dx, 0)[None, :], np.maximum(dy, 0)[:, None])
    inside = np.minimum(np.maximum(dx[None, :], dy[:, None]), 0)
    cover: NDArray[Any] = np.clip(radius + 0.5 - far - inside, 0, 1)
    return cover.astype(np.float32)


def _shadow(rect: Rect, pose: Pose, tour: Toured) -> NDArray[Any]:
    """How much light the ground has around the window: shadows as a card's, of a box."""
    across = np.arange(rect.width, dtype=np.float32) + np.float32(rect.left + 0.5)
    down = np.arange(rect.height, dtype=np.float32) + np.float32(rect.top + 0.5)
    light = np.ones((rect.height, rect.width), np.float32)
    for depth, blur, drop in CARDED:
        soft = max(0.3, blur * tour.short)
        wide = _soft((across - pose.left) / soft) - _soft((across - pose.right) / soft)
        low = drop * tour.short
        high = _soft((down - pose.top - low) / soft) - _soft((down - pose.bottom - low) / soft)
        light *= 1 - np.float32(depth) * (high[:, None] * wide[None, :])
    return light


def _soft(z: NDArray[Any]) -> NDArray[Any]:
    """The normal distribution at z, within 0.0004 of it (Page 1977)."""
    found: NDArray[Any] = 0.5 + 0.5 * np.tanh(0.79788 * (z + 0.044715 * z**3))
    return found


def _halved(plane: NDArray[Any]) -> NDArray[Any]:
    half = plane.shape[1] // 2, plane.shape[0] // 2
    found: NDArray[Any] = cv2.resize(plane, half, interpolation=cv2.INTER_AREA)
    return found


def _even(length: float) -> int:
    return max(2, 2 * round(length / 2))
