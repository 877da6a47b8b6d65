"""Tone: light or dark type, by the picture where it will stand, and how calm that picture is.

It knows measured luma, not fonts or colours: the 6x6 grids of a take's inspection.
What it decides is keyed by the edit's revision in `engine.production.planning.recipe`.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.layouts import Cells, layout_for
from schemas.edit import TextTone
from schemas.setup import Canvas
from schemas.shot import CopySpace

__all__ = ["Grid", "corner_tone", "luma_range", "tone_for"]

_BRIGHT = 0.52
"""Mean luma from which dark type has the better contrast (WCAG 2.2 relative luminance, about)."""
_CALM = 0.05
"""Standard deviation of luma up to which a cell is plain: gradients, not things."""
_SPREADS = 2
"""Standard deviations within which nearly all of a plain cell lies."""
_CORNER = Cells(rows=(0, 1), columns=(4, 6))
"""Under the logo."""

Grid = Sequence[Sequence[float]]


def tone_for(grid: Grid, canvas: Canvas, copy_space: CopySpace) -> TextTone:
    """The tone of a block of type in the copy space that a shot leaves."""
    return _tone(_under(layout_for(canvas, copy_space).cells, grid))


def luma_range(
    grid: Grid, spread: Grid, canvas: Canvas, copy_space: CopySpace
) -> tuple[float, float] | None:
    """The darkest and lightest luma that the type stands on; None where that is not plain.

    `spread` has the standard deviations of the cells of `grid`. What was not measured is not plain.
    """
    cells = layout_for(canvas, copy_space).cells
    means, spreads = _under(cells, grid), _under(cells, spread)
    if not spreads or max(spreads) > _CALM:
        return None
    around = [(mean, _SPREADS * one) for mean, one in zip(means, spreads, strict=True)]
    darkest, lightest = min(at - by for at, by in around), max(at + by for at, by in around)
    return max(0.0, darkest), min(1.0, lightest)


def corner_tone(grid: Grid) -> TextTone:
    """The tone of the logo in the upper corner."""
    return _tone(_under(_CORNER, grid))


def _under(cells: Cells, grid: Grid) -> list[float]:
    return [luma for row in grid[slice(*cells.rows)] for luma in row[slice(*cells.columns)]]


def _tone(lumas: Sequence[float]) -> TextTone:
    bright = bool(lumas) and sum(lumas) / len(lumas) >= _BRIGHT
    return TextTone.DARK if bright else TextTone.LIGHT
