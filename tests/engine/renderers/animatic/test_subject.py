from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.renderers.animatic.subject import find_subject
from tests.engine.renderers.animatic.conftest import GROUND, flat, studio, texture

TOLERANCE = 0.02
"""A picture is looked at 256 pixels across: five of them."""


@settings(max_examples=25, deadline=None)
@given(st.floats(0.1, 0.5), st.floats(0.1, 0.5), st.floats(0.15, 0.38), st.floats(0.15, 0.38))
def test_a_thing_before_a_plain_ground_is_found(
    left: float, top: float, width: float, height: float
) -> None:
    box = (left, top, left + width, top + height)
    found = find_subject(studio(box))
    assert (found.left, found.top, found.right, found.bottom) == pytest.approx(box, abs=TOLERANCE)
    assert found.plain
    assert not found.cut_across
    assert not found.cut_down


@pytest.mark.parametrize("size", [(640, 480), (480, 640), (900, 300), (64, 64)])
def test_the_shape_of_the_picture_does_not_matter(size: tuple[int, int]) -> None:
    found = find_subject(studio((0.3, 0.3, 0.7, 0.7), size))
    assert found.centre == pytest.approx((0.5, 0.5), abs=TOLERANCE)


@pytest.mark.parametrize(
    ("box", "edge"),
    [
        ((0.0, 0.3, 0.4, 0.7), "cut_across"),
        ((0.6, 0.3, 1.0, 0.7), "cut_across"),
        ((0.3, 0.0, 0.7, 0.5), "cut_down"),
        ((0.3, 0.5, 0.7, 1.0), "cut_down"),
    ],
    ids=["left", "right", "top", "bottom"],
)
def test_a_thing_that_an_edge_cuts_is_known_as_cut(
    box: tuple[float, float, float, float], edge: str
) -> None:
    assert getattr(find_subject(studio(box)), edge)


def test_a_shadow_that_touches_the_edge_does_not_cut() -> None:
    picture = studio()
    picture[460:, 310:330] = (120, 110, 100)
    assert not find_subject(picture).cut_down


def test_a_ground_that_falls_off_softly_is_still_plain() -> None:
    y, x = np.mgrid[-1:1:480j, -1:1:640j]
    light = (1 - 0.25 * (x**2 + y**2))[..., None]
    picture = (np.array(GROUND) * light).astype(np.uint8)
    picture[200:280, 280:360] = (20, 90, 160)
    assert find_subject(picture).plain


def test_a_picture_full_of_detail_has_no_plain_ground() -> None:
    assert not find_subject(texture()).plain


def test_without_a_plain_ground_the_subject_is_where_the_detail_is() -> None:
    picture = cv2.GaussianBlur(texture(), (0, 0), 25)
    picture = np.clip((picture.astype(int) - 128) * 6 + 128, 0, 255).astype(np.uint8)
    picture[60:200, 380:560] = texture()[60:200, 380:560]
    found = find_subject(picture)
    assert not found.plain
    assert found.details[0] == pytest.approx((470 / 640, 130 / 480), abs=0.14)


def test_a_picture_of_nothing_has_its_middle_as_subject() -> None:
    found = find_subject(flat(GROUND))
    assert found.centre == pytest.approx((0.5, 0.5))
    assert found.details == ((0.5, 0.5),)


def test_points_of_interest_lie_on_the_subject_well_apart_strongest_first() -> None:
    picture = studio((0.1, 0.2, 0.9, 0.8))
    noise = texture().astype(int) - 128
    strong, weak = (slice(160, 240), slice(120, 200)), (slice(260, 340), slice(440, 520))
    picture[strong] = np.clip(picture[strong] + 2 * noise[strong], 0, 255)
    picture[weak] = np.clip(picture[weak] + noise[weak], 0, 255)
    found = find_subject(picture)
    assert 1 <= len(found.details) <= 3
    assert found.details[0] == pytest.approx((160 / 640, 200 / 480), abs=0.1)
    assert found.details[1] == pytest.approx((480 / 640, 300 / 480), abs=0.1)
    assert all(
        found.left <= x <= found.right and found.top <= y <= found.bottom for x, y in found.details
    )


def test_the_same_picture_is_always_seen_the_same() -> None:
    assert find_subject(texture()) == find_subject(texture())
