"""Stage: one composed picture for a box of the frame, which the camera then moves over.

It knows where a picture stands in its box and what surrounds it; not time, and no text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.pictures.ground import surface
from engine.shapes import rounded
from schemas.placement import PicturePlace, Use
from schemas.setup import Canvas

__all__ = ["DENSITY", "Rect", "Stage", "colour_of", "composed", "rect_of"]

DENSITY = 1.06
"""Pixels of a stage per pixel of the frame, so that a camera that moves in stays sharp."""
_FEATHER = 0.8
"""Share of the ground between a subject and its picture's edge over which that edge fades into the
plain ground."""

_FITTED, _BORDER = 64, 5
"""Pixels across at which a plain ground is measured, and of them its border."""
_STRAYS = 0.16
"""How far a plain ground may stray from its colour, from 0 to 1: what is farther is no ground."""

Image = Any
"""(h, w, 3) float32 RGB from 0 to 1; NumPy's and OpenCV's stubs disagree on its type."""


@dataclass(frozen=True, slots=True)
class Rect:
    """A box of the frame in whole, even pixels, as colour planes of half the size need."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Stage:
    """(h, w, 3) RGB bytes, `DENSITY` times the size of the box that they fill at rest."""

    pixels: NDArray[Any]
    rect: Rect


def rect_of(place: PicturePlace, canvas: Canvas) -> Rect:
    """The box that a picture has in the frame."""
    left, right = (_even(canvas.width, share) for share in (place.box.left, place.box.right))
    top, bottom = (_even(canvas.height, share) for share in (place.box.top, place.box.bottom))
    return Rect(left, top, max(2, right - left), max(2, bottom - top))


def composed(picture: NDArray[Any], place: PicturePlace, canvas: Canvas, *, radius: float) -> Stage:
    """The picture, (h, w, 3) RGB or (h, w, 4) RGBA bytes, in its box as `place` says.

    `radius` of a card's corners is a share of the frame's short side.
    """
    if picture.shape[2] == 3:
        picture = np.dstack([picture, np.full(picture.shape[:2], 255, np.uint8)])
    rect = rect_of(place, canvas)
    size = round(rect.width * DENSITY), round(rect.height * DENSITY)
    window = place.window
    wide = (window.right - window.left) * picture.shape[1]
    scale = size[0] / wide
    corner = -window.left * picture.shape[1] * scale, -window.top * picture.shape[0] * scale
    ground = np.empty((size[1], size[0], 3), np.float32)
    ground[:] = colour_of(place.ground)
    short = min(canvas.width, canvas.height) * DENSITY
    match place.use:
        case Use.FILL:
            stage = _laid(_on(picture, place.ground), size, scale, corner)
        case Use.PLAIN:
            even = _evened(_on(picture, place.ground), colour_of(place.ground))
            laid = _laid(even, size, scale, corner)
            known = _known(place, picture.shape, (scale, corner), size)[..., None]
            stage = laid * known + ground * (1 - known)
        case Use.CUT_OUT:
            stage = _cut_out(picture, ground, size, scale, corner, short)
        case Use.CARD:
            stage = _card(picture, place, ground, (scale, corner), (radius * short, short))
    return Stage(np.clip(stage * 255 + 0.5, 0, 255).astype(np.uint8), rect)


def colour_of(colour: str) -> NDArray[Any]:
    """Red, green and blue from 0 to 1 of `#rrggbb`."""
    return np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)], np.float32)


def _even(length: int, share: float) -> int:
    return 2 * round(length * share / 2)


def _on(picture: NDArray[Any], colour: str) -> NDArray[Any]:
    """RGB bytes of a picture, what is transparent on a colour."""
    alpha = picture[..., 3:]
    if alpha.min() == 255:
        return picture[..., :3]
    share = alpha.astype(np.float32) / 255
    under = colour_of(colour) * 255 * (1 - share)
    return (picture[..., :3] * share + under + 0.5).astype(np.uint8)


def _laid(
    picture: NDArray[Any],
    size: tuple[int, int],
    scale: float,
    corner: tuple[float, float],
    *,
    outside: int = cv2.BORDER_REPLICATE,
) -> Image:
    """The picture on a stage of `size`, its left upper corner at `corner`; `outside` is OpenCV's
    border for what lies beyond its edges.
    """
    scaled = _resized(picture, scale)
    # What is resized has whole pixels, so the last fraction of the scale is in the shift's matrix.
    across = picture.shape[1] * scale / scaled.shape[1]
    down = picture.shape[0] * scale / scaled.shape[0]
    shift = np.array([[across, 0, corner[0]], [0, down, corner[1]]], np.float32)
    stage = cv2.warpAffine(scaled, shift, size, flags=cv2.INTER_LINEAR, borderMode=outside)
    return np.clip(stage, 0, 1)


def _evened(picture: NDArray[Any], ground: NDArray[Any]) -> Image:
    """The picture, its fall of light taken away, so that its plain ground is one colour.

    The ground is a quadratic surface through the picture's border, less what stands out there.
    """
    height, width = picture.shape[:2]
    small = cv2.resize(picture, (_FITTED, _FITTED), interpolation=cv2.INTER_AREA) / np.float32(255)
    terms = surface(_FITTED, _FITTED)
    border = np.ones((_FITTED, _FITTED), bool)
    border[_BORDER:-_BORDER, _BORDER:-_BORDER] = False
    border &= np.abs(small - ground).max(-1) < _STRAYS
    if border.sum() < _FITTED:
        return picture
    fit, *_ = np.linalg.lstsq(terms[border], small[border] - ground, rcond=None)
    fall = np.clip(terms @ fit, -_STRAYS, _STRAYS).astype(np.float32)
    wide = cv2.resize(fall, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.clip(picture / np.float32(255) - wide, 0, 1)


def _known(
    place: PicturePlace,
    shape: tuple[int, ...],
    laid: tuple[float, tuple[float, float]],
    size: tuple[int, int],
) -> Image:
    """How far each pixel is the picture's (1) or its plain ground's (0): soft from edge to subject.

    The edge is the picture's or the box's, whichever is nearer; not the frame's, at which nothing
    goes on.
    """
    subject, box = place.subject, place.box
    assert subject is not None  # noqa: S101 - a plain use is placed with its subject
    scale, (left, top) = laid
    ends = (
        (left, shape[1] * scale, size[0], subject.left, subject.right, box.left, box.right),
        (top, shape[0] * scale, size[1], subject.top, subject.bottom, box.top, box.bottom),
    )
    known = []
    for start, span, length, first, last, frame_low, frame_high in ends:
        at = np.arange(length, dtype=np.float32)
        one = np.ones(length, np.float32)
        low, high = max(0.0, start), min(float(length), start + span)
        sides = (
            (at - low, start + first * span - low, start > 0 or frame_low > 0),
            (high - 1 - at, high - (start + last * span), start + span < length or frame_high < 1),
        )
        for distance, gap, is_open in sides:
            if is_open:
                t = np.clip(distance / max(2.0, _FEATHER * gap), 0, 1)
                one = one * (t * t * (3 - 2 * t))
        known.append(one)
    across, down = known
    return np.asarray(down[:, None] * across[None, :], np.float32)


def _cut_out(
    picture: NDArray[Any],
    ground: Image,
    size: tuple[int, int],
    scale: float,
    corner: tuple[float, float],
    short: float,
) -> Image:
    """The picture's opaque part over the ground, with a soft shadow under it."""
    share = picture[..., 3:].astype(np.float32) / 255
    # Colours are weighed by their share before they are scaled: no fringe of what lay behind.
    weighed = np.dstack([picture[..., :3].astype(np.float32) / 255 * share, share])
    stage = _laid(weighed, size, scale, corner, outside=cv2.BORDER_CONSTANT)
    colour, alpha = stage[..., :3], stage[..., 3:]
    solid = np.clip((alpha[..., 0] - 0.5) * 2, 0, 1)
    for depth, blur, drop in ((0.20, 0.040, 0.030), (0.22, 0.010, 0.008)):
        moved = np.roll(solid, round(drop * short), axis=0)
        moved[: round(drop * short)] = 0
        soft = cv2.GaussianBlur(moved, (0, 0), blur * short)[..., None]
        ground = ground * (1 - depth * soft)
    return ground * (1 - alpha) + colour


def _card(
    picture: NDArray[Any],
    place: PicturePlace,
    ground: Image,
    laid: tuple[float, tuple[float, float]],
    rounding: tuple[float, float],
) -> Image:
    """The whole picture as a card with round corners and a soft shadow."""
    (scale, corner), (radius, short) = laid, rounding
    card = _resized(_on(picture, place.paper or place.ground), scale)
    h, w = card.shape[:2]
    left, top = round(corner[0]), round(corner[1])
    mask = rounded(w, h, radius)
    whole = np.zeros(ground.shape[:2], np.float32)
    whole[top : top + h, left : left + w] = mask
    for depth, blur, drop in ((0.30, 0.030, 0.018), (0.22, 0.007, 0.004)):
        moved = np.roll(whole, round(drop * short), axis=0)
        soft = cv2.GaussianBlur(moved, (0, 0), blur * short)[..., None]
        ground = ground * (1 - depth * soft)
    under = ground[top : top + h, left : left + w]
    ground[top : top + h, left : left + w] = under * (1 - mask[..., None]) + card * mask[..., None]
    return ground


def _resized(picture: NDArray[Any], scale: float) -> Image:
    """The picture at `scale`, from 0 to 1; enlarged with Lanczos."""
    size = max(2, round(picture.shape[1] * scale)), max(2, round(picture.shape[0] * scale))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LANCZOS4
    scaled = cv2.resize(picture, size, interpolation=how).astype(np.float32)
    return scaled / 255 if picture.dtype == np.uint8 else np.clip(scaled, 0, 1)
