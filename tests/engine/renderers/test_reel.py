"""A reel gives any frame of a clip, and any moment between two of them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from engine.renderers.clips import ClipInput, length_of_clip
from engine.renderers.reel import Reel
from tests.engine.renderers.test_clips import CANVAS, lumas, take

__all__ = ["take"]


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
