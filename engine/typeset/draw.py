"""Draw: one recipe as pixels, through Pango (pyvips).

It knows letters, plates and glows; not where they will stand.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

from engine.brand import Brand
from engine.typeset.fonts import families, load, load_shipped
from engine.typeset.recipe import SpriteRecipe

__all__ = ["PAD", "draw"]

PAD = 0.35
"""Air around letters for their glow, as a share of the type's size."""

Pixels = NDArray[Any]


@functools.lru_cache(maxsize=512)
def draw(recipe: SpriteRecipe, brand: Brand) -> Pixels:
    """The piece as (h, w, 4) uint8 RGBA, straight alpha. Raises RowError (GLYPH)."""
    match recipe.form:
        case "text":
            return _text(recipe, brand)
        case "plate":
            return _plate(recipe, brand)
        case "price":
            return _price(recipe, brand)
        case "rule":
            return _rounded(recipe.width, max(2, round(recipe.size)), recipe.fill, 1.0, radius=99)
        case "logo":
            return _logo(recipe, brand)


def _text(recipe: SpriteRecipe, brand: Brand) -> Pixels:
    letters = _balanced(recipe, brand)
    pad = round(PAD * recipe.size)
    alpha = np.pad(letters, pad)
    return _with_glow(alpha, recipe)


def _with_glow(alpha: Pixels, recipe: SpriteRecipe) -> Pixels:
    """Letters in their colour over a soft tone that holds them off the picture."""
    import cv2  # noqa: PLC0415 - heavy

    cover = alpha.astype(np.float32) / 255
    colour = _rgb(recipe.colour)
    if not recipe.glow:
        return _rgba(np.broadcast_to(colour, (*alpha.shape, 3)), cover)
    wide = cv2.GaussianBlur(cover, (0, 0), recipe.size * 0.13)
    near = cv2.GaussianBlur(cover, (0, 0), recipe.size * 0.035)
    glow = np.clip(wide * 0.55 + near * 0.25, 0, 0.6) * _vignette(cover.shape)
    out = cover + glow * (1 - cover)
    share = (cover / np.maximum(out, 1e-6))[..., None]
    return _rgba(colour * share + _rgb(recipe.glow) * (1 - share), out)


def _plate(recipe: SpriteRecipe, brand: Brand) -> Pixels:
    """Text on a rounded plate: captions, buttons, labels. The plate's height is the line's."""
    letters = _on_baseline(recipe, brand)
    if recipe.width and letters.shape[1] + 1.5 * recipe.size > recipe.width:
        inner = replace(recipe, width=round(recipe.width - 1.5 * recipe.size))
        letters = _balanced(inner, brand)
    across, down = round(recipe.size * 0.75), round(recipe.size * 0.42)
    height, width = letters.shape[0] + 2 * down, letters.shape[1] + 2 * across
    plate = _rounded(width, height, recipe.fill, recipe.opacity, radius=recipe.size * 0.55)
    return _over(plate, np.pad(letters, ((down, down), (across, across))), recipe.colour)


def _price(recipe: SpriteRecipe, brand: Brand) -> Pixels:
    """The price on a tag of fixed height, and what it was, struck through, beside it."""
    tag = _plate(replace(recipe, form="plate", text=recipe.text[:1]), brand)
    if len(recipe.text) == 1:
        return tag
    small = replace(recipe, form="text", size=recipe.size * 0.64, weight=400)
    was = _rgba_of(_letters(small, brand, recipe.text[1], struck=True), recipe.glow)
    gap = round(recipe.size * 0.4)
    canvas = np.zeros((tag.shape[0], tag.shape[1] + gap + was.shape[1], 4), np.uint8)
    canvas[:, : tag.shape[1]] = tag
    top = (tag.shape[0] - was.shape[0]) // 2
    canvas[top : top + was.shape[0], tag.shape[1] + gap :] = was
    return canvas


def _logo(recipe: SpriteRecipe, brand: Brand) -> Pixels:
    import cv2  # noqa: PLC0415 - heavy

    assets = (brand.logo, brand.logo_dark)
    asset = next(one for one in assets if one and one.sha256 == recipe.logo)
    pixels: Any = cv2.imdecode(np.fromfile(asset.path, np.uint8), cv2.IMREAD_UNCHANGED)
    order = cv2.COLOR_BGRA2RGBA if pixels.shape[2] == 4 else cv2.COLOR_BGR2RGBA
    pixels = cv2.cvtColor(pixels, order)
    scale = min(recipe.size / pixels.shape[0], recipe.width / pixels.shape[1])
    size = max(2, round(pixels.shape[1] * scale)), max(2, round(pixels.shape[0] * scale))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))


def _balanced(recipe: SpriteRecipe, brand: Brand) -> Pixels:
    """The text broken into as few lines as its width needs, all of about one length.

    The narrowest width that needs no more lines: no word is left alone on the last one.
    """
    text = recipe.text[0]
    widest = _letters(recipe, brand, text)
    low, high = recipe.width // 2, recipe.width
    best = widest
    while high - low > max(4, recipe.width // 40):
        middle = (low + high) // 2
        tried = _letters(replace(recipe, width=middle), brand, text)
        if tried.shape[0] <= widest.shape[0] * 1.02 and tried.shape[1] <= middle:
            best, high = tried, middle
        else:
            low = middle
    return best


def _letters(recipe: SpriteRecipe, brand: Brand, text: str, *, struck: bool = False) -> Pixels:
    """(h, w) uint8 coverage of `text`, cropped to its ink; broken at the recipe's width."""
    import pyvips  # noqa: PLC0415 - a native library

    load_shipped()
    for font in brand.fonts:
        load(font.path)
    names = families([font.path for font in brand.fonts], text)
    spacing = f' letter_spacing="{round(recipe.spacing * recipe.size * 1024)}"'
    strike = ' strikethrough="true"' if struck else ""
    markup = (
        f'<span foreground="#ffffff" font_weight="{recipe.weight}"{strike}'
        f"{spacing if recipe.spacing else ''}>{escape(text)}</span>"
    )
    options: dict[str, Any] = {"width": recipe.width} if recipe.width else {}
    if recipe.align == "centre":
        options["align"] = "centre"
    image = pyvips.Image.text(
        markup, font=f"{names} {recipe.size:.2f}", dpi=72, rgba=True, wrap="word-char", **options
    )
    return np.ascontiguousarray(image.numpy()[..., 3])


def _on_baseline(recipe: SpriteRecipe, brand: Brand) -> Pixels:
    """Coverage of the lines, each as tall as the font's tallest letters: baselines never jump."""
    lines = recipe.text[0].split("\n")
    strut = _letters(recipe, brand, "Åg")
    rows = []
    for line in lines:
        plain = _letters(recipe, brand, line)
        held = _letters(recipe, brand, line + "\u2009Åg")
        rows.append(held[:, : plain.shape[1]])
    width = max(row.shape[1] for row in rows)
    tall = max(strut.shape[0], *(row.shape[0] for row in rows))
    gap = round(recipe.size * 0.22)
    canvas = np.zeros((len(rows) * tall + (len(rows) - 1) * gap, width), np.uint8)
    for n, row in enumerate(rows):
        top = n * (tall + gap) + (tall - row.shape[0]) // 2
        left = (width - row.shape[1]) // 2
        canvas[top : top + row.shape[0], left : left + row.shape[1]] = row
    return canvas


def _rounded(width: int, height: int, fill: str, opacity: float, *, radius: float) -> Pixels:
    radius = min(radius, height / 2, width / 2)
    y, x = np.ogrid[0:height, 0:width]
    dx = np.maximum(np.abs(x - (width - 1) / 2) - (width / 2 - radius), 0)
    dy = np.maximum(np.abs(y - (height - 1) / 2) - (height / 2 - radius), 0)
    cover = np.clip(radius + 0.5 - np.hypot(dx, dy), 0, 1) * opacity
    return _rgba(np.broadcast_to(_rgb(fill), (height, width, 3)), cover)


def _over(plate: Pixels, letters: Pixels, colour: str) -> Pixels:
    cover = letters.astype(np.float32)[..., None] / 255
    under = plate[..., 3:].astype(np.float32) / 255
    alpha = cover + under * (1 - cover)
    mixed = _rgb(colour) * cover + plate[..., :3] / 255 * under * (1 - cover)
    return _rgba(mixed / np.maximum(alpha, 1e-6), alpha[..., 0])


def _vignette(shape: tuple[int, ...]) -> Pixels:
    """1 inside, falling to 0 at the sprite's own edge, so that a glow never ends in a line."""
    y, x = np.ogrid[0 : shape[0], 0 : shape[1]]
    edge = np.minimum(np.minimum(x, shape[1] - 1 - x), np.minimum(y, shape[0] - 1 - y))
    return np.asarray(np.clip(edge / max(4, 0.12 * min(shape)), 0, 1), np.float32)


def _rgba_of(cover: Pixels, colour: str) -> Pixels:
    return _rgba(np.broadcast_to(_rgb(colour), (*cover.shape, 3)), cover.astype(np.float32) / 255)


def _rgba(colours: Pixels, alpha: Pixels) -> Pixels:
    both = np.dstack([colours, alpha])
    return np.clip(both * 255 + 0.5, 0, 255).astype(np.uint8)


def _rgb(colour: str) -> Pixels:
    return np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)], np.float32)
