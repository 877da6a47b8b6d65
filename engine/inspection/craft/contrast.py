"""Contrast: letters against what is really around them, on the frames of the finished film.

It knows drawn pieces and frames; neither why a piece stands where it does, nor what is enough.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.colours import rgb
from engine.media.frames import Planes
from engine.typeset import Placed
from schemas.edit import Edit

__all__ = ["ContrastMeter", "Lettering", "letterings"]

_LARGE, _LARGE_BOLD = 48 / 1080, 37 / 1080
"""Shares of the short side from which on type, and bold type, is large: WCAG's 24 and 18.7 px on a
screen of 540 points."""
_BOLD = 600
_HELD = 0.6
"""How far into its stay a piece is looked at, once it has come in: where a reader is."""
_EDGE = 2
"""Pixels around letters in which they blend with what is behind, and the encoder blurs both."""
_AROUND = 0.05
"""Share of the type's size that is looked at around its letters; at least `_LEAST` pixels."""
_LEAST = 3
_TENTH = 10
_NEAR = 96
"""Difference in 8-bit levels up to which a drawn pixel is of the letters' colour."""

Pixels = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Lettering:
    """A drawn piece with letters, by its key, in the film's frame `frame`.

    `colour` is the letters', at `opacity`; (`x`, `y`) is its top-left pixel, `size` its type's size
    in pixels. `plated` says that it has a plate of its own.
    """

    sprite: str
    colour: str
    opacity: float
    plated: bool
    x: int
    y: int
    size: float
    large: bool
    frame: int


def letterings(edit: Edit, placed: Sequence[Placed]) -> tuple[Lettering, ...]:
    """The pieces of a film whose contrast is measured, each where it is held.

    In transitions and entrances nothing is measured: they pass.
    """
    short = min(edit.canvas.width, edit.canvas.height)
    found = []
    for piece in placed:
        recipe, layer = piece.recipe, edit.layers[piece.layer]
        if recipe.form not in {"line", "plate", "tag"}:
            continue
        first, end = layer.start + piece.delay + piece.enter, layer.end - piece.exit
        for cut in edit.cuts:
            if cut.start < end and first < cut.start + cut.transition.frames:
                first, end = _apart(first, end, cut.start, cut.start + cut.transition.frames)
        if first >= end:
            continue
        found.append(
            Lettering(
                sprite=piece.key,
                colour=recipe.colour,
                opacity=recipe.opacity if recipe.form == "line" else 1.0,
                plated=recipe.form != "line",
                x=round(piece.x),
                y=round(piece.y),
                size=recipe.size,
                large=recipe.size >= short * (_LARGE_BOLD if recipe.weight >= _BOLD else _LARGE),
                frame=first + int(_HELD * (end - first)),
            )
        )
    return tuple(found)


def _apart(first: int, end: int, start: int, after: int) -> tuple[int, int]:
    """The longer part of a stretch that a transition leaves."""
    before, behind = (first, min(end, start)), (max(first, after), end)
    return max(before, behind, key=lambda part: part[1] - part[0])


class ContrastMeter:
    """Looks at frames as they are decoded, and says how well their letters stand out.

    `pixels_of` gives a drawn piece's (h, w, 4) 8-bit RGBA by its key.
    """

    def __init__(self, wanted: Sequence[Lettering], pixels_of: Callable[[str], Pixels]) -> None:
        self._pixels_of = pixels_of
        self._at: dict[int, list[Lettering]] = {}
        for one in wanted:
            self._at.setdefault(one.frame, []).append(one)
        self._worst: dict[str, float] = {}

    def see(self, number: int, frame: Planes) -> None:
        """Look at frame `number` of the film."""
        for one in self._at.get(number, ()):
            ratio = self._ratio(one, frame)
            if ratio is not None:
                name = "contrast_large" if one.large else "contrast"
                self._worst[name] = min(ratio, self._worst.get(name, ratio))

    @property
    def values(self) -> Mapping[str, float]:
        """The poorest piece's contrast ratio in the worst tenth around its letters (WCAG 2.2)."""
        return self._worst

    def _ratio(self, one: Lettering, frame: Planes) -> float | None:
        """None where the piece shows no letter in the frame."""
        rows, columns = self._around(one)
        rows, columns = rows + one.y, columns + one.x
        height, width = frame[0].shape
        inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
        rows, columns = rows[inside], columns[inside]
        if not len(rows):
            return None
        behind = _rgb(frame, rows, columns)
        letters = np.asarray(rgb(one.colour)) * one.opacity + behind * (1 - one.opacity)
        pair = _luminance(letters), _luminance(behind)
        ratios = (np.maximum(*pair) + 0.05) / (np.minimum(*pair) + 0.05)
        return float(np.percentile(ratios, _TENTH))

    def _around(self, one: Lettering) -> tuple[Pixels, Pixels]:
        """Rows and columns of the pixels close around the piece's letters."""
        import cv2  # noqa: PLC0415 - heavy

        pixels = self._pixels_of(one.sprite)
        apart = np.abs(
            pixels[..., :3].astype(np.int16) - np.rint(255 * np.asarray(rgb(one.colour)))
        )
        cover = pixels[..., 3]
        letters = (apart.max(axis=2) < _NEAR) & (cover > max(100, 0.5 * int(cover.max())))
        mask = letters.astype(np.uint8)
        reach = _EDGE + max(_LEAST, round(_AROUND * one.size))
        near, far = (cv2.dilate(mask, _disc(radius)) for radius in (_EDGE, reach))
        ring = (far > 0) & (near == 0)
        if one.plated:
            ring &= cover >= int(0.7 * 255)
        rows, columns = np.nonzero(ring)
        return rows, columns


def _disc(radius: int) -> Pixels:
    import cv2  # noqa: PLC0415 - heavy

    size = 2 * radius + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))


def _rgb(frame: Planes, rows: Pixels, columns: Pixels) -> Pixels:
    """The (n, 3) red, green and blue, 0 to 1, of these pixels (BT.709, limited range)."""
    y, u, v = frame
    luma = (y[rows, columns].astype(np.float32) - 16) / 219
    blue, red = (
        (plane[rows // 2, columns // 2].astype(np.float32) - 128) / 224 for plane in (u, v)
    )
    parts = (
        luma + 1.5748 * red,
        luma - 0.1873 * blue - 0.4681 * red,
        luma + 1.8556 * blue,
    )
    return np.asarray(np.clip(np.stack(parts, axis=1), 0, 1))


def _luminance(colours: Pixels) -> Pixels:
    """WCAG's relative luminance of (n, 3) colours."""
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))
