"""A clip's frames are those of the take, in the size and at the rate of the shot."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.renderers.clips import ClipInput, begun, frames_of_clip
from engine.renderers.take import encode_take
from schemas.errors import EncodeError
from schemas.setup import Canvas
from schemas.shot import Restyle, ShotRef

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


def test_what_a_re_cut_leaves_out_is_counted_in_the_clips_own_frames(take: Path) -> None:
    clip = ClipInput(take, CANVAS, 0, 24, "source")
    shot = Restyle(
        operation="restyle", name="x", frames=12, source=ShotRef(shot="a"), begin=6, strength=0
    )
    half = CANVAS.model_copy(update={"rate": Fraction(12)})
    assert begun(clip, shot, 12, CANVAS) == ClipInput(take, CANVAS, 6, 18, "source")
    assert begun(clip, shot, 6, half) == ClipInput(take, CANVAS, 6, 18, "source")
    late = shot.model_copy(update={"begin": 600})
    assert begun(clip, late, 12, CANVAS).frames == 1
    whole = shot.model_copy(update={"begin": 0})
    assert begun(clip, whole, 12, CANVAS) is clip
