"""A film is as long as its placement takes it, within what its takes hold."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.edit.lengths import fit, rhythm_of, take_frames
from engine.edit.spans import fitted_spans
from schemas.brief import Kind
from schemas.errors import RowError
from schemas.reject import Code
from tests.engine.edit.conftest import PREVIEW, board, voiced

RHYTHM = rhythm_of(Kind.PRODUCT)


@given(
    lengths=st.lists(st.integers(30, 120), min_size=1, max_size=5),
    handle=st.integers(0, 48),
    seconds=st.floats(1, 14),
    said=st.floats(0.1, 0.5),
)
def test_shots_stay_longer_by_what_their_takes_have_until_the_film_is_long_enough(
    lengths: list[int], handle: int, seconds: float, said: float
) -> None:
    storyboard, lines = board(*lengths, handle=handle), [voiced("one", said)]
    profile = PREVIEW.model_copy(update={"min_seconds": seconds})
    whole = sum(take_frames(shot, storyboard, PREVIEW.rate) for shot in storyboard.shots)
    if whole - (len(lengths) - 1) * 11 < seconds * 24:  # 0.42 s of a dissolve are 11 frames
        return
    fitted, spans = fitted_spans(storyboard, lines, RHYTHM, profile)
    assert spans[-1].end >= seconds * 24
    usual = fit(storyboard, lines, PREVIEW.rate, RHYTHM)
    for shot in storyboard.shots:
        frames = fitted[shot.name][0]
        assert usual[shot.name][0] <= frames <= take_frames(shot, storyboard, PREVIEW.rate)
    assert all(after.start == before.end - after.overlap for before, after in pairwise(spans))


def test_a_film_that_is_long_enough_is_as_it_was() -> None:
    storyboard, lines = board(96, 72), [voiced("one", 3.0)]
    profile = PREVIEW.model_copy(update={"min_seconds": 5.0, "max_seconds": 60.0})
    assert fitted_spans(storyboard, lines, RHYTHM, profile) == fitted_spans(
        storyboard, lines, RHYTHM, PREVIEW
    )


def test_what_no_take_can_fill_is_refused_with_how_long_it_could_be() -> None:
    profile = PREVIEW.model_copy(update={"min_seconds": 10.0})
    with pytest.raises(RowError, match=r"at most 6.0 s, and preview takes 10 s or more") as caught:
        fitted_spans(board(96, handle=48), [], RHYTHM, profile)
    assert caught.value.code == Code.LENGTH
    assert "seconds" in caught.value.remedy


def test_a_film_that_is_too_long_for_its_placement_is_refused_before_it_is_encoded() -> None:
    profile = PREVIEW.model_copy(update={"max_seconds": 3.0})
    with pytest.raises(RowError, match=r"at least 4.0 s, and preview takes 3 s or less"):
        fitted_spans(board(96), [], RHYTHM, profile)
