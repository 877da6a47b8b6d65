from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.renderers.animatic import stage, warp
from engine.renderers.animatic.camera import View, margin, views
from schemas.setup import Canvas
from schemas.shot import Camera, Move
from tests.engine.renderers.animatic.conftest import CANVASES, LANDSCAPE, PORTRAIT

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
    assert set(shot(Move.HOLD)) == {View(0, 0, 1, 0)}


@MOVING
def test_a_camera_without_strength_does_not_move(move: Move) -> None:
    assert {(v.x, v.y, v.zoom, v.turn) for v in shot(move, strength=0)} == {(0, 0, 1, 0)}


@MOVING
def test_in_the_middle_of_a_shot_the_composition_stands_as_designed(move: Move) -> None:
    middle = shot(move, frames=97)[48]
    assert (middle.x, middle.y, middle.zoom, middle.turn) == pytest.approx((0, 0, 1, 0))


@pytest.mark.parametrize(
    ("move", "axis", "sign"),
    [
        (Move.PUSH_IN, "zoom", 1),
        (Move.PULL_OUT, "zoom", -1),
        (Move.PAN_RIGHT, "x", 1),
        (Move.PAN_LEFT, "x", -1),
        (Move.TILT_DOWN, "y", 1),
        (Move.TILT_UP, "y", -1),
        (Move.ARC, "turn", 1),
    ],
)
def test_each_move_goes_its_own_way_all_the_time(move: Move, axis: str, sign: int) -> None:
    along = [getattr(view, axis) * sign for view in shot(move)]
    assert all(after > before for before, after in pairwise(along))


@MOVING
def test_speed_changes_gently_and_never_stops(move: Move) -> None:
    way = np.array([(v.x, v.y, v.zoom, v.turn / 57.3) for v in shot(move)])
    speed = np.linalg.norm(np.diff(way, axis=0), axis=1)
    assert speed.min() > 0.45 * speed.mean()
    assert speed.max() < 1.5 * speed.mean()
    assert np.abs(np.diff(speed)).max() < 0.05 * speed.mean()


def test_a_stronger_move_goes_farther() -> None:
    gentle, strong = (shot(Move.PAN_LEFT, strength=strength) for strength in (0.2, 0.8))
    assert abs(strong[0].x) == pytest.approx(4 * abs(gentle[0].x))


def test_a_long_shot_keeps_its_composition() -> None:
    found = shot(Move.PUSH_IN, frames=24 * 60, strength=1)
    assert 0.9 < found[0].zoom < found[-1].zoom < 1.1


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(30000, 1001), Fraction(60)])
def test_the_rate_changes_no_way(rate: Fraction) -> None:
    found = views(Camera(move=Move.PAN_LEFT), round(rate * 4), rate)
    assert found[0].x == pytest.approx(shot(Move.PAN_LEFT, frames=96)[0].x, rel=0.01)


@UNTIMED
@given(CAMERAS, st.integers(1, 400), st.sampled_from([LANDSCAPE, PORTRAIT]))
def test_the_frame_never_leaves_the_stage(camera: Camera, frames: int, canvas: Canvas) -> None:
    reach = margin(camera, frames, RATE)
    composed = stage.bare(canvas, background="#808080", margin=reach)
    height, width = composed.pixels.shape[:2]
    corners = [(x, y) for x in (0, canvas.width - 1) for y in (0, canvas.height - 1)]
    found = views(camera, frames, RATE)
    for view in (found[0], found[-1]):
        matrix = warp._matrix(composed, view)
        for x, y in corners:
            at = matrix @ (x, y, 1)
            assert 0 <= at[0] <= width - 1
            assert 0 <= at[1] <= height - 1


@CANVASES
def test_at_rest_the_frame_is_the_middle_of_the_stage(canvas: Canvas) -> None:
    composed = stage.bare(canvas, background="#808080", margin=0.1)
    matrix = warp._matrix(composed, View(0, 0, 1, 0))
    height, width = composed.pixels.shape[:2]
    middle = matrix @ ((canvas.width - 1) / 2, (canvas.height - 1) / 2, 1)
    assert middle == pytest.approx(((width - 1) / 2, (height - 1) / 2))
