"""RGB and the planes of our streams: there and back, by BT.709's own numbers."""

from __future__ import annotations

import numpy as np
import pytest

from engine.media.colour import bt709, planes_of, rgb_of


@pytest.mark.parametrize(
    ("rgb", "yuv"),
    [
        ((255, 255, 255), (235, 128, 128)),
        ((0, 0, 0), (16, 128, 128)),
        ((255, 0, 0), (63, 102, 240)),
        ((0, 0, 255), (32, 240, 118)),
    ],
)
def test_colours_have_the_samples_of_the_standard(
    rgb: tuple[int, int, int], yuv: tuple[int, int, int]
) -> None:
    picture = np.full((4, 6, 3), rgb, np.uint8)
    assert tuple(int(plane[0, 0]) for plane in planes_of(picture)) == yuv
    assert tuple(float(plane[0, 0]) for plane in bt709(picture)) == pytest.approx(yuv, abs=0.5)
    assert rgb_of(planes_of(picture))[0, 0].tolist() == pytest.approx(rgb, abs=2)


def test_planes_that_are_shown_as_rgb_are_the_same_planes_again() -> None:
    random = np.random.default_rng(7)
    smooth = random.integers(60, 180, (8, 12, 3)).repeat(4, axis=0).repeat(4, axis=1)
    there = planes_of(smooth.astype(np.uint8))
    again = planes_of(rgb_of(there))
    assert [plane.shape for plane in again] == [(32, 48), (16, 24), (16, 24)]
    for one, other in zip(there, again, strict=True):
        assert np.abs(one.astype(int) - other).max() <= 1
