"""Pictures: what a specimen shows, drawn by what draws films.

It knows frames, layers and grounds; not the page that they stand on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.brand import Brand
from engine.brand_kit.samples import Samples
from engine.brand_kit.shapes import LARGEST, FrameShape, card_layers, title_layers
from engine.colours import readable_on
from engine.edit.tone import tone_for
from engine.logo import READABLE, luminance_of
from engine.typeset import Placed, draw, lay_out
from engine.typeset.logo import logo_for, logo_size
from engine.typeset.recipe import SpriteRecipe
from schemas.edit import Layer, LayerRole, TextTone
from schemas.placement import TypePlace
from schemas.setup import Canvas
from schemas.shot import CopySpace
from schemas.understanding import Area

__all__ = ["end_card", "logo_tile", "role_line", "title_card"]

Pixels = NDArray[Any]
"""(h, w, 3) uint8 RGB."""

_TILE = 960, 540
_GUIDES = "#e5358f", "#ffffff", "#000000"
"""Of guides, the first that is seen on the ground."""
_DASH = 6
_AIR = 28
"""Pixels around a line of type."""
_PLACES = {
    "16:9": (0.07, 0.1, 0.62, 0.9),
    "1:1": (0.08, 0.1, 0.92, 0.9),
    "4:5": (0.08, 0.1, 0.92, 0.9),
    "9:16": (0.07, 0.15, 0.93, 0.64),
}


def end_card(brand: Brand, shape: FrameShape, locale: str) -> Pixels:
    """The designed end card of one shape. Raises RowError for words that do not fit."""
    ground, layers = card_layers(brand, shape, locale)
    return _framed(layers, shape, brand, ground)


def title_card(
    brand: Brand, shape: FrameShape, ground: str, samples: Samples, locale: str
) -> Pixels:
    """A frame of type alone on one of the brand's colours, with the logo where it is read."""
    left, top, right, bottom = _PLACES[shape.name]
    place = TypePlace(box=Area(left=left, top=top, right=right, bottom=bottom), on=ground.lower())
    kicker = brand.settings.name or samples.months[10]
    words = [
        (LayerRole.KICKER, (kicker,)),
        (LayerRole.HEADLINE, (samples.date,)),
        (LayerRole.SUBHEAD, (", ".join(samples.days[:4]),)),
        (LayerRole.PRICE, (samples.price, samples.was_price)),
        (LayerRole.CTA, (samples.cta,)),
    ]
    tone = tone_for((), shape.canvas, CopySpace.SIDE, place)
    logo, read = brand.logo_on(luminance_of(ground))
    layers = title_layers(words, place, tone, locale, logo if read >= READABLE else None)
    return _framed(layers, shape, brand, ground)


def logo_tile(brand: Brand, ground: str) -> tuple[Pixels, float]:
    """The logo that is read best on a ground, with guides at its box and its clear space, and the
    share of its ink that is told from the ground.
    """
    tone, read = brand.logo_on(luminance_of(ground))
    asset = logo_for(brand, tone if read else TextTone.LIGHT)
    wide, high = _TILE
    tile = _plain(wide, high, ground)
    width, height = logo_size(asset, 0.32 * high, 0.5 * wide)
    left, top = (wide - width) // 2, (high - height) // 2
    recipe = SpriteRecipe(form="logo", width=width, height=height, logo=asset.sha256)
    _laid(tile, draw(recipe, brand), left, top)
    space = round(brand.tokens.logo_space * height)
    guide = readable_on(ground, *_GUIDES)
    _dashed(tile, guide, (left, top, left + width, top + height))
    around = left - space, top - space, left + width + space, top + height + space
    _dashed(tile, guide, around)
    return tile, read


def role_line(brand: Brand, role: LayerRole, text: Sequence[str], locale: str) -> Pixels:
    """A role as films of 1080 lines set it, on the brand's light colour, cropped."""
    canvas, safe = LARGEST.canvas, LARGEST.safe
    ground = brand.tokens.light.lower()
    place = TypePlace(box=Area(left=0.05, top=0.06, right=0.95, bottom=0.9), on=ground)
    layer = Layer(
        role=role,
        text=tuple(text),
        locale=locale,
        start=0,
        frames=96,
        tone=tone_for((), canvas, CopySpace.SIDE, place),
        shot="role",
        place=place,
    )
    pieces = lay_out([layer], canvas, safe, brand)
    frame = _composed(pieces, canvas, brand, ground)
    left = max(0, round(min(piece.x for piece in pieces)) - _AIR)
    top = max(0, round(min(piece.y for piece in pieces)) - _AIR)
    right = round(max(piece.right for piece in pieces)) + _AIR
    bottom = round(max(piece.bottom for piece in pieces)) + _AIR
    return np.ascontiguousarray(frame[top:bottom, left:right])


def _framed(layers: Sequence[Layer], shape: FrameShape, brand: Brand, ground: str) -> Pixels:
    pieces = lay_out(layers, shape.canvas, shape.safe, brand)
    return _composed(pieces, shape.canvas, brand, ground)


def _composed(pieces: Iterable[Placed], canvas: Canvas, brand: Brand, ground: str) -> Pixels:
    frame = _plain(canvas.width, canvas.height, ground)
    for piece in pieces:
        _laid(frame, draw(piece.recipe, brand), round(piece.x), round(piece.y))
    return frame


def _plain(width: int, height: int, colour: str) -> Pixels:
    frame = np.empty((height, width, 3), np.uint8)
    frame[:] = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return frame


def _laid(frame: Pixels, rgba: Pixels, left: int, top: int) -> None:
    """A piece over the frame, clipped to it."""
    high, wide = frame.shape[:2]
    first = max(0, -top), max(0, -left)
    rgba = rgba[first[0] : high - top, first[1] : wide - left]
    rows = slice(max(0, top), max(0, top) + rgba.shape[0])
    columns = slice(max(0, left), max(0, left) + rgba.shape[1])
    cover = rgba[..., 3:].astype(np.float32) / 255
    under = frame[rows, columns].astype(np.float32)
    frame[rows, columns] = np.rint(rgba[..., :3] * cover + under * (1 - cover)).astype(np.uint8)


def _dashed(frame: Pixels, guide: str, box: tuple[int, int, int, int]) -> None:
    """A dashed rectangle (left, top, right and bottom), two pixels thick."""
    left, top, right, bottom = box
    high, wide = frame.shape[:2]
    colour = [int(guide[at : at + 2], 16) for at in (1, 3, 5)]
    left, right = max(0, left), min(wide - 2, right)
    top, bottom = max(0, top), min(high - 2, bottom)
    for start in range(left, right, 2 * _DASH):
        for row in (top, bottom):
            frame[row : row + 2, start : min(start + _DASH, right)] = colour
    for start in range(top, bottom, 2 * _DASH):
        for column in (left, right):
            frame[start : min(start + _DASH, bottom), column : column + 2] = colour
