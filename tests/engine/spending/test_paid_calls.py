"""The paid_calls pays for nothing twice, whoever dies, drops or asks at once."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Never

import pytest

from engine.spending import Answered, NotAccepted, OutcomeUnknown, PaidCalls
from engine.store import Ledger
from schemas.errors import BudgetError, RowError, WorkError
from schemas.money import Money
from tests.engine.spending import till
from tests.engine.spending.till import CAP, PRICE, key


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger(tmp_path / "ledger.sqlite")
    yield opened
    opened.close()


class Sleeper:
    """Remembers what it was asked to sleep, and does not."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)


def paid_calls_of(ledger: Ledger, cap: Money = CAP, sleep: Sleeper | None = None) -> PaidCalls:
    return PaidCalls(ledger.calls, "shop", cap, sleep=sleep or Sleeper())


def answered() -> Answered:
    return Answered({"words": "yes"}, Decimal("0.004"))


def never() -> Never:
    raise AssertionError("nothing was to be sent")


def test_an_answer_is_paid_for_once_and_kept(ledger: Ledger) -> None:
    paid_calls = paid_calls_of(ledger)
    assert paid_calls.ask(key("one"), PRICE, answered, what="one") == {"words": "yes"}
    assert paid_calls_of(ledger).ask(key("one"), PRICE, never, what="one") == {"words": "yes"}
    assert paid_calls.answers([key("one")]) == {key("one"): {"words": "yes"}}
    assert paid_calls.left().amount == CAP.amount - Decimal("0.004")
    assert (paid_calls.spent().amount, paid_calls.spent().currency) == (Decimal("0.004"), "USD")


def test_a_call_that_nobody_took_is_sent_again_after_the_time_asked_for(ledger: Ledger) -> None:
    ends: Iterator[NotAccepted | Answered] = iter(
        [NotAccepted("busy", 7), NotAccepted("no line"), answered()]
    )
    sleep = Sleeper()

    def send() -> Answered:
        end = next(ends)
        if isinstance(end, NotAccepted):
            raise end
        return end

    paid_calls_of(ledger, sleep=sleep).ask(key("one"), PRICE, send, what="one")
    assert sleep.slept[0] == 7
    assert 0 <= sleep.slept[1] <= 2


def test_a_call_that_nobody_ever_takes_is_given_up_and_costs_nothing(ledger: Ledger) -> None:
    sent = []

    def send() -> Never:
        sent.append(1)
        raise NotAccepted("no line")

    paid_calls = paid_calls_of(ledger)
    with pytest.raises(WorkError, match="was not answered"):
        paid_calls.ask(key("one"), PRICE, send, what="one")
    assert len(sent) == 5
    assert paid_calls.left() == CAP


def test_a_server_that_asks_for_an_hour_is_not_waited_for_and_not_asked_again(
    ledger: Ledger,
) -> None:
    sent, sleep = [], Sleeper()

    def send() -> Never:
        sent.append(1)
        raise NotAccepted("too many requests", 3600)

    with pytest.raises(WorkError, match="too many requests"):
        paid_calls_of(ledger, sleep=sleep).ask(key("one"), PRICE, send, what="one")
    assert (len(sent), sleep.slept) == (1, [])


def test_a_paid_call_of_unknown_outcome_is_never_sent_again_by_itself(ledger: Ledger) -> None:
    def send() -> Never:
        raise OutcomeUnknown("the line broke")

    paid_calls = paid_calls_of(ledger)
    with pytest.raises(RowError, match="not known whether one was paid for"):
        paid_calls.ask(key("one"), PRICE, send, what="one")
    with pytest.raises(RowError, match="no answer came"):
        paid_calls.ask(key("one"), PRICE, never, what="one")
    assert paid_calls.spent().unknown == 1
    assert paid_calls.left().amount == CAP.amount - PRICE.amount


def test_a_free_call_of_unknown_outcome_is_sent_again(ledger: Ledger) -> None:
    ends: Iterator[OutcomeUnknown | Answered] = iter([OutcomeUnknown("the line broke"), answered()])

    def send() -> Answered:
        end = next(ends)
        if isinstance(end, OutcomeUnknown):
            raise end
        return end

    assert paid_calls_of(ledger).ask(key("one"), None, send, what="one") == {"words": "yes"}


def test_a_call_that_is_declined_in_words_costs_nothing(ledger: Ledger) -> None:
    def send() -> Never:
        raise WorkError("declined: 401")

    paid_calls = paid_calls_of(ledger)
    with pytest.raises(WorkError, match="401"):
        paid_calls.ask(key("one"), PRICE, send, what="one")
    assert paid_calls.left() == CAP
    paid_calls.ask(key("one"), PRICE, answered, what="one")


def test_what_breaks_while_a_paid_call_is_sent_leaves_its_outcome_unknown(ledger: Ledger) -> None:
    def send() -> Never:
        raise KeyboardInterrupt

    paid_calls = paid_calls_of(ledger)
    with pytest.raises(KeyboardInterrupt):
        paid_calls.ask(key("one"), PRICE, send, what="one")
    assert [call.what for call in ledger.calls.unknown("shop")] == ["one"]
    assert paid_calls.spent().unknown == 1


@pytest.mark.parametrize("cost", ["-0.01", "NaN", "Infinity"])
def test_an_answer_of_impossible_cost_leaves_its_outcome_unknown(ledger: Ledger, cost: str) -> None:
    paid_calls = paid_calls_of(ledger)
    with pytest.raises(ValueError, match="cannot cost"):
        paid_calls.ask(key("one"), PRICE, lambda: Answered({}, Decimal(cost)), what="one")
    assert len(ledger.calls.unknown("shop")) == 1
    assert paid_calls.left().amount == CAP.amount - PRICE.amount


def test_a_free_call_that_breaks_may_be_asked_again_at_once(ledger: Ledger) -> None:
    def send() -> Never:
        raise ZeroDivisionError

    paid_calls = paid_calls_of(ledger)
    with pytest.raises(ZeroDivisionError):
        paid_calls.ask(key("one"), None, send, what="one")
    assert paid_calls.ask(key("one"), None, answered, what="one") == {"words": "yes"}
    assert paid_calls.spent().unknown == 0


def test_a_call_that_is_paid_again_by_a_person_is_sent_again(ledger: Ledger) -> None:
    def send() -> Never:
        raise OutcomeUnknown("the line broke")

    paid_calls = paid_calls_of(ledger)
    with pytest.raises(RowError):
        paid_calls.ask(key("one"), PRICE, send, what="one")
    ledger.calls.retry(key("one"))
    assert paid_calls.ask(key("one"), PRICE, answered, what="one") == {"words": "yes"}
    assert paid_calls.left().amount == CAP.amount - PRICE.amount - Decimal("0.004")


def test_nothing_is_sent_beyond_the_budget(ledger: Ledger) -> None:
    with pytest.raises(BudgetError, match="does not allow"):
        paid_calls_of(ledger, Money(amount=Decimal(0), currency="USD")).ask(
            key("one"), PRICE, never, what="one"
        )


def test_of_two_that_ask_at_once_one_sends_and_both_are_answered(ledger: Ledger) -> None:
    sent, answers = [], []
    waits: list[str] = []

    def send() -> Answered:
        sent.append(1)
        time.sleep(0.3)
        return answered()

    def work() -> None:
        paid_calls = PaidCalls(ledger.calls, "shop", CAP)
        paid_calls.tell = waits.append
        answers.append(paid_calls.ask(key("one"), PRICE, send, what="one"))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(sent), answers) == (1, [{"words": "yes"}] * 4)
    assert len(waits) == 3  # each of the others says once that it waits
    assert all("one is being asked for by another run" in wait for wait in waits)


def test_64_threads_spend_all_of_the_budget_and_nothing_beyond_it(ledger: Ledger) -> None:
    paid_calls = paid_calls_of(ledger, Money(amount=Decimal("0.25"), currency="USD"))
    refused: list[str] = []

    def work(n: int) -> None:
        name = f"call {n}"
        try:
            paid_calls.ask(key(name), PRICE, partial(till.pay, open_till.port, name), what=name)
        except BudgetError:
            refused.append(name)

    with till.opened() as open_till:
        threads = [threading.Thread(target=work, args=(n,)) for n in range(64)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (len(open_till.charged), len(refused)) == (25, 39)
    assert paid_calls.left().amount == 0
    assert paid_calls.spent().amount == Decimal("0.25")


def test_two_processes_that_ask_for_the_same_calls_send_each_once(
    ledger: Ledger, tmp_path: Path
) -> None:
    with till.opened() as open_till:
        arguments = [str(open_till.port), str(tmp_path / "ledger.sqlite"), "40", "60"]
        program = [sys.executable, "-m", "tests.engine.spending.till", *arguments]
        paying = [subprocess.Popen(program) for _ in range(2)]
        assert [one.wait() for one in paying] == [0, 0]
    assert Counter(open_till.charged) == {f"call {n}": 1 for n in range(40)}
    assert len(ledger.calls.answers(key(f"call {n}") for n in range(40))) == 40


def test_100_replies_that_are_dropped_after_charging_are_100_unknown_outcomes_and_no_second_charge(
    ledger: Ledger,
) -> None:
    with till.opened() as open_till:
        open_till.dropping = True
        for _again in range(2):
            paid_calls = paid_calls_of(ledger)
            for n in range(100):
                name = f"call {n}"
                send = partial(till.pay, open_till.port, name)
                with pytest.raises(RowError):
                    paid_calls.ask(key(name), PRICE, send, what=name)
    assert Counter(open_till.charged) == {f"call {n}": 1 for n in range(100)}
    assert len(ledger.calls.unknown("shop")) == 100


def test_20_kills_at_random_moments_charge_nothing_twice_and_lose_no_answer(
    ledger: Ledger, tmp_path: Path
) -> None:
    count, seed = 40, random.randrange(2**32)
    chance = random.Random(seed)
    with till.opened() as open_till:
        arguments = [str(open_till.port), str(tmp_path / "ledger.sqlite"), str(count), "0.3"]
        program = [sys.executable, "-m", "tests.engine.spending.till", *arguments]
        kills = 0
        while kills < 20:
            paying = subprocess.Popen(program)
            before = len(open_till.charged)
            while paying.poll() is None and len(open_till.charged) == before:
                time.sleep(0.005)
            time.sleep(chance.uniform(0, 0.05))
            if paying.poll() is not None:
                break
            paying.kill()
            paying.wait()
            kills += 1
        assert subprocess.run(program, check=False).returncode == 0
    assert kills >= 5, f"the kills came too late, seed {seed}"
    assert max(Counter(open_till.charged).values()) == 1, f"seed {seed}"
    names = [f"call {n}" for n in range(count)]
    kept = ledger.calls.answers(key(name) for name in names)
    unknown = {call.what for call in ledger.calls.unknown("shop")}
    assert {name for name in names if key(name) not in kept} == unknown
    assert len(unknown) <= kills, f"seed {seed}"
    spent, reserved = ledger.calls.spending("shop", "USD")
    assert spent == PRICE.amount * len(kept)
    assert reserved == PRICE.amount * len(unknown)
