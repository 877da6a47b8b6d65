"""A clip's frames are those of the take, in the size and at the rate of the shot."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.renderers.clips import ClipInput, Reel, frames_of_clip, length_of_clip
from engine.renderers.take import encode_take
from schemas.errors import EncodeError
from schemas.setup import Canvas

CANVAS = Canvas(width=64, height=64)


@pytest.fixture
def take(tmp_path: Path) -> Path:
    """24 frames; frame n has a luma of 40 + 8n."""
    chroma = bytes([128]) * (2 * 32 * 32)
    path = tmp_path / "take.mp4"
    encode_take((bytes([40 + 8 * n]) * (64 * 64) + chroma for n in range(24)), CANVAS, path)
    return path


def lumas(clip: ClipInput, canvas: Canvas) -> NDArray[np.float64]:
    return np.array([luma.mean() for luma, _, _ in frames_of_clip(clip, canvas)])


def test_a_range_of_the_take_is_exactly_that_range(take: Path) -> None:
    found = lumas(ClipInput(take, CANVAS, 4, 6, "source"), CANVAS)
    assert found == pytest.approx([40 + 8 * n for n in range(4, 10)], abs=1)


@pytest.mark.parametrize(
    ("rate", "moments"),
    [
        (Fraction(12), [6.0, 8.0]),
        (Fraction(48), [5 + n / 2 for n in range(12)]),
    ],
)
def test_at_another_rate_frames_show_the_same_moments_of_it(
    rate: Fraction, moments: list[float], take: Path
) -> None:
    canvas = CANVAS.model_copy(update={"rate": rate})
    found = lumas(ClipInput(take, CANVAS, 5, 6, "source"), canvas)
    assert found == pytest.approx([40 + 8 * moment for moment in moments], abs=3)


def test_the_last_frames_of_a_take_can_be_asked_for_at_any_rate(take: Path) -> None:
    canvas = Canvas(width=96, height=64, rate=Fraction(30))
    frames = list(frames_of_clip(ClipInput(take, CANVAS, 12, 12, "source"), canvas))
    assert len(frames) == 15
    assert frames[-1][0].shape == (64, 96)


def test_a_clip_that_is_shorter_than_it_should_be_is_an_error(take: Path) -> None:
    with pytest.raises(EncodeError, match="too short"):
        list(frames_of_clip(ClipInput(take, CANVAS, 20, 10, "source"), CANVAS))


def lumas_of(reel: Reel, moments: list[float]) -> list[float]:
    return [float(reel.at(moment)[0].mean()) for moment in moments]


@pytest.mark.parametrize("rate", [24, 30])
def test_a_reel_gives_any_frame_as_a_reading_in_order_does(rate: int, take: Path) -> None:
    canvas = CANVAS.model_copy(update={"rate": Fraction(rate)})
    clip = ClipInput(take, CANVAS, 2, 20, "source")
    reel, wanted = Reel(clip, canvas), lumas(clip, canvas)
    assert len(reel) == len(wanted) == length_of_clip(clip, canvas)
    order = np.random.default_rng(3).permutation(len(reel))
    assert [reel[int(n)][0].mean() for n in order] == pytest.approx(wanted[order], abs=0.01)


def test_between_two_frames_a_reel_shows_the_moment_between(take: Path) -> None:
    reel = Reel(ClipInput(take, CANVAS, 0, 24, "source"), CANVAS)
    moments = [0.0, 4.25, 4.75, 17.5, 23.0]
    wanted = [40 + 8 * moment for moment in moments]
    assert lumas_of(reel, moments) == pytest.approx(wanted, abs=2)


def test_a_reel_lasts_as_long_as_is_asked_for(take: Path) -> None:
    reel = Reel(ClipInput(take, CANVAS, 0, 12, "source"), CANVAS)
    short, long = ([frame[0].mean() for frame in reel.lasting(n)] for n in (6, 23))
    assert short == pytest.approx([40 + 8 * n for n in range(6)], abs=1)
    assert long == pytest.approx([40 + 4 * n for n in range(23)], abs=2)


def test_a_reel_has_no_frame_beyond_its_clip(take: Path) -> None:
    with pytest.raises(IndexError, match="the clip has 12 frames, and no frame 12"):
        Reel(ClipInput(take, CANVAS, 0, 12, "source"), CANVAS)[12]
