"""What moves over a ground that stands still: figures, shapes and marks."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import pytest

from engine.renderers.animatic import stage
from engine.renderers.animatic.backdrop import backdrops
from engine.renderers.animatic.camera import View
from engine.renderers.animatic.entrance import entered
from engine.renderers.animatic.marks import draw_marks
from engine.renderers.animatic.warp import Shown, frames_of
from schemas.placement import Form, Mark, PicturePlace, Use, Window
from schemas.setup import Canvas
from schemas.understanding import Area

CANVAS = Canvas(width=320, height=180, rate=Fraction(24))
BOX = Area(left=0.5, top=0.0, right=1.0, bottom=1.0)
Luma = np.ndarray[Any, np.dtype[np.uint8]]


def place(
    use: Use = Use.CUT_OUT,
    enters: Literal["", "left", "right", "up", "down"] = "",
    delay: float = 0.0,
    **more: Any,
) -> PicturePlace:
    whole = Window(left=0, top=0, right=1, bottom=1)
    return PicturePlace(
        box=BOX, use=use, window=whole, ground="#808080", enters=enters, delay=delay, **more
    )


def thing() -> Luma:
    """A white square in the middle of nothing, 160 by 180 pixels."""
    pixels = np.zeros((180, 160, 4), np.uint8)
    pixels[60:120, 50:110] = 255
    return pixels


def lumas(
    one: PicturePlace,
    frames: int,
    forms: tuple[Form, ...] = (),
    marks: tuple[Mark, ...] = (),
    pixels: Luma | None = None,
) -> list[Luma]:
    composed = stage.composed(thing() if pixels is None else pixels, one, CANVAS, radius=0.014)
    views = entered((View(0, 0, 1),) * frames, one, CANVAS.rate)
    shown = Shown(composed, views, one.enters, one.sweep)
    taken = frames_of(CANVAS, backdrops(CANVAS, "#808080", forms), [shown], frames, marks)
    size = CANVAS.width * CANVAS.height
    return [np.frombuffer(one, np.uint8)[:size].reshape(180, 320) for one in taken]


def middle(frame: Luma) -> tuple[float, float]:
    weight = np.clip(frame.astype(float) - 128, 0, None)
    x, y = weight.sum(0) @ np.arange(320), weight.sum(1) @ np.arange(180)
    return float(x / weight.sum()), float(y / weight.sum())


@pytest.mark.parametrize(
    ("enters", "axis", "sign"), [("left", 0, -1), ("right", 0, 1), ("up", 1, -1), ("down", 1, 1)]
)
def test_a_figure_comes_in_the_way_it_says_and_ends_in_its_place(
    enters: Any, axis: int, sign: int
) -> None:
    way = [middle(frame)[axis] for frame in lumas(place(enters=enters), 24)]
    steps = np.diff(way) * sign
    assert (steps[:12] > 0).all()
    assert steps[0] > 4 * steps[10]
    assert way[-1] == pytest.approx(middle(lumas(place(), 1)[0])[axis], abs=0.1)


def test_what_comes_in_late_is_not_there_before() -> None:
    frames = lumas(place(enters="up", delay=0.25), 24)
    assert frames[0].max() < 140
    assert frames[-1].max() > 225


def test_what_covers_its_box_is_uncovered_from_an_edge() -> None:
    white = np.full((180, 160, 4), 255, np.uint8)
    frames = lumas(place(Use.FILL, enters="left"), 24, pixels=white)
    shares = [(frame > 200).mean() for frame in frames]
    assert shares[0] < 0.05
    assert all(after >= before for before, after in pairwise(shares))
    assert shares[-1] == pytest.approx(0.5, abs=0.01)
    seen = np.flatnonzero((frames[4] > 200).any(0))
    assert seen[-1] == 319  # it moves to the left, so the right edge is seen first


def test_a_disc_grows_behind_a_figure_and_then_stays() -> None:
    disc = Form(kind="disc", x=0.25, y=0.5, width=0.6, colour="#202020")
    frames = lumas(place(), 36, forms=(disc,))
    areas = [int((frame < 60).sum()) for frame in frames]
    assert areas[0] < areas[8] < areas[-1]
    assert areas[-1] == pytest.approx(np.pi * (0.3 * 180) ** 2, rel=0.03)
    assert (frames[-1] == frames[-5]).all()


def test_a_light_passes_over_the_figure_and_leaves_its_ground_alone() -> None:
    grey = thing()
    grey[..., :3] = 120
    frames = lumas(place(sweep=True), 36, pixels=grey)
    inside = [int(frame[60:120, 215:265].max()) for frame in frames]
    assert max(inside) > inside[0] + 25
    assert inside[-1] == inside[0]
    assert all((frame[:, :150] == frames[0][:, :150]).all() for frame in frames)


def test_a_floor_mirrors_what_stands_on_it_and_less_the_farther_it_is() -> None:
    frame = lumas(place(floor=True), 1)[0].astype(int)
    column = frame[122:140, 240]
    plain = lumas(place(), 1)[0].astype(int)[122:140, 240]
    assert column[8] > plain[8]
    assert column[2] != column[16]


def test_a_line_is_drawn_from_its_point_and_stands_in_the_end() -> None:
    mark = Mark(kind="line", x=0.75, y=0.5, to_x=0.1, to_y=0.5, colour="#000000")
    frames = lumas(place(), 48, marks=(mark,))
    dark = [np.flatnonzero(frame[90] < 60) for frame in frames]
    assert len(dark[0]) == 0
    assert dark[16].min() > dark[-1].min()
    assert dark[-1].min() == pytest.approx(32, abs=3)
    assert (frames[-1] == frames[-10]).all()


def test_a_box_is_drawn_around_what_is_named() -> None:
    planes = (np.full((180, 320), 200, np.uint8), *(np.full((90, 160), 128, np.uint8),) * 2)
    mark = Mark(kind="box", x=0.2, y=0.2, to_x=0.6, to_y=0.5, colour="#000000")
    draw_marks(planes, (mark,), 2.0)
    rows, columns = np.nonzero(planes[0] < 100)
    assert (columns.min(), columns.max()) == pytest.approx((64, 192), abs=2)
    assert (rows.min(), rows.max()) == pytest.approx((36, 90), abs=2)
    assert planes[0][60, 120] == 200
