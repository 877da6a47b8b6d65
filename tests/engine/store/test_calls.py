"""Calls and their accounts, on both databases that a ledger may lie in: one file, and Postgres."""

from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from engine.store import REPEATED, Calls, CallState, History, Ledger, Reservation
from schemas.errors import BudgetError
from schemas.keys import key_of
from schemas.money import Money

ANSWER = {"words": "yes", "cut": "\ud800 \0", "in": ["German", "中文"]}


@pytest.fixture
def calls(ledger: Ledger) -> Calls:
    return ledger.calls


def key(name: str) -> str:
    return key_of("call", name=name)


def usd(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="USD")


def reserve(
    calls: Calls,
    name: str,
    most: str = "1",
    cap: str = "10",
    *,
    owner: str = "me",
    seconds: float = 60,
) -> Reservation:
    return calls.reserve(
        key(name), "shop", usd(most), usd(cap), what=name, owner=owner, seconds=seconds
    )


def free(calls: Calls, name: str, *, owner: str = "me", seconds: float = 60) -> Reservation:
    return calls.reserve(key(name), "shop", None, usd("0"), what=name, owner=owner, seconds=seconds)


def money(calls: Calls) -> tuple[str, str]:
    """What is spent, and what is reserved."""
    spent, reserved = calls.spending("shop", "USD")
    return str(spent), str(reserved)


def at_once(work: Callable[[int], None], threads: int) -> None:
    started = [threading.Thread(target=work, args=(n,)) for n in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()


def test_a_committed_call_keeps_its_answer_and_costs_what_it_did(calls: Calls) -> None:
    assert reserve(calls, "one", "2") is Reservation.GRANTED
    calls.commit(key("one"), "me", ANSWER, Decimal("0.25"))
    assert reserve(calls, "one", "2") is Reservation.STORED
    assert calls.answers([key("one"), key("two")]) == {key("one"): ANSWER}
    assert money(calls) == ("0.25", "0")


def test_what_is_less_than_a_micro_is_counted_as_one(calls: Calls) -> None:
    reserve(calls, "one", "0.0000001")
    assert money(calls) == ("0", "0.000001")
    calls.commit(key("one"), "me", ANSWER, Decimal("0.0000004"))
    assert money(calls) == ("0.000001", "0")


def test_a_cancelled_call_gives_its_reservation_back(calls: Calls) -> None:
    reserve(calls, "one", "10")
    with pytest.raises(BudgetError, match=r"does not allow the call \(up to 0.000001 USD, of"):
        reserve(calls, "two", "0.000001")
    calls.cancel(key("one"), "me")
    assert money(calls) == ("0", "0")
    assert reserve(calls, "two", "10") is Reservation.GRANTED


def test_a_call_that_the_budget_did_not_allow_leaves_nothing_behind(calls: Calls) -> None:
    with pytest.raises(BudgetError):
        reserve(calls, "one", "11")
    assert money(calls) == ("0", "0")
    assert reserve(calls, "one", "11", cap="11") is Reservation.GRANTED


def test_a_budget_in_another_currency_allows_nothing(calls: Calls) -> None:
    euros = Money(amount=Decimal(9), currency="EUR")
    with pytest.raises(BudgetError, match="another currency"):
        calls.reserve(key("one"), "shop", usd("1"), euros, what="one", owner="me", seconds=60)


def test_amounts_beyond_the_databases_integers_fit_no_budget_and_break_nothing(
    calls: Calls,
) -> None:
    most = "999999999999999"
    assert reserve(calls, "one", "1", cap=most) is Reservation.GRANTED
    with pytest.raises(BudgetError, match="does not allow"):
        reserve(calls, "two", most, cap=most)
    assert money(calls) == ("0", "1")


def test_one_account_spends_nothing_of_another(calls: Calls) -> None:
    reserve(calls, "one", "10")
    other = calls.reserve(
        key("two"), "studio", usd("10"), usd("10"), what="two", owner="me", seconds=60
    )
    assert other is Reservation.GRANTED
    assert calls.spending("studio", "USD") == (Decimal(0), Decimal(10))


def test_a_call_under_way_is_taken_and_of_unknown_outcome_when_its_time_is_over(
    calls: Calls,
) -> None:
    reserve(calls, "one", "3")
    assert reserve(calls, "one", "3", owner="you") is Reservation.TAKEN
    reserve(calls, "two", "3", seconds=-1)
    assert reserve(calls, "two", "3", owner="you") is Reservation.UNKNOWN
    (found,) = calls.unknown("shop")
    assert (found.what, found.max_cost) == ("two", usd("3"))
    assert money(calls) == ("0", "6")


def test_a_call_whose_sender_ended_is_listed_before_anybody_asks_again(calls: Calls) -> None:
    reserve(calls, "ended", seconds=-1)
    reserve(calls, "under way")
    free(calls, "free", seconds=-1)
    (found,) = calls.unknown("shop")
    assert (found.what, found.why) == ("ended", "the run that sent it ended before the answer came")
    assert calls.unknown("studio") == ()


def test_a_paid_call_of_no_known_cost_is_of_unknown_outcome_as_any_other(calls: Calls) -> None:
    reserve(calls, "one", "0", seconds=-1)
    assert reserve(calls, "one", "0") is Reservation.UNKNOWN


def test_a_free_call_whose_sender_ended_is_simply_sent_again(calls: Calls) -> None:
    assert free(calls, "one", seconds=-1) is Reservation.GRANTED
    assert free(calls, "one", owner="you") is Reservation.GRANTED
    assert free(calls, "one") is Reservation.TAKEN


def test_an_unknown_call_keeps_its_reservation_until_a_person_lets_it_be_sent_again(
    calls: Calls,
) -> None:
    reserve(calls, "one", "4")
    calls.mark_unknown(key("one"), "me", "the line broke")
    assert reserve(calls, "one", "4") is Reservation.UNKNOWN
    assert money(calls) == ("0", "4")
    assert calls.retry(key("one"))
    assert not calls.retry(key("one"))
    assert not calls.retry(key("never asked"))
    assert calls.unknown("shop") == ()
    assert money(calls) == ("4", "0")
    assert reserve(calls, "one", "4") is Reservation.GRANTED
    assert money(calls) == ("4", "4")


def test_an_answer_that_comes_after_its_time_is_kept_and_ends_the_uncertainty(calls: Calls) -> None:
    reserve(calls, "one", "4", seconds=-1)
    assert reserve(calls, "one", "4", owner="you") is Reservation.UNKNOWN
    calls.commit(key("one"), "me", ANSWER, Decimal(3))
    assert reserve(calls, "one", "4", owner="you") is Reservation.STORED
    assert money(calls) == ("3", "0")


def test_a_late_word_that_nobody_took_the_call_ends_the_uncertainty_too(calls: Calls) -> None:
    reserve(calls, "one", "4", seconds=-1)
    assert reserve(calls, "one", "4", owner="you") is Reservation.UNKNOWN
    calls.cancel(key("one"), "me")
    assert money(calls) == ("0", "0")
    assert reserve(calls, "one", "4", owner="you") is Reservation.GRANTED


def test_an_answer_that_comes_after_it_was_let_go_is_kept_and_not_counted_twice(
    calls: Calls,
) -> None:
    reserve(calls, "one", "4", seconds=-1)
    assert len(calls.unknown("shop")) == 1
    calls.retry(key("one"))
    calls.commit(key("one"), "me", ANSWER, Decimal(3))
    assert reserve(calls, "one", "4", owner="you") is Reservation.STORED
    assert money(calls) == ("4", "0")


@pytest.mark.parametrize("word", ["commit", "cancel", "mark_unknown"])
def test_a_late_attempt_never_moves_the_money_of_the_one_after_it(calls: Calls, word: str) -> None:
    reserve(calls, "one", "4", seconds=-1)
    assert len(calls.unknown("shop")) == 1
    calls.retry(key("one"))
    assert reserve(calls, "one", "4", owner="you") is Reservation.GRANTED
    match word:
        case "commit":
            calls.commit(key("one"), "me", ANSWER, Decimal(3))
        case "cancel":
            calls.cancel(key("one"), "me")
        case "mark_unknown":
            calls.mark_unknown(key("one"), "me", "the line broke")
    assert money(calls) == ("4", "4")
    assert reserve(calls, "one", "4", owner="me") is Reservation.TAKEN
    calls.commit(key("one"), "you", {"words": "no"}, Decimal(2))
    assert money(calls) == ("6", "0")
    assert calls.answers([key("one")]) == {key("one"): {"words": "no"}}


def test_64_threads_never_hold_more_than_the_cap_and_use_all_of_it(calls: Calls) -> None:
    granted: list[int] = []

    def work(n: int) -> None:
        try:
            reserve(calls, f"call {n}", "0.4")
        except BudgetError:
            return
        granted.append(n)

    at_once(work, 64)
    assert len(granted) == 25
    assert money(calls) == ("0", "10")


def test_of_many_who_ask_for_one_call_one_is_granted_it(calls: Calls) -> None:
    ends: list[Reservation] = []
    at_once(lambda n: ends.append(reserve(calls, "one", owner=str(n))), 16)
    assert sorted(ends) == [Reservation.GRANTED, *[Reservation.TAKEN] * 15]


def test_many_who_reserve_and_cancel_one_call_all_end_and_leave_nothing_reserved(
    calls: Calls,
) -> None:
    ends: list[Reservation] = []

    def work(n: int) -> None:
        for _again in range(10):
            end = reserve(calls, "one", owner=str(n))
            ends.append(end)
            if end is Reservation.GRANTED:
                calls.cancel(key("one"), str(n))

    at_once(work, 8)
    assert len(ends) == 80
    assert set(ends) <= {Reservation.GRANTED, Reservation.TAKEN}
    assert money(calls) == ("0", "0")


def begin(
    calls: Calls, at: str | None = "http://here", *, owner: str = "me", seconds: float = 60
) -> Reservation:
    return calls.reserve(
        key("job"),
        "shop",
        usd("4"),
        usd("10"),
        what="a job",
        owner=owner,
        seconds=seconds,
        recover_at=at,
    )


def test_a_dead_sender_is_followed_where_the_provider_knows_and_nowhere_else(calls: Calls) -> None:
    assert begin(calls, seconds=-1) is Reservation.GRANTED
    assert calls.unknown("shop") == ()
    assert begin(calls, "http://there") is Reservation.ELSEWHERE
    assert begin(calls, owner="you") is Reservation.RECOVERY
    assert begin(calls, owner="another") is Reservation.TAKEN
    assert money(calls) == ("0", "4")
    calls.cancel(key("job"), "me")  # the dead one's word, late
    assert money(calls) == ("0", "4")


def test_a_lease_that_is_given_up_is_free_at_once(calls: Calls) -> None:
    begin(calls)
    calls.renew(key("job"), "me", 0)
    assert begin(calls, owner="you") is Reservation.RECOVERY


def test_a_submitted_job_is_remembered_with_its_address_until_it_is_committed(calls: Calls) -> None:
    begin(calls)
    calls.mark_submitted(key("job"), "me", "job-7", "http://here")
    assert begin(calls, owner="you") is Reservation.SUBMITTED
    (job,) = calls.submitted("shop")
    assert (job.job, job.base_url, job.owner, job.max_cost) == (
        "job-7", "http://here", "me", usd("4"),
    )  # fmt: skip
    assert calls.submitted("studio") == ()
    assert money(calls) == ("0", "4")
    assert calls.commit(key("job"), "me", ANSWER, Decimal(3))
    assert not calls.commit(key("job"), "me", ANSWER, Decimal(3)), "two may collect it"
    assert calls.submitted("shop") == ()
    assert money(calls) == ("3", "0")
    kept = calls.get(key("job"))
    assert kept is not None
    assert kept.job == "job-7"


def test_a_person_may_let_a_submitted_job_and_a_stored_answer_be_paid_again(calls: Calls) -> None:
    begin(calls)
    calls.mark_submitted(key("job"), "me", "job-7", "http://here")
    assert calls.retry(key("job"))
    assert money(calls) == ("4", "0")
    assert calls.get(key("job")) is None
    reserve(calls, "one", "2")
    calls.commit(key("one"), "me", ANSWER, Decimal(1))
    assert calls.retry(key("one"))
    assert calls.answers([key("one")]) == {}
    assert money(calls) == ("5", "0")
    reserve(calls, "two", "2")
    assert not calls.retry(key("two")), "it is under way"


def test_the_states_of_calls_are_told_and_a_dead_senders_paid_call_is_unknown(calls: Calls) -> None:
    reserve(calls, "sent")
    reserve(calls, "dead", seconds=-1)
    free(calls, "dead and free", seconds=-1)
    reserve(calls, "done")
    calls.commit(key("done"), "me", ANSWER, Decimal(1))
    reserve(calls, "job")
    calls.mark_submitted(key("job"), "me", "job-7", "http://videos/v1")
    reserve(calls, "declined")
    calls.cancel(key("declined"), "me")
    names = ("sent", "dead", "dead and free", "done", "job", "declined", "never")
    assert calls.states(map(key, names)) == {
        key("sent"): CallState.SUBMITTING,
        key("dead"): CallState.UNKNOWN,
        key("dead and free"): CallState.SUBMITTING,
        key("done"): CallState.STORED,
        key("job"): CallState.SUBMITTED,
    }
    assert money(calls) == ("1", "3"), "to be told changes nothing"


def test_what_a_call_did_not_cost_goes_back_and_it_may_be_sent_again(calls: Calls) -> None:
    reserve(calls, "one", "4", seconds=-1)
    assert len(calls.unknown("shop")) == 1
    assert calls.retry(key("one"), charged=False)
    assert money(calls) == ("0", "0")
    assert reserve(calls, "one", "4") is Reservation.GRANTED
    calls.commit(key("one"), "me", ANSWER, Decimal(3))
    assert not calls.retry(key("one"), charged=False), "an answer was charged"
    assert money(calls) == ("3", "0")


def test_history_counts_first_answers_and_what_they_and_their_repairs_cost(calls: Calls) -> None:
    for name, cost in (("one", 1), ("two", 2), ("three", 3)):
        what = f"the script of {name!r}" + (REPEATED if name == "two" else "")
        most = Money(amount=Decimal(4), currency="EUR")
        fields: dict[str, Any] = {"what": what, "owner": "me", "seconds": 60.0}
        calls.reserve(key(name), "shop", most, Money(amount=Decimal(50), currency="EUR"), **fields)
        if name != "three":
            calls.commit(key(name), "me", ANSWER, Decimal(cost))
    found = calls.history("shop", "EUR", ["the script of ", "the words of "])
    assert found == History(answers=1, most=Decimal(4), spent=Decimal(3))
    assert calls.history("shop", "EUR", ["a line"]).answers == 0
    assert calls.history("other", "EUR", ["the script of "]).answers == 0
