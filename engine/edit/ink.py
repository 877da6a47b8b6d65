"""Ink: light or dark type, by the picture where it will stand, and how calm that picture is.

It knows measured luma, not fonts or colours: the 6x6 grids of a take's inspection.
"""

from __future__ import annotations

from collections.abc import Sequence

from schemas.edit import Ink
from schemas.shot import Room

__all__ = ["Grid", "corner_ink", "ground_for", "ink_for"]

_BRIGHT = 0.52
"""Mean luma from which dark type has the better contrast (WCAG 2.2 relative luminance, about)."""
_CALM = 0.05
"""Standard deviation of luma up to which a cell is a plain ground: gradients, not things."""
_SPREADS = 2
"""Standard deviations within which nearly all of a plain ground lies."""

Grid = Sequence[Sequence[float]]
_Slices = tuple[slice, slice]


def ink_for(grid: Grid, room: Room, *, portrait: bool) -> Ink:
    """The ink for a block of type in the room that a shot leaves."""
    return _ink(_cells(grid, _where(room, portrait=portrait)))


def ground_for(
    grid: Grid, spread: Grid, room: Room, *, portrait: bool
) -> tuple[float, float] | None:
    """The darkest and lightest luma that the type stands on; None where that is no plain ground.

    `spread` has the standard deviations of the cells of `grid`. What was not measured is not plain.
    """
    where = _where(room, portrait=portrait)
    means, spreads = _cells(grid, where), _cells(spread, where)
    if not spreads or max(spreads) > _CALM:
        return None
    around = [(mean, _SPREADS * one) for mean, one in zip(means, spreads, strict=True)]
    darkest, lightest = min(at - by for at, by in around), max(at + by for at, by in around)
    return max(0.0, darkest), min(1.0, lightest)


def corner_ink(grid: Grid) -> Ink:
    """The ink for the logo in the upper corner."""
    return _ink(_cells(grid, (slice(0, 1), slice(4, 6))))


def _where(room: Room, *, portrait: bool) -> _Slices:
    """The rows and columns of the grid that a block of type stands on."""
    match room, portrait:
        case Room.SIDE, False:
            return slice(1, 5), slice(0, 3)
        case (Room.SIDE, True) | (Room.TOP, _):
            return slice(0, 3), slice(0, 6)
        case Room.ALL, _:
            return slice(1, 5), slice(1, 5)
        case _, True:
            return slice(0, 3), slice(0, 6)
        case _:
            return slice(3, 6), slice(0, 4)


def _cells(grid: Grid, where: _Slices) -> list[float]:
    rows, columns = where
    return [value for row in grid[rows] for value in row[columns]]


def _ink(cells: Sequence[float]) -> Ink:
    return Ink.DARK if cells and sum(cells) / len(cells) >= _BRIGHT else Ink.LIGHT
