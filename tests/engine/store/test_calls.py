"""Calls and their accounts, on both databases that a ledger may lie in: one file, and Postgres."""

from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal

import pytest

from engine.store import Calls, Claim, Ledger
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


def claim(
    calls: Calls,
    name: str,
    most: str = "1",
    cap: str = "10",
    *,
    owner: str = "me",
    seconds: float = 60,
) -> Claim:
    return calls.claim(
        key(name), "shop", usd(most), usd(cap), what=name, owner=owner, seconds=seconds
    )


def free(calls: Calls, name: str, *, owner: str = "me", seconds: float = 60) -> Claim:
    return calls.claim(key(name), "shop", None, usd("0"), what=name, owner=owner, seconds=seconds)


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


def test_a_settled_call_keeps_its_answer_and_costs_what_it_did(calls: Calls) -> None:
    assert claim(calls, "one", "2") is Claim.GRANTED
    calls.settle(key("one"), "me", ANSWER, Decimal("0.25"))
    assert claim(calls, "one", "2") is Claim.STORED
    assert calls.answers([key("one"), key("two")]) == {key("one"): ANSWER}
    assert money(calls) == ("0.25", "0")


def test_what_is_less_than_a_micro_is_counted_as_one(calls: Calls) -> None:
    claim(calls, "one", "0.0000001")
    assert money(calls) == ("0", "0.000001")
    calls.settle(key("one"), "me", ANSWER, Decimal("0.0000004"))
    assert money(calls) == ("0.000001", "0")


def test_a_released_call_gives_its_reservation_back(calls: Calls) -> None:
    claim(calls, "one", "10")
    with pytest.raises(BudgetError, match=r"does not allow the call \(up to 0.000001 USD, of"):
        claim(calls, "two", "0.000001")
    calls.release(key("one"), "me")
    assert money(calls) == ("0", "0")
    assert claim(calls, "two", "10") is Claim.GRANTED


def test_a_call_that_the_budget_did_not_allow_leaves_nothing_behind(calls: Calls) -> None:
    with pytest.raises(BudgetError):
        claim(calls, "one", "11")
    assert money(calls) == ("0", "0")
    assert claim(calls, "one", "11", cap="11") is Claim.GRANTED


def test_a_budget_in_another_currency_allows_nothing(calls: Calls) -> None:
    euros = Money(amount=Decimal(9), currency="EUR")
    with pytest.raises(BudgetError, match="another currency"):
        calls.claim(key("one"), "shop", usd("1"), euros, what="one", owner="me", seconds=60)


def test_amounts_beyond_the_databases_integers_fit_no_budget_and_break_nothing(
    calls: Calls,
) -> None:
    most = "999999999999999"
    assert claim(calls, "one", "1", cap=most) is Claim.GRANTED
    with pytest.raises(BudgetError, match="does not allow"):
        claim(calls, "two", most, cap=most)
    assert money(calls) == ("0", "1")


def test_one_account_spends_nothing_of_another(calls: Calls) -> None:
    claim(calls, "one", "10")
    other = calls.claim(
        key("two"), "studio", usd("10"), usd("10"), what="two", owner="me", seconds=60
    )
    assert other is Claim.GRANTED
    assert calls.spending("studio", "USD") == (Decimal(0), Decimal(10))


def test_a_call_under_way_is_taken_and_in_doubt_when_its_time_is_over(calls: Calls) -> None:
    claim(calls, "one", "3")
    assert claim(calls, "one", "3", owner="you") is Claim.TAKEN
    claim(calls, "two", "3", seconds=-1)
    assert claim(calls, "two", "3", owner="you") is Claim.UNKNOWN
    (doubt,) = calls.unknown("shop")
    assert (doubt.what, doubt.max_cost) == ("two", usd("3"))
    assert money(calls) == ("0", "6")


def test_a_call_whose_sender_ended_is_listed_before_anybody_asks_again(calls: Calls) -> None:
    claim(calls, "ended", seconds=-1)
    claim(calls, "under way")
    free(calls, "free", seconds=-1)
    (doubt,) = calls.unknown("shop")
    assert (doubt.what, doubt.why) == ("ended", "whoever sent it ended before the answer came")
    assert calls.unknown("studio") == ()


def test_a_paid_call_of_no_known_cost_is_in_doubt_as_any_other(calls: Calls) -> None:
    claim(calls, "one", "0", seconds=-1)
    assert claim(calls, "one", "0") is Claim.UNKNOWN


def test_a_free_call_whose_sender_ended_is_simply_sent_again(calls: Calls) -> None:
    assert free(calls, "one", seconds=-1) is Claim.GRANTED
    assert free(calls, "one", owner="you") is Claim.GRANTED
    assert free(calls, "one") is Claim.TAKEN


def test_a_doubt_keeps_its_reservation_until_a_person_pays_again(calls: Calls) -> None:
    claim(calls, "one", "4")
    calls.doubt(key("one"), "me", "the line broke")
    assert claim(calls, "one", "4") is Claim.UNKNOWN
    assert money(calls) == ("0", "4")
    assert calls.retry(key("one"))
    assert not calls.retry(key("one"))
    assert not calls.retry(key("never asked"))
    assert calls.unknown("shop") == ()
    assert money(calls) == ("4", "0")
    assert claim(calls, "one", "4") is Claim.GRANTED
    assert money(calls) == ("4", "4")


def test_an_answer_that_comes_after_its_time_is_kept_and_ends_the_doubt(calls: Calls) -> None:
    claim(calls, "one", "4", seconds=-1)
    assert claim(calls, "one", "4", owner="you") is Claim.UNKNOWN
    calls.settle(key("one"), "me", ANSWER, Decimal(3))
    assert claim(calls, "one", "4", owner="you") is Claim.STORED
    assert money(calls) == ("3", "0")


def test_a_late_word_that_nobody_took_the_call_ends_the_doubt_too(calls: Calls) -> None:
    claim(calls, "one", "4", seconds=-1)
    assert claim(calls, "one", "4", owner="you") is Claim.UNKNOWN
    calls.release(key("one"), "me")
    assert money(calls) == ("0", "0")
    assert claim(calls, "one", "4", owner="you") is Claim.GRANTED


def test_an_answer_that_comes_after_its_doubt_was_paid_is_kept_and_not_counted_twice(
    calls: Calls,
) -> None:
    claim(calls, "one", "4", seconds=-1)
    assert len(calls.unknown("shop")) == 1
    calls.retry(key("one"))
    calls.settle(key("one"), "me", ANSWER, Decimal(3))
    assert claim(calls, "one", "4", owner="you") is Claim.STORED
    assert money(calls) == ("4", "0")


@pytest.mark.parametrize("word", ["settle", "release", "doubt"])
def test_a_late_attempt_never_moves_the_money_of_the_one_after_it(calls: Calls, word: str) -> None:
    claim(calls, "one", "4", seconds=-1)
    assert len(calls.unknown("shop")) == 1
    calls.retry(key("one"))
    assert claim(calls, "one", "4", owner="you") is Claim.GRANTED
    match word:
        case "settle":
            calls.settle(key("one"), "me", ANSWER, Decimal(3))
        case "release":
            calls.release(key("one"), "me")
        case "doubt":
            calls.doubt(key("one"), "me", "the line broke")
    assert money(calls) == ("4", "4")
    assert claim(calls, "one", "4", owner="me") is Claim.TAKEN
    calls.settle(key("one"), "you", {"words": "no"}, Decimal(2))
    assert money(calls) == ("6", "0")
    assert calls.answers([key("one")]) == {key("one"): {"words": "no"}}


def test_64_threads_never_hold_more_than_the_cap_and_use_all_of_it(calls: Calls) -> None:
    granted: list[int] = []

    def work(n: int) -> None:
        try:
            claim(calls, f"call {n}", "0.4")
        except BudgetError:
            return
        granted.append(n)

    at_once(work, 64)
    assert len(granted) == 25
    assert money(calls) == ("0", "10")


def test_of_many_who_ask_for_one_call_one_is_granted_it(calls: Calls) -> None:
    ends: list[Claim] = []
    at_once(lambda n: ends.append(claim(calls, "one", owner=str(n))), 16)
    assert sorted(ends) == [Claim.GRANTED, *[Claim.TAKEN] * 15]


def test_many_who_claim_and_release_one_call_all_end_and_leave_nothing_reserved(
    calls: Calls,
) -> None:
    ends: list[Claim] = []

    def work(n: int) -> None:
        for _again in range(10):
            end = claim(calls, "one", owner=str(n))
            ends.append(end)
            if end is Claim.GRANTED:
                calls.release(key("one"), str(n))

    at_once(work, 8)
    assert len(ends) == 80
    assert set(ends) <= {Claim.GRANTED, Claim.TAKEN}
    assert money(calls) == ("0", "0")
