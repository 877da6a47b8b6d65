"""Pauses grow, differ, and are what was asked for, where anything was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.spending.pause import TRIES, is_too_long, pause

ATTEMPTS = st.integers(0, TRIES - 1)


@given(ATTEMPTS)
def test_a_pause_is_at_most_a_second_and_twice_that_after_each_attempt(attempt: int) -> None:
    assert 0 <= pause(attempt) <= 2**attempt


def test_no_two_of_a_thousand_wait_equally_long() -> None:
    assert len({pause(4) for _ in range(1000)}) > 990


@given(ATTEMPTS, st.floats(0, 60))
def test_what_was_asked_for_is_waited_for_in_full(attempt: int, after: float) -> None:
    assert pause(attempt, after) == after
    assert not is_too_long(after)


@given(ATTEMPTS, st.floats(60, exclude_min=True))
def test_more_than_a_minute_is_too_long_and_not_waited_for(attempt: int, after: float) -> None:
    assert is_too_long(after)
    assert pause(attempt, after) == 60


@given(ATTEMPTS, st.floats(max_value=0))
def test_a_moment_that_is_over_is_not_waited_for(attempt: int, after: float) -> None:
    assert pause(attempt, after) == 0
