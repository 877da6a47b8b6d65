"""Stage: one composed picture for a box of the frame, which the camera then moves over.

It knows where a picture stands in its box and what surrounds it; not time, and no text. Cards and
what is cut out are figures: they move over the ground, which stands still.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.colours import rgb
from engine.pictures.ground import surface
from engine.shapes import rounded
from schemas.placement import PicturePlace, Use
from schemas.setup import Canvas

__all__ = ["CARDED", "DENSITY", "Rect", "Stage", "colour_of", "composed", "on_colour"]
__all__ += ["over", "rect_of"]

DENSITY = 1.06
"""Pixels of a stage per pixel of the frame, so that a camera that moves in stays sharp."""
_FEATHER = 0.8
"""Share of the ground between a subject and its picture's edge over which that edge fades into the
plain ground."""

_MIRRORED, _MIRROR = 0.20, 0.30
"""How much of a thing a floor mirrors, and for what share of its height: then it has faded."""
_LIFTED = ((0.20, 0.040, 0.030), (0.22, 0.010, 0.008))
"""The shadows of what is cut out: depth, blur and drop, the last two in shares of the
frame's short side."""
CARDED = ((0.30, 0.030, 0.018), (0.22, 0.007, 0.004))
"""The same of a card."""
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
    """(h, w, 3) RGB bytes, `DENSITY` times the size of the box that they fill at rest.

    Of a figure, (h, w, 4): its colours times its coverage, and its coverage.
    """

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
    short = min(canvas.width, canvas.height) * DENSITY
    match place.use:
        case Use.FILL:
            stage = _laid(on_colour(picture, place.ground), size, scale, corner)
        case Use.PLAIN:
            even = _evened(on_colour(picture, place.ground), colour_of(place.ground))
            laid = _laid(even, size, scale, corner)
            known = _known(place, picture.shape, (scale, corner), size)[..., None]
            stage = laid * known + colour_of(place.ground) * (1 - known)
        case Use.CUT_OUT:
            stage = _cut_out(picture, size, scale, corner, short, floor=place.floor)
        case Use.CARD:
            stage = _card(picture, place, size, (scale, corner), (radius * short, short))
    return Stage(np.clip(stage * 255 + 0.5, 0, 255).astype(np.uint8), rect)


def over(stage: Stage, ground: str) -> NDArray[Any]:
    """(h, w, 3) RGB bytes of a stage on a plain colour."""
    if stage.pixels.shape[2] == 3:
        return stage.pixels
    rest = 1 - stage.pixels[..., 3:].astype(np.float32) / 255
    under = colour_of(ground) * 255 * rest
    return np.clip(stage.pixels[..., :3] + under + 0.5, 0, 255).astype(np.uint8)


def colour_of(colour: str) -> NDArray[Any]:
    """Red, green and blue from 0 to 1 of `#rrggbb`."""
    return np.array(rgb(colour), np.float32)


def _even(length: int, share: float) -> int:
    return 2 * round(length * share / 2)


def on_colour(picture: NDArray[Any], colour: str) -> NDArray[Any]:
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

    The edge is the picture's or the box's, whichever is nearer; not the frame's, nor that of a box
    whose edge is seen, at which nothing goes on.
    """
    subject, box = place.subject, place.box
    assert subject is not None  # noqa: S101 - a plain use is placed with its subject
    scale, (left, top) = laid
    goes_on = not place.edged
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
            (at - low, start + first * span - low, start > 0 or (goes_on and frame_low > 0)),
            (
                high - 1 - at,
                high - (start + last * span),
                start + span < length or (goes_on and frame_high < 1),
            ),
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
    size: tuple[int, int],
    scale: float,
    corner: tuple[float, float],
    short: float,
    *,
    floor: bool,
) -> Image:
    """The picture's opaque part, with a soft shadow under it, or mirrored by a floor."""
    share = picture[..., 3:].astype(np.float32) / 255
    # Colours are weighed by their share before they are scaled: no fringe of what lay behind.
    weighed = np.dstack([picture[..., :3].astype(np.float32) / 255 * share, share])
    figure = _laid(weighed, size, scale, corner, outside=cv2.BORDER_CONSTANT)
    solid = np.clip((figure[..., 3] - 0.5) * 2, 0, 1)
    rows = np.flatnonzero(solid.max(1) > 0.5)
    if floor and len(rows):
        under = _mirrored(figure, int(rows[0]), int(rows[-1]) + 1)
        return _upon(figure, _upon(under, _contact(solid, int(rows[-1]), short)))
    return _upon(figure, _shadow(solid, _LIFTED, short))


def _upon(figure: Image, under: Image) -> Image:
    """Colours times coverage, and coverage (h, w, 4), of one over the other."""
    return figure + under * (1 - figure[..., 3:])


def _shadow(solid: Image, layers: Sequence[tuple[float, float, float]], short: float) -> Image:
    """What something solid (h, w) takes of the light on its ground: black, and how much of it."""
    light = np.ones(solid.shape, np.float32)
    for depth, blur, drop in layers:
        by = round(drop * short)
        moved = np.zeros_like(solid)
        moved[by:] = solid[: len(solid) - by]
        light *= 1 - depth * cv2.GaussianBlur(moved, (0, 0), max(0.3, blur * short))
    black = np.zeros((*solid.shape, 4), np.float32)
    black[..., 3] = 1 - light
    return black


def _mirrored(figure: Image, top: int, bottom: int) -> Image:
    """What a floor under a figure shows of it, fading away from it."""
    found = np.zeros_like(figure)
    length = min(len(figure) - bottom, round(_MIRROR * (bottom - top)), bottom)
    if length > 0:
        fading = np.linspace(_MIRRORED, 0, length, dtype=np.float32)[:, None, None]
        found[bottom : bottom + length] = figure[bottom - length : bottom][::-1] * fading
    return found


def _contact(solid: Image, bottom: int, short: float) -> Image:
    """The narrow shadow where a figure stands: an ellipse under its lowest part."""
    low = np.flatnonzero(solid[max(0, bottom - round(0.03 * short)) : bottom + 1].max(0) > 0.5)
    flat = np.zeros_like(solid)
    middle, half = (int(low[0] + low[-1]) // 2, bottom), max(2, int(low[-1] - low[0]) // 2)
    cv2.ellipse(flat, middle, (half, max(2, round(0.010 * short))), 0, 0, 360, 1.0, -1, cv2.LINE_AA)
    return _shadow(flat, ((0.55, 0.012, 0.0), (0.25, 0.035, 0.008)), short)


def _card(
    picture: NDArray[Any],
    place: PicturePlace,
    size: tuple[int, int],
    laid: tuple[float, tuple[float, float]],
    rounding: tuple[float, float],
) -> Image:
    """The whole picture as a card with round corners and a soft shadow."""
    (scale, corner), (radius, short) = laid, rounding
    card = _resized(on_colour(picture, place.paper or place.ground), scale)
    h, w = card.shape[:2]
    left, top = round(corner[0]), round(corner[1])
    mask = rounded(w, h, radius)[..., None]
    figure = np.zeros((size[1], size[0], 4), np.float32)
    figure[top : top + h, left : left + w] = np.dstack([card * mask, mask])
    return _upon(figure, _shadow(np.ascontiguousarray(figure[..., 3]), CARDED, short))


def _resized(picture: NDArray[Any], scale: float) -> Image:
    """The picture at `scale`, from 0 to 1; enlarged with Lanczos."""
    size = max(2, round(picture.shape[1] * scale)), max(2, round(picture.shape[0] * scale))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LANCZOS4
    scaled = cv2.resize(picture, size, interpolation=how).astype(np.float32)
    return scaled / 255 if picture.dtype == np.uint8 else np.clip(scaled, 0, 1)
