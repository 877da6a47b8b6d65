"""Tone: light or dark type, by the picture where it will stand, and how calm that picture is.

It knows measured luma, not fonts or colours: the 6x6 grids of a take's inspection.
What it decides is keyed by the edit's revision in `engine.production.planning.recipe`.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor

from engine.colours import lightness
from engine.layouts import GRID, Cells, layout_for
from schemas.edit import TextTone
from schemas.placement import TypePlace
from schemas.setup import Canvas
from schemas.shot import CopySpace
from schemas.understanding import Area

__all__ = ["Grid", "corner_luma", "luma_range", "tone_for"]

_BRIGHT = 0.52
"""Mean luma from which dark type has the better contrast (WCAG 2.2 relative luminance, about)."""
_MIDDLE = 0.57
"""CIE lightness of a plain ground from which dark type has the better contrast."""
_SLACK = 0.1
"""Share of a cell that a place may overlap without standing on it."""
_CALM = 0.05
"""Standard deviation of luma up to which a cell is plain: gradients, not things."""
_SPREADS = 2
"""Standard deviations within which nearly all of a plain cell lies."""
_QUIET = 0.08
"""The same under a logo, which is bolder than letters."""
_EVEN = 0.25
"""Luma by which the cells under a logo differ at most: more is an edge."""

Grid = Sequence[Sequence[float]]


def tone_for(
    grid: Grid, canvas: Canvas, copy_space: CopySpace, place: TypePlace | None = None
) -> TextTone:
    """The tone of a block of type in its place, or else in the copy space that a shot leaves."""
    if place is not None and place.on is not None:
        return TextTone.DARK if lightness(place.on) >= _MIDDLE else TextTone.LIGHT
    return _tone(_under(_cells(canvas, copy_space, place), grid))


def luma_range(
    grid: Grid,
    spread: Grid,
    canvas: Canvas,
    copy_space: CopySpace,
    place: TypePlace | None = None,
) -> tuple[float, float] | None:
    """The darkest and lightest luma that the type stands on; None where that is not plain.

    `spread` has the standard deviations of the cells of `grid`. What was not measured is not plain.
    """
    cells = _cells(canvas, copy_space, place)
    means, spreads = _under(cells, grid), _under(cells, spread)
    if not spreads or max(spreads) > _CALM:
        return None
    around = [(mean, _SPREADS * one) for mean, one in zip(means, spreads, strict=True)]
    darkest, lightest = min(at - by for at, by in around), max(at + by for at, by in around)
    return max(0.0, darkest), min(1.0, lightest)


def corner_luma(grid: Grid, spread: Grid, corner: Area) -> tuple[float, float] | None:
    """The lowest and the highest relative luminance under a logo; None where that is busy.

    What was not measured is busy.
    """
    cells = _cells_in(corner)
    means, spreads = _under(cells, grid), _under(cells, spread)
    if not spreads or max(spreads) > _QUIET or max(means) - min(means) > _EVEN:
        return None
    return _linear(min(means)), _linear(max(means))


def _cells(canvas: Canvas, copy_space: CopySpace, place: TypePlace | None) -> Cells:
    """The cells that type may touch."""
    if place is None:
        return layout_for(canvas, copy_space).cells
    return _cells_in(place.box)


def _cells_in(box: Area) -> Cells:
    """The cells that a box of the frame touches."""
    rows, columns = (
        (floor(GRID * low + _SLACK), ceil(GRID * high - _SLACK))
        for low, high in ((box.top, box.bottom), (box.left, box.right))
    )
    return Cells(rows=rows, columns=columns)


def _under(cells: Cells, grid: Grid) -> list[float]:
    return [luma for row in grid[slice(*cells.rows)] for luma in row[slice(*cells.columns)]]


def _tone(lumas: Sequence[float]) -> TextTone:
    bright = bool(lumas) and sum(lumas) / len(lumas) >= _BRIGHT
    return TextTone.DARK if bright else TextTone.LIGHT


def _linear(luma: float) -> float:
    """The relative luminance of a grey of that luma (WCAG 2.2)."""
    return luma / 12.92 if luma <= 0.04045 else float(((luma + 0.055) / 1.055) ** 2.4)
