from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.placement.windows import REACH
from engine.renderers.animatic import stage, warp
from engine.renderers.animatic.camera import View, views
from schemas.shot import Camera, Move

RATE = Fraction(24)
UNTIMED = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
"""Two cores are shared with renderers: a slow example says nothing."""
CAMERAS = st.builds(Camera, move=st.sampled_from(Move), strength=st.floats(0, 1))
MOVING = pytest.mark.parametrize("move", [move for move in Move if move is not Move.HOLD])


def shot(move: Move, frames: int = 96, strength: float = 0.5) -> tuple[View, ...]:
    return views(Camera(move=move, strength=strength), frames, RATE)


@UNTIMED
@given(CAMERAS, st.integers(1, 400))
def test_there_is_a_view_for_every_frame(camera: Camera, frames: int) -> None:
    assert len(views(camera, frames, RATE)) == frames


def test_a_held_camera_does_not_move() -> None:
    assert set(shot(Move.HOLD)) == {View(0, 0, 1)}


@MOVING
def test_a_camera_without_strength_does_not_move(move: Move) -> None:
    assert {(v.x, v.y, v.zoom) for v in shot(move, strength=0)} == {(0, 0, 1)}


@pytest.mark.parametrize(
    ("move", "axis", "sign"),
    [
        (Move.PUSH_IN, "zoom", 1),
        (Move.PULL_OUT, "zoom", -1),
        (Move.PAN_RIGHT, "x", 1),
        (Move.PAN_LEFT, "x", -1),
        (Move.TILT_DOWN, "y", 1),
        (Move.TILT_UP, "y", -1),
        (Move.ARC, "x", 1),
    ],
)
def test_each_move_goes_its_own_way(move: Move, axis: str, sign: int) -> None:
    along = [getattr(view, axis) * sign for view in shot(move, frames=72)]
    assert all(after > before for before, after in pairwise(along))


@MOVING
def test_a_move_decelerates_from_its_first_frame_and_is_settled_after_three_seconds(
    move: Move,
) -> None:
    way = np.array([(v.x, v.y, v.zoom) for v in shot(move, frames=120)])
    speed = np.linalg.norm(np.diff(way, axis=0), axis=1)
    assert (np.diff(speed[:79]) < 0).all()
    assert np.linalg.norm(way[-1] - way[72]) < 0.01 * np.linalg.norm(way[-1] - way[0])
    assert (way[80:] == way[-1]).all()


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(30000, 1001), Fraction(60)])
def test_the_rate_changes_no_way(rate: Fraction) -> None:
    found = views(Camera(move=Move.PAN_LEFT), round(rate * 4), rate)
    assert found[-1].x == pytest.approx(shot(Move.PAN_LEFT, frames=96)[-1].x, rel=0.02)


@UNTIMED
@given(CAMERAS, st.integers(1, 400), st.sampled_from([(320, 180), (180, 320), (160, 180)]))
def test_a_view_never_leaves_its_stage_nor_takes_more_than_layouts_leave(
    camera: Camera, frames: int, size: tuple[int, int]
) -> None:
    rect = stage.Rect(0, 0, *size)
    shape = round(size[1] * stage.DENSITY), round(size[0] * stage.DENSITY)
    found = views(camera, frames, RATE)
    for view in (found[0], found[-1]):
        matrix = warp._matrix(rect, shape, view)
        for share_x, share_y in ((0, 0), (1, 0), (0, 1), (1, 1)):
            x, y, _ = (*(matrix @ (share_x * (size[0] - 1), share_y * (size[1] - 1), 1)), 0)
            for at, share, length in ((x, share_x, shape[1]), (y, share_y, shape[0])):
                assert -0.6 <= at <= length - 0.4  # half a pixel of rounding
                assert abs(at / (length - 1) - share) <= REACH


@pytest.mark.parametrize("size", [(320, 180), (180, 320)])
def test_at_rest_the_box_shows_the_whole_stage(size: tuple[int, int]) -> None:
    shape = round(size[1] * stage.DENSITY), round(size[0] * stage.DENSITY)
    matrix = warp._matrix(stage.Rect(0, 0, *size), shape, View(0, 0, 1))
    middle = matrix @ ((size[0] - 1) / 2, (size[1] - 1) / 2, 1)
    assert middle == pytest.approx(((shape[1] - 1) / 2, (shape[0] - 1) / 2))
