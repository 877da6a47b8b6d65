from __future__ import annotations

import numpy as np
import pytest

from engine.shapes import rounded


@pytest.mark.parametrize("radius", [0.0, 0.3, 0.9])
def test_a_rectangle_without_round_corners_is_solid(radius: float) -> None:
    assert (rounded(9, 6, radius) == 1).all()


@pytest.mark.parametrize("radius", [1.0, 4.0, 20.0])
def test_round_corners_are_open_and_the_middle_is_solid(radius: float) -> None:
    shape = rounded(60, 40, radius)
    assert shape[0, 0] < 1
    assert shape[20].min() > 0.4
    assert shape[10:30, 20:40].min() == 1
    assert np.array_equal(shape, shape[::-1, ::-1])
