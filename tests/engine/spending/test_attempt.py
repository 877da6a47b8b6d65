"""Pauses grow, differ, and are what was asked for; only what may be repeated is repeated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Never

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.spending import NotAccepted, OutcomeUnknown, with_retries
from engine.spending.attempt import TRIES, pause

ATTEMPTS = st.integers(0, TRIES - 1)


@given(ATTEMPTS)
def test_a_pause_is_at_most_a_second_and_twice_that_after_each_attempt(attempt: int) -> None:
    assert 0 <= pause(attempt) <= 2**attempt


def test_no_two_of_a_thousand_wait_equally_long() -> None:
    assert len({pause(4) for _ in range(1000)}) > 990


@given(ATTEMPTS, st.floats(0, 60))
def test_what_was_asked_for_is_waited_for_in_full(attempt: int, after: float) -> None:
    assert pause(attempt, after) == after


@given(ATTEMPTS, st.floats(max_value=0))
def test_a_moment_that_is_over_is_not_waited_for(attempt: int, after: float) -> None:
    assert pause(attempt, after) == 0


def raising(*ends: Exception | str) -> Callable[[], str]:
    rest: Iterator[Exception | str] = iter(ends)

    def send() -> str:
        end = next(rest)
        if isinstance(end, Exception):
            raise end
        return end

    return send


def test_what_was_not_accepted_is_sent_again_after_the_time_asked_for() -> None:
    slept: list[float] = []
    send = raising(NotAccepted("busy", 7), NotAccepted("no line"), "yes")
    assert with_retries(send, slept.append, resend=False) == "yes"
    assert slept[0] == 7
    assert 0 <= slept[1] <= 2


@given(st.floats(60, exclude_min=True, allow_infinity=False))
def test_more_than_a_minute_is_not_waited_for(after: float) -> None:
    def never(_: float) -> Never:
        raise AssertionError("nobody was to wait")

    with pytest.raises(NotAccepted, match="busy"):
        with_retries(raising(NotAccepted("busy", after), "yes"), never, resend=True)


def test_an_unknown_outcome_is_repeated_only_where_it_may_be() -> None:
    slept: list[float] = []
    assert with_retries(raising(OutcomeUnknown("?"), "yes"), slept.append, resend=True) == "yes"
    with pytest.raises(OutcomeUnknown):
        with_retries(raising(OutcomeUnknown("?"), "yes"), slept.append, resend=False)
    assert len(slept) == 1


def test_five_attempts_are_the_last() -> None:
    slept: list[float] = []
    ends = [OutcomeUnknown(str(n)) for n in range(TRIES)]
    with pytest.raises(OutcomeUnknown, match="4"):
        with_retries(raising(*ends, "yes"), slept.append, resend=True)
    assert len(slept) == TRIES - 1
