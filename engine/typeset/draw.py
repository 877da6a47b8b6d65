"""Draw: one recipe as pixels.

It knows how each form looks; not where it will stand or when. All coverage is float32 from 0 to 1.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.brand import Brand
from engine.colours import rgb
from engine.shapes import rounded
from engine.typeset.letters import Face, coverage, ink
from engine.typeset.logo import logo_pixels
from engine.typeset.recipe import SpriteRecipe
from engine.typeset.text import face_of, middle_of, tag_parts

__all__ = ["draw"]

Pixels = NDArray[Any]

_DEPTH = 0.42
"""How solid the soft tone behind letters is at most: felt, not seen."""


def draw(recipe: SpriteRecipe, brand: Brand) -> Pixels:
    """The piece as (h, w, 4) uint8 RGBA, straight alpha; the same recipe gives the same bytes.

    Raises RowError (GLYPH).
    """
    match recipe.form:
        case "line":
            return _line(recipe, brand)
        case "plate":
            return _plate(recipe, brand)
        case "tag":
            return _tag(recipe, brand)
        case "rule":
            shape = rounded(recipe.width, recipe.height, recipe.radius)
            return _filled(shape * recipe.strength, recipe.fill)
        case "scrim":
            shape = _soft(recipe.width, recipe.height, recipe.size)
            return _filled(shape * recipe.strength, recipe.fill)
        case "logo":
            return logo_pixels(recipe, brand)


def _line(recipe: SpriteRecipe, brand: Brand) -> Pixels:
    letters = coverage(recipe.text[0], face_of(recipe, brand), recipe.size)
    cover = _padded(letters, recipe.pad) * recipe.opacity
    return _shadowed(cover, recipe.colour, recipe.shadow, pad=recipe.pad)


def _plate(recipe: SpriteRecipe, brand: Brand) -> Pixels:
    """Lines centred on a rounded plate."""
    face = face_of(recipe, brand)
    shape = rounded(recipe.width, recipe.height, recipe.radius)
    letters = np.zeros_like(shape)
    leading = recipe.height / len(recipe.text) if len(recipe.text) == 1 else recipe.size * 1.3
    first = (recipe.height - leading * (len(recipe.text) - 1)) / 2
    for n, text in enumerate(recipe.text):
        box = ink(text, face, recipe.size)
        middle = first + n * leading
        _put(letters, text, face, recipe.size, (recipe.width - box.width) / 2, middle)
    return _over(_filled(shape * recipe.strength, recipe.fill), letters, recipe.colour)


def _tag(recipe: SpriteRecipe, brand: Brand) -> Pixels:
    """The price on its tag, and beside it what it was, struck through."""
    parts = tag_parts(recipe, brand)
    plate = np.zeros((recipe.height, recipe.width), np.float32)
    plate[:, : parts.plate] = rounded(parts.plate, recipe.height, recipe.radius)
    price = np.zeros_like(plate)
    face = face_of(recipe, brand)
    _put(price, recipe.text[0], face, recipe.size, parts.inset, recipe.height / 2)
    pixels = _over(_filled(plate, recipe.fill), price, recipe.colour)
    if len(recipe.text) == 1:
        return pixels
    was = np.zeros_like(plate)
    middle = recipe.height / 2
    box = _put(was, recipe.text[1], parts.was_face, parts.was_size, parts.was_left, middle)
    thick = max(1, round(0.07 * parts.was_size))
    top = round(middle - thick / 2)
    reach = round(0.12 * parts.was_size)
    was[top : top + thick, box[0] - reach : box[1] + reach] = 1.0
    cover = was * recipe.opacity
    beside = _shadowed(cover, recipe.second, recipe.shadow, pad=parts.inset // 2)
    pixels[:, parts.plate :] = beside[:, parts.plate :]
    return pixels


def _put(
    onto: Pixels, text: str, face: Face, size: float, left: float, middle: float
) -> tuple[int, int]:
    """Add a line's coverage with its capitals' middle at `middle`; its first and last column."""
    box, letters = ink(text, face, size), coverage(text, face, size)
    top = round(middle + middle_of(text) * size) + box.top
    column = round(left)
    onto[top : top + box.height, column : column + box.width] = letters
    return column, column + box.width


def _filled(cover: Pixels, colour: str) -> Pixels:
    """One colour at (h, w) coverage, as (h, w, 4) uint8 RGBA with straight alpha."""
    flat = np.broadcast_to(np.asarray(rgb(colour), np.float32), (*cover.shape, 3))
    return _bytes(flat, cover)


def _over(under: Pixels, cover: Pixels, colour: str) -> Pixels:
    """A colour at coverage over RGBA pixels of the same size (Porter and Duff, 1984)."""
    below = under[..., 3].astype(np.float32) / 255 * (1 - cover)
    alpha = cover + below
    mixed = np.asarray(rgb(colour), np.float32) * cover[..., None]
    mixed = mixed + under[..., :3].astype(np.float32) / 255 * below[..., None]
    return _bytes(mixed / np.maximum(alpha, 1e-6)[..., None], alpha)


def _shadowed(cover: Pixels, colour: str, shadow: str, *, pad: int) -> Pixels:
    """Letters over a soft tone close behind them; their outer `pad` pixels hold its fall to 0.

    On a plain ground there is no tone (`shadow` is empty).
    """
    import cv2  # noqa: PLC0415 - heavy

    if not shadow:
        return _filled(cover, colour)

    near, far = (cv2.GaussianBlur(cover, (0, 0), max(0.5, pad * at)) for at in (0.09, 0.26))
    soft_tone = np.clip(0.9 * near + 1.1 * far, 0, 1) * _DEPTH * _vignette(cover.shape, pad)
    return _over(_filled(soft_tone, shadow), cover, colour)


def _padded(cover: Pixels, pad: int) -> Pixels:
    """Coverage with `pad` empty pixels around it."""
    return np.pad(cover, pad)


def _soft(width: int, height: int, feather: float) -> Pixels:
    """Coverage of a rectangle whose edges fall to 0 over `feather` pixels within its box."""
    across, down = (_slope(length, min(feather, length / 2)) for length in (width, height))
    return np.asarray(down[:, None] * across[None, :], np.float32)


def _slope(length: int, feather: float) -> Pixels:
    edge = np.minimum(np.arange(length), np.arange(length)[::-1]) / max(1.0, feather)
    t = np.clip(edge, 0, 1)
    return np.asarray(t * t * t * (t * (6 * t - 15) + 10), np.float32)


def _vignette(shape: tuple[int, ...], pad: int) -> Pixels:
    """1 inside, falling to 0 at the box's edge, so that a soft tone never ends in a line."""
    height, width = shape
    y = np.minimum(np.arange(height), np.arange(height)[::-1])[:, None]
    x = np.minimum(np.arange(width), np.arange(width)[::-1])[None, :]
    return np.clip(np.minimum(x, y) / max(1.0, 0.6 * pad), 0, 1).astype(np.float32)


def _bytes(colours: Pixels, alpha: Pixels) -> Pixels:
    both = np.dstack([colours, alpha])
    return np.clip(both * 255 + 0.5, 0, 255).astype(np.uint8)
