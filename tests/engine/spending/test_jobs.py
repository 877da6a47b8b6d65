"""A job is submitted once, waited for and fetched, whoever dies, drops or gives up meanwhile."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.spending import NotAccepted, PaidCalls
from engine.store import CallState, Ledger
from schemas.errors import BudgetError, CancelledError, RowError, WorkError
from schemas.money import Money
from tests.engine.spending import provider as fake
from tests.engine.spending.provider import CONTENT, COST, RECOVERIES, Client, Provider, Recovery
from tests.engine.spending.till import CAP, PRICE, key

FILM = key("film")
ZERO = Decimal(0)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger(tmp_path / "ledger.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def provider() -> Iterator[Provider]:
    with fake.opened() as running:
        yield running


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "film.mp4"


class Run:
    """One run of the production: a PaidCalls of its own, which does not really sleep."""

    def __init__(self, ledger: Ledger, target: Path, cap: Money = CAP) -> None:
        self.slept: list[float] = []
        self.calls = PaidCalls(ledger.calls, "shop", cap, sleep=self.slept.append)
        self._target = target

    def film(self, client: Client, **more: Any) -> dict[str, Any]:
        fields: dict[str, Any] = {"what": "the film", "submit_timeout": 7.0, **more}
        return self.calls.run_job(FILM, PRICE, client, fake.saving(self._target), **fields)


def money(ledger: Ledger) -> tuple[Decimal, Decimal]:
    """What is spent, and what is reserved."""
    return ledger.calls.spending("shop", "USD")


@pytest.mark.parametrize("recovery", RECOVERIES)
def test_a_job_is_submitted_waited_for_fetched_and_costs_what_it_did(
    ledger: Ledger, provider: Provider, target: Path, recovery: Recovery
) -> None:
    progress: list[float] = []
    run = Run(ledger, target)
    assert run.film(provider.client(recovery), report=progress.append) == {"bytes": len(CONTENT)}
    assert target.read_bytes() == CONTENT
    assert provider.requests == ["submit", "poll", "poll", "poll", "content"]
    assert progress == pytest.approx([1 / 3, 2 / 3])
    assert money(ledger) == (COST, ZERO)
    assert run.calls.spent().amount == COST
    assert all(0.8 <= slept <= 15 * 1.2 for slept in run.slept)


def test_a_result_that_is_missing_is_fetched_again_by_its_job_and_paid_for_once(
    ledger: Ledger, provider: Provider, target: Path
) -> None:
    Run(ledger, target).film(provider.client())
    target.unlink()
    again = Run(ledger, target)
    assert again.film(provider.client()) == {"bytes": len(CONTENT)}
    assert target.read_bytes() == CONTENT
    assert provider.requests[-1:] == ["content"]
    assert provider.started == [FILM]
    assert money(ledger) == (COST, ZERO)
    assert again.calls.spent().amount == 0


STEPS = (
    "before submitting",
    "before the id is on disk",
    "before polling",
    "while it is fetched",
    "before it is committed",
)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("recovery", RECOVERIES)
def test_a_kill_at_any_step_pays_for_nothing_twice(
    ledger: Ledger, provider: Provider, target: Path, tmp_path: Path, step: str, recovery: Recovery
) -> None:
    provider.keyed = recovery == "keyed"
    where = [str(tmp_path / "ledger.sqlite"), str(target), step]
    program = [sys.executable, "-m", "tests.engine.spending.provider", provider.url, recovery]
    assert subprocess.run([*program, *where], check=False).returncode == -signal.SIGKILL
    again = PaidCalls(ledger.calls, "shop", CAP)  # it sleeps: the dead run's lease has to end
    client, save = provider.client(recovery), fake.saving(target)
    if recovery == "neither" and step in STEPS[:2]:
        with pytest.raises(RowError, match="not known whether the film was paid for"):
            again.run_job(FILM, PRICE, client, save, what="the film")
        assert [call.key for call in ledger.calls.unknown("shop")] == [FILM]
        assert money(ledger) == (ZERO, PRICE.amount)
        assert len(provider.started) == STEPS.index(step)
        return
    assert ledger.calls.unknown("shop") == ()
    assert again.run_job(FILM, PRICE, client, save, what="the film") == {"bytes": len(CONTENT)}
    assert provider.started == [FILM]
    assert target.read_bytes() == CONTENT
    assert money(ledger) == (COST, ZERO)


@pytest.mark.parametrize("recovery", ["keyed", "lookup"])
def test_a_lost_answer_is_found_out_where_the_provider_knows(
    ledger: Ledger, provider: Provider, target: Path, recovery: Recovery
) -> None:
    provider.keyed, provider.dropping = recovery == "keyed", 1
    run = Run(ledger, target)
    run.film(provider.client(recovery))
    assert provider.started == [FILM]
    assert provider.requests[1] == ("submit" if recovery == "keyed" else "find")
    assert (7.0 in run.slept) == (recovery == "lookup"), "what is on its way cannot be found"
    assert money(ledger) == (COST, ZERO)


def test_a_lost_answer_that_nobody_knows_of_waits_for_a_person(
    ledger: Ledger, provider: Provider, target: Path
) -> None:
    provider.dropping = 1
    run = Run(ledger, target)
    for _again in range(2):
        with pytest.raises(RowError, match="not known whether the film was paid for"):
            run.film(provider.client("neither"))
    assert provider.requests == ["submit"]
    assert run.calls.spent().unknown == 1
    assert ledger.calls.retry(FILM)
    provider.keyed = False
    run.film(provider.client("neither"))
    assert provider.started == [FILM, FILM]
    assert money(ledger) == (PRICE.amount + COST, ZERO)


def test_a_provider_that_never_answers_leaves_the_submission_to_the_next_run(
    ledger: Ledger, provider: Provider, target: Path
) -> None:
    provider.dropping = 5
    with pytest.raises(WorkError, match="not known yet whether the film was submitted"):
        Run(ledger, target).film(provider.client())
    assert money(ledger) == (ZERO, PRICE.amount)
    assert ledger.calls.unknown("shop") == ()
    Run(ledger, target).film(provider.client())
    assert provider.started == [FILM]
    assert money(ledger) == (COST, ZERO)


def test_a_lost_answer_is_not_taken_for_a_refusal_by_what_comes_after_it(
    ledger: Ledger, provider: Provider, target: Path
) -> None:
    class Leaving(Client):
        def submit(self, key: str) -> str:
            if provider.started:
                raise NotAccepted("no line")
            return super().submit(key)

    provider.dropping = 1
    with pytest.raises(WorkError, match="was not answered"):
        Run(ledger, target).film(Leaving(provider.url, "keyed"))
    assert money(ledger) == (ZERO, PRICE.amount), "the job that was begun is not forgotten"
    Run(ledger, target).film(provider.client())
    assert provider.started == [FILM]


@pytest.mark.parametrize("recovery", RECOVERIES)
@pytest.mark.parametrize(("status", "sent"), [(429, 5), (401, 1)])
def test_what_the_provider_does_not_take_costs_nothing(
    ledger: Ledger, provider: Provider, target: Path, recovery: Recovery, status: int, sent: int
) -> None:
    provider.status = status
    with pytest.raises(WorkError, match=r"not answered|declined"):
        Run(ledger, target).film(provider.client(recovery))
    assert provider.requests == ["submit"] * sent
    assert money(ledger) == (ZERO, ZERO)
    assert ledger.calls.get(FILM) is None


def test_polls_and_fetches_that_fail_are_repeated(
    ledger: Ledger, provider: Provider, target: Path
) -> None:
    provider.stumbling, provider.polls = 4, 0
    Run(ledger, target).film(provider.client())
    assert provider.requests == ["submit", *["poll"] * 5, "content"]
    provider.stumbling = 4
    Run(ledger, target).film(provider.client())
    assert provider.requests[-5:] == ["content"] * 5


def test_a_job_that_takes_too_long_is_collected_by_the_next_run(
    ledger: Ledger, provider: Provider, target: Path
) -> None:
    with pytest.raises(WorkError, match=r"not done yet \(job job-0 at http"):
        Run(ledger, target).film(provider.client(), timeout=-1.0)
    (call,) = ledger.calls.submitted("shop")
    assert (call.job, call.base_url, call.max_cost) == ("job-0", provider.url, PRICE)
    Run(ledger, target).film(provider.client())
    assert provider.requests.count("submit") == 1
    assert money(ledger) == (COST, ZERO)


def test_a_job_is_asked_after_where_it_was_submitted_and_nowhere_else(
    ledger: Ledger, provider: Provider, target: Path
) -> None:
    with pytest.raises(WorkError):
        Run(ledger, target).film(provider.client(), timeout=-1.0)
    with fake.opened() as other:
        with pytest.raises(WorkError, match="submitted at another address") as caught:
            Run(ledger, target).film(other.client())
        assert other.requests == []
    assert provider.url in str(caught.value)
    Run(ledger, target).film(Client(provider.url + "/", "keyed"))
    assert target.exists()


def test_a_job_that_failed_for_nothing_may_be_submitted_again(
    ledger: Ledger, provider: Provider, target: Path
) -> None:
    provider.failing, provider.cost, provider.keyed = "out of memory", "0", False
    with pytest.raises(WorkError, match=r"failed at its provider, and cost nothing \(out of mem"):
        Run(ledger, target).film(provider.client())
    assert money(ledger) == (ZERO, ZERO)
    provider.failing, provider.cost = "", str(COST)
    Run(ledger, target).film(provider.client())
    assert money(ledger) == (COST, ZERO)


def test_a_job_that_failed_for_money_is_submitted_again_only_by_a_person(
    ledger: Ledger, provider: Provider, target: Path
) -> None:
    provider.failing = "it shows a logo"
    for _again in range(2):
        with pytest.raises(WorkError, match=r"which charged for it \(it shows a logo\)"):
            Run(ledger, target).film(provider.client())
    assert provider.requests.count("submit") == 1
    assert money(ledger) == (COST, ZERO)
    assert ledger.calls.retry(FILM)
    provider.failing, provider.keyed = "", False
    Run(ledger, target).film(provider.client())
    assert money(ledger) == (2 * COST, ZERO)


def test_nothing_is_submitted_beyond_the_budget(
    ledger: Ledger, provider: Provider, target: Path
) -> None:
    cap = Money(amount=PRICE.amount / 2, currency="USD")
    with pytest.raises(BudgetError, match="does not allow"):
        Run(ledger, target, cap).film(provider.client())
    assert provider.requests == []


def test_a_run_that_is_cancelled_submits_nothing_and_the_next_one_collects_its_jobs(
    ledger: Ledger, provider: Provider, target: Path
) -> None:
    run = Run(ledger, target)
    with pytest.raises(CancelledError, match="is not waited for"):
        run.film(provider.client(), report=lambda _: run.calls.stop())
    with pytest.raises(CancelledError, match="was not asked for"):
        run.calls.run_job(
            key("other"), PRICE, provider.client(), fake.saving(target), what="the other"
        )
    assert provider.started == [FILM]
    following = Run(ledger, target)
    assert following.calls.reconcile(lambda _: None) == 1
    pair = (provider.client(), fake.saving(target))
    assert following.calls.reconcile(lambda _: pair) == 1, "it is not done yet"
    assert following.calls.reconcile(lambda _: pair) == 0
    assert target.read_bytes() == CONTENT
    assert following.calls.spent().amount == COST
    assert money(ledger) == (COST, ZERO)


def test_a_lost_answer_of_a_cancelled_run_is_not_followed_by_a_second_submission(
    ledger: Ledger, provider: Provider, target: Path
) -> None:
    provider.dropping, provider.keyed = 1, False
    run = Run(ledger, target)

    class Cancelling(Client):
        def submit(self, key: str) -> str:
            run.calls.stop()
            return super().submit(key)

    with pytest.raises(CancelledError):
        run.film(Cancelling(provider.url, "lookup"))
    assert provider.requests == ["submit"]
    assert money(ledger) == (ZERO, PRICE.amount)


def test_what_cannot_be_reconciled_stays_and_stops_nobody(
    ledger: Ledger, provider: Provider, target: Path
) -> None:
    with pytest.raises(WorkError):
        Run(ledger, target).film(provider.client(), timeout=-1.0)
    provider.stumbling = 5
    run = Run(ledger, target)
    assert run.calls.reconcile(lambda _: (provider.client(), fake.saving(target))) == 1
    provider.failing, provider.polls = "it shows a logo", 0
    assert run.calls.reconcile(lambda _: (provider.client(), fake.saving(target))) == 0
    assert money(ledger) == (COST, ZERO)


def test_of_several_that_ask_at_once_one_submits(
    ledger: Ledger, provider: Provider, target: Path
) -> None:
    provider.keyed = False
    answers: list[dict[str, Any]] = []

    def work(n: int) -> None:
        save = fake.saving(target.with_name(f"{n}.mp4"))
        calls = PaidCalls(ledger.calls, "shop", CAP, sleep=threading.Event().wait)
        answers.append(calls.run_job(FILM, PRICE, provider.client(), save, what="the film"))

    provider.polls = 0
    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [{"bytes": len(CONTENT)}] * 4
    assert provider.started == [FILM]
    assert money(ledger) == (COST, ZERO)


def test_a_free_job_is_collected_in_the_same_way(
    ledger: Ledger, provider: Provider, target: Path
) -> None:
    provider.cost = "0"
    run = Run(ledger, target)
    run.calls.run_job(FILM, None, provider.client(), fake.saving(target), what="the film")
    found = ledger.calls.get(FILM)
    assert found is not None
    assert (found.state, found.max_cost, found.job) == (CallState.STORED, None, "job-0")
    assert run.calls.spent().currency is None
