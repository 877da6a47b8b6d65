"""No package makes other pixels or samples while it states the same revision."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.golden.record import assert_golden, heard, recorded, seen
from tests.golden.scenes import SCENES, Scene


@pytest.mark.parametrize(("name", "scene"), SCENES.items(), ids=SCENES)
def test_a_room_makes_what_was_recorded_for_its_revision(
    name: str, scene: Scene, tmp_path: Path
) -> None:
    assert_golden(name, scene.revision, scene.make(tmp_path))


def test_a_revision_without_a_record_fails_and_says_how_to_record_it() -> None:
    with pytest.raises(AssertionError, match=r"segment at revision 0: `python -m tests\.golden"):
        assert_golden("segment", 0, {})


def test_type_half_a_pixel_beside_its_place_is_found() -> None:
    edge = np.tile(np.where(np.arange(320) < 100, 40.0, 200.0), (180, 1))
    moved = np.tile(np.where(np.arange(320) < 100, 40.0, 200.0), (180, 1))
    moved[:, 100] = 120.0
    assert np.abs(seen(edge) - seen(moved)).max() > 2


def test_a_sound_half_a_decibel_louder_is_found_and_one_rounded_to_16_bits_is_not() -> None:
    sound = 0.1 * np.sin(np.arange(48_000) / 20)[:, None]
    assert np.abs(heard(sound) - heard(sound * 10 ** (0.5 / 20))).max() > 0.4
    assert np.abs(heard(sound) - heard((sound * 32768).round() / 32768)).max() < 0.05


def test_a_picture_rounded_otherwise_by_another_processor_is_the_same_picture() -> None:
    plane = np.random.default_rng(1).integers(16, 235, (180, 320))
    rounded = plane + np.random.default_rng(2).integers(0, 2, plane.shape) * (plane % 7 == 0)
    assert np.abs(seen(plane) - seen(rounded)).max() < 0.35


def test_every_record_belongs_to_a_scene() -> None:
    assert recorded().keys() == SCENES.keys()
