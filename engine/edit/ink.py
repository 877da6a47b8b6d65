"""Ink: light or dark type, by how bright the picture is where the type will stand.

It knows measured luma, not fonts: the 6x6 grid of a take's inspection.
"""

from __future__ import annotations

from collections.abc import Sequence

from schemas.edit import Ink
from schemas.shot import Room

__all__ = ["corner_ink", "ink_for"]

_BRIGHT = 0.52
"""Mean luma from which dark type has the better contrast (WCAG 2.2 relative luminance, about)."""

Grid = Sequence[Sequence[float]]


def ink_for(grid: Grid, room: Room, *, portrait: bool) -> Ink:
    """The ink for a block of type in the room that a shot leaves."""
    match room, portrait:
        case Room.SIDE, False:
            rows, columns = (1, 5), (0, 3)
        case (Room.SIDE, True) | (Room.TOP, _):
            rows, columns = (0, 3), (0, 6)
        case Room.ALL, _:
            rows, columns = (1, 5), (1, 5)
        case _, True:
            rows, columns = (0, 3), (0, 6)
        case _:
            rows, columns = (3, 6), (0, 4)
    return _ink(grid, rows, columns)


def corner_ink(grid: Grid) -> Ink:
    """The ink for the logo in the upper corner."""
    return _ink(grid, (0, 1), (4, 6))


def _ink(grid: Grid, rows: tuple[int, int], columns: tuple[int, int]) -> Ink:
    cells = [value for row in grid[slice(*rows)] for value in row[slice(*columns)]]
    return Ink.DARK if cells and sum(cells) / len(cells) >= _BRIGHT else Ink.LIGHT
