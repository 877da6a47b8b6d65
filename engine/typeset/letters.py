"""Letters: one line of text as coverage, measured and drawn through Pango (pyvips).

It knows shaping and baselines; neither colours nor places. The only room that calls Pango.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np
from numpy.typing import NDArray

from engine.typeset.fonts import ascent_of, family_of, load, runs
from engine.typeset.lines import CLOSERS, OPENERS, STOPS, is_cjk, is_ideograph

__all__ = ["Face", "Ink", "advance", "coverage", "ink"]

_DRAWN = 144
"""Pixels: letters are drawn at least this large and scaled down, so that hinting and whole-pixel
advances, which make small type uneven, do not show."""
_MEASURED = 100.0
"""The size that widths are measured at."""
_PARTS = re.compile(r"\s|[\u3400-\u9fff]|[^\s\u3400-\u9fff]+")
_SQUARE = "\u4e2d"
"""A Chinese character, to measure others beside."""
_HEAVY = 600
"""The weight from which Chinese is set bold."""
_DOUBLED = re.compile(f"(?<=[{STOPS}{CLOSERS}])[{OPENERS}]|[{CLOSERS}](?=[{STOPS}{CLOSERS}])")
"""Of two marks with half a square of air between them, the one that gives it up (CLREQ 3.1.6)."""
_AIR = "\u2009"
"""Between Chinese and Latin where the text has no space of its own (CLREQ 3.2.2)."""


@dataclass(frozen=True, slots=True)
class Face:
    """What letters look like at any size. `spacing` is a share of the size; figures are tabular
    where amounts are to stand still.
    """

    own: tuple[Path, ...] = ()
    weight: int = 400
    spacing: float = 0.0
    tabular: bool = False
    locale: str = ""


@dataclass(frozen=True, slots=True)
class Ink:
    """The box of a line's ink in whole pixels, from the pen's start on the baseline (y is down)."""

    left: int
    top: int
    width: int
    height: int

    @property
    def bottom(self) -> int:
        """The first row below the ink."""
        return self.top + self.height


def advance(text: str, face: Face) -> float:
    """How far the pen moves over a line, as a share of the size. Raises RowError (GLYPH).

    A sum over words, so that breaking a line into lines measures every word once; kerning with
    spaces, which it leaves out, is a few thousandths. Chinese characters fill their squares.
    """
    return sum(_part_advance(text, found, face) for found in _PARTS.finditer(text))


def _part_advance(text: str, found: re.Match[str], face: Face) -> float:
    """One part's share, measured beside a Chinese character where the text has one there.

    Its neighbours decide how wide a quotation mark is, and whether a thin space is set.
    """
    part = found.group()
    if len(part) == 1 and is_ideograph(part):
        return 1.0 + face.spacing
    before, after = text[: found.start()][-1:], text[found.end() :][:1]
    left, right = (_SQUARE if is_ideograph(beside) else "" for beside in (before, after))
    squares = len(left + right) * (1.0 + face.spacing)
    return _advance(f"{left}{part}{right}", face) - squares


@functools.lru_cache(maxsize=65536)
def _advance(part: str, face: Face) -> float:
    between, alone = (_image(held, face, _MEASURED) for held in (f"|{part}|", "||"))
    ends = [image.xoffset + image.width for image in (between, alone)]
    return max(0.0, float(ends[0] - ends[1]) / _MEASURED)


@functools.lru_cache(maxsize=4096)
def ink(text: str, face: Face, size: float) -> Ink:
    """The box of the ink of `text` at `size` pixels. Raises RowError (GLYPH)."""
    times = _times(size)
    image, grown = _image(text, face, size * times), _growth(text, face, size * times)
    above = image.yoffset - _baseline(text, face, size * times) - grown
    top, bottom = floor(above / times), ceil((above + image.height + 2 * grown) / times)
    left, width = round(image.xoffset / times), ceil((image.width + 2 * grown) / times)
    return Ink(left, top, width, bottom - top)


def coverage(text: str, face: Face, size: float) -> NDArray[Any]:
    """(height, width) float32 from 0 to 1: the letters in exactly their `ink` box."""
    times, box = _times(size), ink(text, face, size)
    image, grown = _image(text, face, size * times), _growth(text, face, size * times)
    top = image.yoffset - _baseline(text, face, size * times) - box.top * times
    rows, columns = slice(top, top + image.height), slice(grown, grown + image.width)
    large = np.zeros((box.height * times, box.width * times), np.float32)
    large[rows, columns] = image.numpy()[..., -1]
    if grown:
        solid = np.zeros_like(large)
        solid[rows, columns] = _image(text, face, size * times, only_cjk=True).numpy()[..., -1]
        large = np.maximum(large, _emboldened(solid, grown))
    small = large.reshape(box.height, times, box.width, times).mean(axis=(1, 3))
    return np.asarray(small / 255, np.float32)


def _emboldened(large: NDArray[Any], by: int) -> NDArray[Any]:
    """Strokes thickened by `by` pixels on every side.

    Noto Sans CJK comes in Regular alone, and the bold that FreeType makes of it closes its counters
    (0.04 of the size; this is a quarter of that).
    """
    import cv2  # noqa: PLC0415 - heavy

    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * by + 1, 2 * by + 1))
    return np.asarray(cv2.dilate(large, disc))


def _growth(text: str, face: Face, size: float) -> int:
    """Pixels that Chinese strokes are thickened by on every side."""
    heavy = face.weight >= _HEAVY and any(is_cjk(letter) for letter in text)
    return max(1, round(0.009 * size)) if heavy else 0


def _times(size: float) -> int:
    return max(2, ceil(_DRAWN / size))


def _baseline(text: str, face: Face, size: float) -> int:
    """Rows from a line's top to its baseline: the tallest font in it decides, as in Pango."""
    return round(max(ascent_of(font) for font, _ in runs(text, face.own)) * size)


def _image(text: str, face: Face, size: float, *, only_cjk: bool = False) -> Any:
    import pyvips  # noqa: PLC0415 - a native library

    markup = "".join(_spans(text, face, size, only_cjk=only_cjk))
    return pyvips.Image.text(markup, font=f"Source Sans Pro {size:.3f}px", dpi=72, rgba=True)


def _spans(text: str, face: Face, size: float, *, only_cjk: bool) -> Iterator[str]:
    before = ""
    for font, stretch in runs(text, face.own):
        load(font)
        cjk = any(is_cjk(letter) for letter in stretch)
        weight = min(face.weight, 400) if cjk else face.weight
        style = f"font_family={quoteattr(family_of(font))} font_weight='{weight}'"
        if face.spacing:
            style += f" letter_spacing='{round(face.spacing * size * 1024)}'"
        if face.tabular:
            style += " font_features='tnum=1,lnum=1'"
        if face.locale:
            style += f" lang={quoteattr(face.locale)}"
        if only_cjk and not cjk:
            style += " alpha='1'"
        air = _AIR if _wants_air(before, stretch[0]) else ""
        half = "<span font_features='halt=1'>\\g<0></span>"
        yield f"<span {style}>{_DOUBLED.sub(half, escape(air + stretch))}</span>"
        before = stretch[-1]


def _wants_air(before: str, after: str) -> bool:
    """Whether Chinese characters meet letters or figures without a space."""
    if not before or not (before.isalnum() and after.isalnum()):
        return False
    return is_cjk(before) != is_cjk(after)
