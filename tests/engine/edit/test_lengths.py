"""A shot lasts as long as its words, within its take."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.edit.lengths import fit, rhythm_of, take_frames
from schemas.brief import Kind
from schemas.errors import RowError
from schemas.reject import Code
from schemas.timing import frames_at
from tests.engine.edit.conftest import board, voiced

RATE = Fraction(24)
PACE_OF_PRODUCT = rhythm_of(Kind.PRODUCT)


def test_a_shot_without_words_keeps_its_written_length() -> None:
    fitted = fit(board(96, 72), [voiced("one", 3.0)], RATE, PACE_OF_PRODUCT)
    assert fitted["two"] == (72, 1.0)


def test_a_shot_stays_until_its_words_and_a_breath_are_over() -> None:
    storyboard = board(96, 96)
    frames, tempo = fit(storyboard, [voiced("one", 4.0, offset=6)], RATE, PACE_OF_PRODUCT)["one"]
    assert (frames, tempo) == (6 + 96 + 11, 1.0)  # 0.45 s are 11 frames


def test_few_words_shorten_a_shot_to_no_less_than_its_pace_allows() -> None:
    frames, _ = fit(board(100), [voiced("one", 0.5)], RATE, PACE_OF_PRODUCT)["one"]
    assert frames == 85


def test_lines_of_one_shot_follow_each_other() -> None:
    lines = [voiced("one", 2.0), voiced("one", 2.5)]
    frames, _ = fit(board(96, 96), lines, RATE, PACE_OF_PRODUCT)["one"]
    assert frames == 48 + 60 + 11


def test_a_shot_waits_for_a_line_that_begins_late() -> None:
    """The second line begins three seconds in, though the first is said after one."""
    lines = [voiced("one", 1.0, "First."), voiced("one", 2.0, "Second.", offset=72)]
    frames, tempo = fit(board(96, 96), lines, RATE, PACE_OF_PRODUCT)["one"]
    assert (frames, tempo) == (72 + 48 + 11, 1.0)


def test_a_late_line_is_hurried_by_what_is_missing_for_itself() -> None:
    lines = [voiced("one", 0.5, "First."), voiced("one", 1.5, "Second.", offset=52)]
    frames, tempo = fit(board(96, handle=0), lines, RATE, PACE_OF_PRODUCT)["one"]
    assert tempo == pytest.approx(36 / (96 - 52 - 11))
    assert frames == 96


def test_words_longer_than_the_take_are_played_faster_by_what_is_missing() -> None:
    frames, tempo = fit(board(96, handle=0), [voiced("one", 4.0)], RATE, PACE_OF_PRODUCT)["one"]
    assert tempo == pytest.approx(96 / (96 - 11))
    assert frames == 96


def test_words_that_would_need_more_than_a_fifth_faster_are_refused_by_name() -> None:
    line = voiced("two", 4.5, "As long as a novel.")
    with pytest.raises(
        RowError,
        match=r"over shot 'two' take 4\.5 s to say, and the shot has room for 3\.5 s "
        r"\(line 'As long as a novel\.'\)\. Shorten the text",
    ) as caught:
        fit(board(96, 96, handle=0), [line], RATE, PACE_OF_PRODUCT)
    assert caught.value.code == Code.LENGTH


@pytest.mark.parametrize(("rate", "frames"), [("24", 59), ("30", 74), ("30000/1001", 74)])
def test_a_take_holds_its_handle_at_any_rate(rate: str, frames: int) -> None:
    storyboard = board(48, handle=11)
    assert take_frames(storyboard.shots[0], storyboard, Fraction(rate)) == frames


@given(
    frames=st.integers(24, 240),
    handle=st.integers(0, 96),
    offset=st.integers(0, 12),
    seconds=st.floats(0.1, 12),
    kind=st.sampled_from(Kind),
    rate=st.sampled_from([Fraction(24), Fraction(30000, 1001), Fraction(50)]),
)
def test_words_always_end_within_their_shot_and_its_take(
    frames: int, handle: int, offset: int, seconds: float, kind: Kind, rate: Fraction
) -> None:
    storyboard, pace = board(frames, handle=handle), rhythm_of(kind)
    longest = take_frames(storyboard.shots[0], storyboard, rate)
    try:
        length, tempo = fit(storyboard, [voiced("one", seconds, offset=offset)], rate, pace)["one"]
    except RowError:
        room = longest - round(offset * rate / 24) - frames_at(rate, pace.tail)
        assert frames_at(rate, seconds) > 1.2 * room
        return
    begun = round(offset * rate / 24)
    assert 1.0 <= tempo <= 1.2
    assert begun + ceil(frames_at(rate, seconds) / tempo) <= length <= longest
    assert length >= min(longest, ceil(round(frames * rate / 24) * pace.tightest))


@pytest.mark.parametrize("kind", Kind)
def test_no_transition_ever_lies_under_words(kind: Kind) -> None:
    rhythm = rhythm_of(kind)
    kinds = ("dissolve", "push", "wipe", "whip", "iris", "dip", "zoom", "any")
    assert all(0 < rhythm.overlap(one) <= rhythm.tail for one in kinds)
    assert rhythm.overlap("cut") == 0


@pytest.mark.parametrize("kind", Kind)
def test_a_film_does_not_end_on_its_last_word(kind: Kind) -> None:
    frames, _ = fit(board(96, 48), [voiced("two", 3.0)], RATE, rhythm_of(kind))["two"]
    assert frames - 72 >= 24
