"""A picture between two frames is where things were, and is never torn."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from engine.edit.interpolation import Interpolation
from tests.engine.edit.pictures import HEIGHT, WIDTH, Luma, frame, pan, passing, ssim, texture

STEP = 1 / 16
"""Seconds between two frames of a take."""


def mixed(one: Luma, other: Luma, share: float) -> Luma:
    return cv2.addWeighted(one, 1 - share, other, share, 0)


@pytest.mark.parametrize(
    ("picture", "least"), [(pan, 0.99), (passing, 0.98)], ids=["pan", "passing"]
)
@pytest.mark.parametrize("share", [7 / 15, 2 / 15], ids=["halfway", "early"])
def test_motion_is_followed_with_a_third_of_the_error_of_the_nearest_frame_or_a_mix(
    picture: Callable[[float], Luma], least: float, share: float
) -> None:
    first, second = (frame(picture(n * STEP)) for n in (3, 4))
    truth = frame(picture((3 + share) * STEP))
    found = Interpolation(first, second).at(share)
    score = ssim(found[0], truth[0])
    assert score > least
    for naive in (first[0], mixed(first[0], second[0], share)):
        assert 1 - score < (1 - ssim(naive, truth[0])) / 3
    for seen, due in zip(found[1:], truth[1:], strict=True):
        assert ssim(seen, due) > 0.97


def test_a_bright_bar_stands_where_it_was_to_a_fifth_of_a_pixel() -> None:
    """It moves by 9 pixels a frame, over a still ground."""

    def bar(at: float) -> Luma:
        x = np.arange(WIDTH, dtype=np.float32)
        light = np.clip(12.5 - np.abs(x - at), 0, 1) * 120
        return np.asarray(0.4 * texture(5)[:HEIGHT, :WIDTH] + 20 + light[None, :], np.float32)

    first, second = frame(bar(100)), frame(bar(109))
    between = Interpolation(first, second)
    for share in (0.2, 0.5, 0.8):
        light = between.at(share)[0].astype(float) - bar(-100)
        columns = np.clip(light[40:140].mean(axis=0), 0, None)
        middle = (columns * np.arange(WIDTH)).sum() / columns.sum()
        assert middle == pytest.approx(100 + 9 * share, abs=0.2)


def test_where_nothing_moves_nothing_changes() -> None:
    still = frame(pan(0))
    found = Interpolation(still, still).at(0.5)
    assert [int(np.abs(a.astype(int) - b).max()) for a, b in zip(found, still, strict=True)] == [
        0,
        0,
        0,
    ]


def test_where_no_motion_can_be_found_the_frames_are_mixed_and_not_torn() -> None:
    """A square of static in a picture that moves: in it there is nothing to follow."""
    rng = np.random.default_rng(7)

    def picture(seconds: float) -> Luma:
        luma = pan(seconds).copy()
        luma[50:130, 100:220] = rng.uniform(40, 215, (80, 120))
        return luma

    first, second = frame(picture(0)), frame(picture(STEP))
    found = Interpolation(first, second).at(0.5)[0].astype(float)
    mean = mixed(first[0], second[0], 0.5).astype(float)
    truth = pan(STEP / 2)
    inside, outside = (slice(70, 110), slice(130, 190)), (slice(0, HEIGHT), slice(260, WIDTH))
    assert np.abs(found - mean)[inside].mean() < 4
    assert np.abs(found - truth)[outside].mean() < 1 < np.abs(mean - truth)[outside].mean()


@pytest.mark.parametrize("share", [0.3, 0.7])
def test_across_a_cut_one_frame_is_shown_and_never_both(share: float) -> None:
    before, after = frame(pan(0, seed=11)), frame(pan(0, seed=12))
    found = Interpolation(before, after).at(share)
    nearest = before if share < 0.5 else after
    assert all(np.array_equal(a, b) for a, b in zip(found, nearest, strict=True))


@pytest.mark.parametrize(("width", "height"), [(64, 64), (66, 90), (90, 320)])
def test_pictures_of_any_size_and_shape_are_followed(width: int, height: int) -> None:
    first, second, truth = (
        frame(texture(6)[20 : 20 + height, at : at + width]) for at in (50, 54, 52)
    )
    found = Interpolation(first, second).at(0.5)[0]
    middle = slice(12, -12), slice(12, -12)
    assert ssim(found[middle], truth[0][middle]) > 0.95


def test_frames_that_cannot_be_written_are_only_read() -> None:
    """The decoder predicts later frames from them."""
    first, second = frame(pan(0)), frame(pan(STEP))
    for plane in (*first, *second):
        plane.flags.writeable = False
    Interpolation(first, second).at(0.5)
