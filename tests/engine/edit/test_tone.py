"""Type is light on dark pictures and dark on light ones, judged where it will stand."""

from __future__ import annotations

import pytest

from engine.edit.tone import corner_luma, luma_range, tone_for
from schemas.edit import TextTone
from schemas.setup import Canvas
from schemas.shot import CopySpace
from schemas.understanding import Area
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
BOTTOM = _bright_where(range(3, 6), range(5))
WIDE, TALL = Canvas(width=320, height=180), Canvas(width=180, height=320)
SQUARE, FOUR_FIVE = Canvas(width=320, height=320), Canvas(width=320, height=400)


@pytest.mark.parametrize(
    ("copy_space", "canvas", "bright"),
    [
        (CopySpace.SIDE, WIDE, LEFT),
        (CopySpace.SIDE, TALL, TOP),
        (CopySpace.TOP, WIDE, TOP),
        (CopySpace.TOP, TALL, TOP),
        (CopySpace.ALL, WIDE, MIDDLE),
        (CopySpace.ALL, TALL, MIDDLE),
        (CopySpace.NONE, WIDE, BOTTOM_LEFT),
        (CopySpace.NONE, TALL, TOP),
        (CopySpace.SIDE, SQUARE, LEFT),
        (CopySpace.SIDE, FOUR_FIVE, TOP),
        (CopySpace.NONE, SQUARE, BOTTOM),
        (CopySpace.NONE, FOUR_FIVE, BOTTOM),
    ],
)
def test_the_tone_is_chosen_where_the_type_stands_and_nowhere_else(
    copy_space: CopySpace, canvas: Canvas, bright: list[list[float]]
) -> None:
    assert tone_for(bright, canvas, copy_space) is TextTone.DARK
    assert tone_for(_inverse(bright), canvas, copy_space) is TextTone.LIGHT


CORNER = Area(left=0.7, top=0.0, right=1.0, bottom=0.15)


def test_the_logo_goes_by_the_cells_that_it_touches() -> None:
    luma = _bright_where(range(1), range(4, 6))
    low, high = corner_luma(luma, flat(0.0), CORNER) or (0.0, 0.0)
    assert low == high == pytest.approx(0.243, abs=0.001)


def test_a_corner_that_is_busy_or_two_pictures_or_was_not_measured_is_none_for_a_logo() -> None:
    busy, edge = ([list(row) for row in flat(0.01)] for _ in range(2))
    busy[0][5], edge[0][5] = 0.1, 0.4
    assert corner_luma(flat(0.5), busy, CORNER) is None
    assert corner_luma(edge, flat(0.0), CORNER) is None
    assert corner_luma(flat(0.5), (), CORNER) is None


@pytest.mark.parametrize("copy_space", CopySpace)
def test_middle_grey_takes_light_type(copy_space: CopySpace) -> None:
    assert tone_for(flat(0.5), WIDE, copy_space) is TextTone.LIGHT


def test_without_a_measured_picture_type_is_light() -> None:
    assert tone_for((), WIDE, CopySpace.SIDE) is TextTone.LIGHT


@pytest.mark.parametrize("canvas", [WIDE, TALL], ids=["wide", "tall"])
def test_a_calm_picture_is_known_by_its_darkest_and_lightest(canvas: Canvas) -> None:
    spread = [list(row) for row in flat(0.01)]
    luma = [list(row) for row in flat(0.5)]
    luma[2][1], spread[2][1] = 0.6, 0.05
    luma[1][2] = 0.3
    found = luma_range(luma, spread, canvas, CopySpace.SIDE)
    assert found == pytest.approx((0.28, 0.7))


def test_a_range_ends_at_black_and_white() -> None:
    luma = [list(row) for row in flat(0.0)]
    luma[2][2] = 1.0
    assert luma_range(luma, flat(0.05), WIDE, CopySpace.SIDE) == (0.0, 1.0)


def test_one_busy_cell_is_enough_and_only_where_the_type_stands() -> None:
    busy = [list(row) for row in flat(0.01)]
    busy[2][4] = 0.06
    assert luma_range(flat(0.8), busy, WIDE, CopySpace.SIDE)
    assert luma_range(flat(0.8), busy, WIDE, CopySpace.ALL) is None


def test_what_was_not_measured_is_not_plain() -> None:
    assert luma_range((), (), WIDE, CopySpace.SIDE) is None
    assert luma_range(flat(0.8), (), WIDE, CopySpace.SIDE) is None
