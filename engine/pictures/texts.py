"""Texts: blocks of words in a picture.

It finds where words stand, and reads what can be pointed at. With the detector of rapidocr it finds
them on any ground; without, only those whose letters stand in a row on an even ground.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.pictures import models
from schemas.understanding import Area, Words

__all__ = ["find_texts", "read_words"]

_SIDE, _FINE = 640, 960
"""Pixels of the longer side at which words are looked for, and looked for again where there are
many: in screenshots and diagrams there are smaller ones."""
_MANY = 3
"""Blocks that are many."""
_LIKELY, _SURE = 0.3, 0.6
"""Likelihood from which a pixel, and in the mean a line, is of a text (PaddleOCR's own)."""
_GROWN = 1.5
"""PaddleOCR's unclip ratio: the detector sees the lines' cores."""
_READ = 12
"""Lines that are read, at about 0.01 s each."""
_SURE_LETTERS, _SURE_UPRIGHT, _SURE_LETTER = 0.62, 0.75, 0.93
"""How surely several letters (the second: where they stand upright) or a single one are read where
there are some. Things that are no text gave one letter at up to 0.65, and several at up to 0.5; a
bottle, laid on its side, several at 0.65."""
_THIN = 5
"""Pixels under which a line is a speck."""
_LINES, _WORDED, _READ_SURELY = 120, 48, 0.8
"""Lines of a picture that are found, those of them that are read, and how surely they must be."""
_MOST = 24
"""Blocks that are kept."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in pixels."""


def find_texts(rgb: NDArray[Any]) -> tuple[tuple[Area, ...], tuple[float, ...]]:
    """The blocks of words in an (h, w, 3) picture, the largest first; and how high each of their
    lines is, the lowest first, as shares of the picture's height.
    """
    found, heights = _found(rgb, _SIDE)
    if len(found) >= _MANY and max(rgb.shape[:2]) > _SIDE:
        found, heights = _found(rgb, _FINE)
    blocks = tuple(
        Area(
            left=round(max(0.0, left), 4),
            top=round(max(0.0, top), 4),
            right=round(min(1.0, right), 4),
            bottom=round(min(1.0, bottom), 4),
        )
        for left, top, right, bottom in sorted(found, key=lambda box: -_area(box))[:_MOST]
    )
    return blocks, tuple(sorted(heights))


def read_words(rgb: NDArray[Any]) -> tuple[Words, ...]:
    """The lines of words in an (h, w, 3) picture, from the top; those that are not surely read have
    no text. None without a model that reads.
    """
    height, width = rgb.shape[:2]
    scale = _FINE / max(height, width)
    h, w = (max(32, round(one * scale / 32) * 32) for one in (height, width))
    likely = models.lettering(cv2.resize(rgb, (w, h), interpolation=cv2.INTER_AREA))
    found = []
    lines = _lines(likely)[:_LINES] if likely is not None else ()
    for number, (left, top, right, bottom) in enumerate(lines):
        area = Area(
            left=round(max(0.0, left / w), 4),
            top=round(max(0.0, top / h), 4),
            right=round(min(1.0, right / w), 4),
            bottom=round(min(1.0, bottom / h), 4),
        )
        rows = slice(int(area.top * height), int(np.ceil(area.bottom * height)))
        columns = slice(int(area.left * width), int(np.ceil(area.right * width)))
        text, sure = "", 0.0
        if number < _WORDED:
            text, sure = models.read(np.ascontiguousarray(rgb[rows, columns]))
        is_read = len(text) > 1 and sure >= _READ_SURELY
        found.append(Words(text=text if is_read else "", area=area))
    return tuple(sorted(found, key=lambda one: (one.area.top, one.area.left)))


def _found(rgb: NDArray[Any], side: int) -> tuple[list[Box], list[float]]:
    """Blocks as shares of the picture, and their lines' heights, found at a longer side of so many
    pixels.
    """
    height, width = rgb.shape[:2]
    scale = min(2.0, side / max(height, width))
    h, w = (max(32, round(one * scale / 32) * 32) for one in (height, width))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(rgb, (w, h), interpolation=how)
    likely = models.lettering(small)
    lines = _rows_of_letters(small) if likely is None else _read(small, _lines(likely))
    blocks = [
        (left / w, top / h, right / w, bottom / h) for left, top, right, bottom in _blocks(lines)
    ]
    return blocks, [(bottom - top) / h for _, top, _, bottom in lines]


def _lines(likely: NDArray[Any]) -> list[Box]:
    """The lines in a map of likelihoods, grown to the letters' outlines."""
    outlines, _ = cv2.findContours(
        (likely > _LIKELY).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE
    )
    found = []
    for outline in outlines:
        x, y, w, h = cv2.boundingRect(outline)
        if min(w, h) < 3 or max(w, h) < _THIN:
            continue
        inside = np.zeros((h, w), np.uint8)
        cv2.drawContours(inside, [outline - (x, y)], 0, 1, -1)
        if cv2.mean(likely[y : y + h, x : x + w], inside)[0] < _SURE:
            continue
        (_, sides, _) = cv2.minAreaRect(outline)
        grow = sides[0] * sides[1] * _GROWN / max(1e-6, 2 * (sides[0] + sides[1]))
        found.append((x - grow, y - grow, x + w + grow, y + h + grow))
    return found


def _read(rgb: NDArray[Any], lines: Sequence[Box]) -> list[Box]:
    """The lines in which letters can be read: whole mugs and leaves are taken for lines, too.

    The largest are read; the others are believed where most of those were lines indeed.
    """
    height, width = rgb.shape[:2]
    ordered = sorted(lines, key=lambda box: -_area(box))
    kept = []
    for box in ordered[:_READ]:
        left, top = (max(0, int(one)) for one in box[:2])
        right, bottom = min(width, round(box[2])), min(height, round(box[3]))
        line = rgb[top:bottom, left:right]
        upright = bottom - top > 1.5 * (right - left)
        ways = [np.rot90(line), np.rot90(line, 3)] if upright else [line]
        read, sure = max((models.read(np.ascontiguousarray(way)) for way in ways), key=_worth)
        count = len(read)
        several = _SURE_UPRIGHT if upright else _SURE_LETTERS
        if sure >= (several if count > 1 else _SURE_LETTER):
            kept.append(box)
    rest = ordered[_READ:] if 2 * len(kept) > min(_READ, len(ordered)) else []
    return [*kept, *rest]


def _worth(read: tuple[str, float]) -> float:
    return len(read[0]) * read[1]


def _rows_of_letters(rgb: NDArray[Any]) -> list[Box]:
    """Rows of at least four marks of about one height on one line, dark on light or light on dark.

    Even spacing and height tell letters from texture; handwriting and single words of three
    letters are missed.
    """
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    found: list[Box] = []
    for picture in (grey, 255 - grey):
        marks = cv2.adaptiveThreshold(
            picture, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 18
        )
        count, _, stats, _ = cv2.connectedComponentsWithStats(marks, connectivity=8)
        letters = []
        for x, y, w, h, area in stats[1:count].tolist():
            fill = area / (w * h)
            if 7 <= h <= 90 and 0.08 <= w / h <= 2.2 and 0.18 <= fill <= 0.95:
                letters.append((x, y, x + w, y + h))
        found += _rows(letters)
    return found


def _rows(letters: Sequence[tuple[int, int, int, int]]) -> list[Box]:
    rows: list[list[tuple[int, int, int, int]]] = []
    for letter in sorted(letters):
        left, top, _, bottom = letter
        high = bottom - top
        for row in rows:
            _, last_top, last_right, last_bottom = row[-1]
            last_high = last_bottom - last_top
            if (
                -0.3 * high < left - last_right < 1.1 * max(high, last_high)
                and abs(last_bottom - bottom) < 0.35 * max(high, last_high)
                and 0.55 < high / last_high < 1.8
            ):
                row.append(letter)
                break
        else:
            rows.append([letter])
    return [
        (
            min(one[0] for one in row),
            min(one[1] for one in row),
            max(one[2] for one in row),
            max(one[3] for one in row),
        )
        for row in rows
        if len(row) >= 4
    ]


def _blocks(lines: Sequence[Box]) -> list[Box]:
    """Lines that stand close to one another, as one block each."""
    blocks = list(lines)
    joined = True
    while joined:
        joined = False
        for n, one in enumerate(blocks):
            near = next((m for m in range(n + 1, len(blocks)) if _near(one, blocks[m])), None)
            if near is not None:
                other = blocks.pop(near)
                blocks[n] = (
                    min(one[0], other[0]),
                    min(one[1], other[1]),
                    max(one[2], other[2]),
                    max(one[3], other[3]),
                )
                joined = True
                break
    return blocks


def _near(one: Box, other: Box) -> bool:
    """Whether two boxes are as near as words of a line, or lines of a paragraph, are."""
    low = min(one[3] - one[1], other[3] - other[1])
    across = max(one[0], other[0]) - min(one[2], other[2])
    down = max(one[1], other[1]) - min(one[3], other[3])
    return across < 0.6 * low and down < 0.8 * low


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
