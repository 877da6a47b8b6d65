"""Type comes in, rests and fades; it is never more than solid nor less than nothing."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.edit.motion import REST, Pose, pose_at
from engine.typeset import Motion

MOTIONS = [motion.value for motion in Motion]


def _poses(motion: str, frames: int, enter: int, leave: int) -> list[Pose]:
    return [
        pose_at(motion, n, frames, enter=enter, leave=leave, height=18.0) for n in range(frames)
    ]


@given(
    motion=st.sampled_from(MOTIONS),
    frames=st.integers(1, 120),
    enter=st.integers(0, 30),
    leave=st.integers(0, 30),
)
def test_every_pose_is_possible(motion: str, frames: int, enter: int, leave: int) -> None:
    for pose in _poses(motion, frames, enter, leave):
        assert 0 < pose.opacity <= 1
        assert 0 < pose.open <= 1
        assert 0.86 <= pose.scale <= 1
        assert abs(pose.dx) < 18
        assert abs(pose.dy) < 18


@pytest.mark.parametrize("motion", MOTIONS)
def test_after_its_entrance_and_before_its_exit_type_rests(motion: str) -> None:
    poses = _poses(motion, 60, 12, 6)
    assert set(poses[12:55]) == {REST}
    assert REST not in poses[55:]


@pytest.mark.parametrize("motion", MOTIONS)
def test_an_exit_only_fades_evenly(motion: str) -> None:
    leaving = _poses(motion, 60, 12, 6)[55:]
    assert leaving == [Pose(opacity=left / 6) for left in (5, 4, 3, 2, 1)]


@pytest.mark.parametrize("motion", sorted({*MOTIONS} - {"cut"}))
def test_an_entrance_settles_without_turning_back(motion: str) -> None:
    coming = [*_poses(motion, 60, 12, 6)[:12], REST]
    assert coming[0] != REST
    for before, after in pairwise(coming):
        assert before.opacity <= after.opacity
        assert before.open <= after.open
        assert before.scale <= after.scale
        assert before.dx <= after.dx <= 0
        assert before.dy >= after.dy >= 0


@pytest.mark.parametrize(
    ("motion", "field"), [("rise", "dy"), ("slide", "dx"), ("pop", "scale"), ("wipe", "open")]
)
def test_each_entrance_moves_what_its_name_says_and_nothing_else(motion: str, field: str) -> None:
    first = pose_at(motion, 0, 60, enter=12, leave=6, height=18.0)
    moved = {
        name
        for name in ("dx", "dy", "scale", "open")
        if getattr(first, name) != getattr(REST, name)
    }
    assert moved == {field}


def test_a_cut_is_there_at_once() -> None:
    assert pose_at("cut", 0, 60, enter=12, leave=6, height=18.0) == REST


def test_without_an_exit_the_last_frame_is_solid() -> None:
    assert pose_at("fade", 59, 60, enter=12, leave=0, height=18.0) == REST
