"""A take's joints, and a loop's seam, measured on takes that are right and on ones that are not."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from engine.inspection import Joints, limits_for, measure_take
from engine.renderers.take import encode_take, yuv420p
from schemas.inspection import Measurement
from schemas.setup import Canvas
from tests.engine.renderers.animatic.conftest import texture

CANVAS = Canvas(width=160, height=90)
WIDE = texture((500, 90))


def measured(places: Iterable[int], folder: Path, joints: Joints) -> dict[str, Measurement]:
    """What is measured of a take whose frame stands so many pixels off the scene's left edge."""
    wanted = list(places)
    frames = [yuv420p(np.ascontiguousarray(WIDE[:, at : at + 160])) for at in wanted]
    take = folder / "take.mp4"
    encode_take(iter(frames), CANVAS, take)
    found = measure_take(
        take, "key", CANVAS, len(wanted), limits_for(), moving=False, joints=joints
    )
    return {one.measure: one for one in found.measurements}


def test_a_pan_that_goes_on_has_a_joint_like_its_other_steps(tmp_path: Path) -> None:
    joint = measured(range(0, 60, 2), tmp_path, Joints((12,)))["joint"]
    assert joint.passed
    assert joint.value == pytest.approx(1, abs=0.25)


def test_a_pan_that_slows_down_after_its_joint_passes(tmp_path: Path) -> None:
    places = [*range(0, 24, 2), *(22 + n for n in range(1, 13)), *[34] * 6]
    assert measured(places, tmp_path, Joints((12,)))["joint"].passed


@pytest.mark.parametrize("jump", [12, -30])
def test_a_joint_that_jumps_fails(jump: int, tmp_path: Path) -> None:
    places = [*range(60, 84, 2), *range(84 + jump, 108 + jump, 2)]
    joint = measured(places, tmp_path, Joints((12,)))["joint"]
    assert not joint.passed
    assert joint.limit is not None
    assert joint.limit.retake


def test_only_what_has_a_joint_is_measured_for_one(tmp_path: Path) -> None:
    found = measured(range(0, 60, 2), tmp_path, Joints())
    assert not {"joint", "seam"} & set(found)


def test_a_loops_seam_passes_where_it_closes_and_fails_where_it_does_not(tmp_path: Path) -> None:
    swing = [round(40 + 30 * np.sin(2 * np.pi * n / 48)) for n in range(48)]
    assert measured(swing, tmp_path, Joints(closed=True))["seam"].passed
    assert not measured(swing[:30], tmp_path, Joints(closed=True))["seam"].passed


def test_what_stands_still_has_no_joint_to_see(tmp_path: Path) -> None:
    found = measured([40] * 24, tmp_path, Joints((12,), closed=True))
    assert found["joint"].passed
    assert found["seam"].passed
