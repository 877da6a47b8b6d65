from __future__ import annotations

from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from schemas.timing import Rate, covering, frames_at, nearest, seconds_of

RATES = st.sampled_from(
    [Fraction(24), Fraction(25), Fraction(30), Fraction(30000, 1001), Fraction(24000, 1001)]
)


@given(st.integers(0, 100_000), RATES)
def test_frames_survive_being_shown_as_seconds(frames: int, rate: Fraction) -> None:
    assert abs(frames_at(rate, seconds_of(frames, rate)) - frames) <= 1


@given(st.integers(0, 100_000), RATES)
def test_exact_seconds_come_back_as_exactly_their_frames(frames: int, rate: Fraction) -> None:
    # A fraction whose denominator is small enough is not rounded on the way.
    assert frames_at(rate, Fraction(frames) / rate) == frames


@given(st.integers(0, 100_000), RATES, RATES)
def test_frames_of_another_rate_are_what_fractions_say(
    frames: int, rate: Fraction, wanted: Fraction
) -> None:
    exact = frames * wanted / rate
    assert nearest(frames, rate, wanted) == round(exact)
    assert covering(frames, rate, wanted) == ceil(exact)


@given(st.fractions(0, 3600, max_denominator=1000), RATES)
def test_frames_last_at_least_the_seconds_and_less_than_a_frame_longer(
    seconds: Fraction, rate: Fraction
) -> None:
    frames = frames_at(rate, seconds)
    assert seconds <= frames / rate < seconds + 1 / rate


def test_a_float_just_beside_a_whole_frame_is_that_frame() -> None:
    assert frames_at(Fraction(24), 0.1 + 0.2 + 0.2) == 12


@pytest.mark.parametrize(
    ("written", "rate"),
    [
        (24, Fraction(24)),
        ("24", Fraction(24)),
        (23.976, Fraction(2997, 125)),
        ("30000/1001", Fraction(30000, 1001)),
        (Fraction(25), Fraction(25)),
    ],
)
def test_a_rate_is_read_exactly(written: object, rate: Fraction) -> None:
    assert TypeAdapter(Rate).validate_python(written) == rate


@given(RATES)
def test_a_written_rate_reads_back(rate: Fraction) -> None:
    adapter = TypeAdapter(Rate)
    assert adapter.validate_json(adapter.dump_json(rate)) == rate


@pytest.mark.parametrize("written", ["0", "0.5", "-24", "241", 1e9, "1/0"])
def test_a_rate_that_no_film_has_is_refused(written: object) -> None:
    with pytest.raises(ValidationError, match="between 1 and 240 frames a second"):
        TypeAdapter(Rate).validate_python(written)


@pytest.mark.parametrize("written", ["fast", "24 fps", "", None])
def test_what_is_no_number_is_no_rate(written: object) -> None:
    with pytest.raises(ValidationError, match="Invalid literal for Fraction"):
        TypeAdapter(Rate).validate_python(written)
