"""Type is light on dark pictures and dark on light ones, judged where it will stand."""

from __future__ import annotations

import pytest

from engine.edit.ink import corner_ink, ground_for, ink_for
from schemas.edit import Ink
from schemas.shot import Room
from tests.engine.edit.conftest import flat


def _bright_where(rows: range, columns: range) -> list[list[float]]:
    """Just bright enough there and black elsewhere: one cell more or less tips the mean."""
    return [[0.53 if y in rows and x in columns else 0.0 for x in range(6)] for y in range(6)]


def _inverse(bright: list[list[float]]) -> list[list[float]]:
    """Just dark enough there, and white elsewhere."""
    return [[0.51 if cell else 1.0 for cell in row] for row in bright]


LEFT = _bright_where(range(6), range(3))
TOP = _bright_where(range(3), range(6))
MIDDLE = _bright_where(range(1, 5), range(1, 5))
BOTTOM_LEFT = _bright_where(range(3, 6), range(4))


@pytest.mark.parametrize(
    ("room", "portrait", "bright"),
    [
        (Room.SIDE, False, LEFT),
        (Room.SIDE, True, TOP),
        (Room.TOP, False, TOP),
        (Room.TOP, True, TOP),
        (Room.ALL, False, MIDDLE),
        (Room.ALL, True, MIDDLE),
        (Room.NONE, False, BOTTOM_LEFT),
        (Room.NONE, True, TOP),
    ],
)
def test_ink_is_chosen_where_the_type_stands_and_nowhere_else(
    room: Room, portrait: bool, bright: list[list[float]]
) -> None:
    assert ink_for(bright, room, portrait=portrait) is Ink.DARK
    assert ink_for(_inverse(bright), room, portrait=portrait) is Ink.LIGHT


def test_the_logo_goes_by_the_upper_right_corner() -> None:
    corner = _bright_where(range(1), range(4, 6))
    assert corner_ink(corner) is Ink.DARK
    assert corner_ink(_inverse(corner)) is Ink.LIGHT


@pytest.mark.parametrize("room", Room)
def test_middle_grey_takes_light_type(room: Room) -> None:
    assert ink_for(flat(0.5), room, portrait=False) is Ink.LIGHT


def test_without_a_measured_picture_type_is_light() -> None:
    assert ink_for((), Room.SIDE, portrait=False) is Ink.LIGHT


@pytest.mark.parametrize("portrait", [False, True])
def test_a_calm_ground_is_known_by_its_darkest_and_lightest(portrait: bool) -> None:
    spread = [list(row) for row in flat(0.01)]
    luma = [list(row) for row in flat(0.5)]
    luma[2][1], spread[2][1] = 0.6, 0.05
    luma[1][2] = 0.3
    found = ground_for(luma, spread, Room.SIDE, portrait=portrait)
    assert found == pytest.approx((0.28, 0.7))


def test_a_ground_ends_at_black_and_white() -> None:
    luma = [list(row) for row in flat(0.0)]
    luma[2][2] = 1.0
    assert ground_for(luma, flat(0.05), Room.SIDE, portrait=False) == (0.0, 1.0)


def test_one_busy_cell_is_enough_and_only_where_the_type_stands() -> None:
    busy = [list(row) for row in flat(0.01)]
    busy[2][4] = 0.06
    assert ground_for(flat(0.8), busy, Room.SIDE, portrait=False)
    assert ground_for(flat(0.8), busy, Room.ALL, portrait=False) is None


def test_what_was_not_measured_is_no_plain_ground() -> None:
    assert ground_for((), (), Room.SIDE, portrait=False) is None
    assert ground_for(flat(0.8), (), Room.SIDE, portrait=False) is None
