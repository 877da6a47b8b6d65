"""PaidCalls: asks others on behalf of one production, within its budget, never twice for one thing.

It knows nothing of what is asked, nor of HTTP: the caller's `send` or provider says what came.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from engine.spending.attempt import (
    Answered,
    NotAccepted,
    OutcomeUnknown,
    failed,
    failed_free,
    not_known_yet,
    unanswered,
    unknown_outcome,
    with_retries,
)
from engine.spending.jobs import Failed, Finished, JobProvider, JobRun, Running, Save
from engine.store import Call, Calls, CallState, Reservation
from schemas.errors import CancelledError, WorkError
from schemas.money import Money
from schemas.run import Spending

__all__ = ["PaidCalls"]

_POLL_INTERVAL = 0.2
"""Seconds between looks at a call that somebody else sends."""
_FAILED = "failed"
"""The field of a stored answer that says why a job failed for which money was taken."""


class PaidCalls:
    """What the production `account` may spend: `cap` in all its runs. Threads share it.

    A sender has `lease_margin` seconds more than its timeout before it counts as dead. `sleep`
    waits for some seconds; by default it ends early when the calls are stopped. `tell` may be set
    to what hears, in a sentence, of a wait for another run.
    """

    def __init__(
        self,
        calls: Calls,
        account: str,
        cap: Money,
        *,
        sleep: Callable[[float], object] | None = None,
        lease_margin: float = 30.0,
    ) -> None:
        self._calls, self._account, self._cap = calls, account, cap
        self._stopped = threading.Event()
        self._sleep, self._lease_margin = sleep or self._stopped.wait, lease_margin
        self._lock = threading.Lock()
        self._spent, self._unknown = Decimal(0), 0
        self.tell: Callable[[str], None] = lambda _: None

    def answers(self, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
        """The answers that are kept under those of `keys` that have one. Sends nothing."""
        return self._calls.answers(keys)

    def ask(
        self,
        key: str,
        max_cost: Money | None,
        send: Callable[[], Answered],
        *,
        what: str,
        timeout: float = 120.0,
    ) -> dict[str, Any]:
        """The answer to the call `key`: the one that is kept, or the one that `send` brings now.

        `send` ends within `timeout` seconds. `max_cost` is reserved before it is sent; None: the
        call is free. A call that nobody accepted (NotAccepted) is sent again, a few times. One
        whose outcome is unknown is sent again only if it is free; a person decides on a paid one.
        Raises BudgetError where the budget does not allow it, RowError (DOUBT), CancelledError,
        WorkError where nobody accepted or answered it, and whatever else `send` raises; that leaves
        the outcome unknown too.
        """

        def attempt() -> dict[str, Any]:
            owner = uuid.uuid4().hex
            match self._reserve(key, max_cost, what, owner, timeout):
                case Reservation.STORED:
                    return self._calls.answers([key])[key]
                case Reservation.GRANTED:
                    return self._sent(key, owner, max_cost, send)
            raise unknown_outcome(what, "it was sent before, and no answer came")

        try:
            return with_retries(attempt, self._sleep, resend=max_cost is None)
        except OutcomeUnknown as error:
            if max_cost is not None:
                raise unknown_outcome(what, str(error)) from error
            raise unanswered(what, error) from error
        except NotAccepted as error:
            raise unanswered(what, error) from error

    def run_job(
        self,
        key: str,
        max_cost: Money | None,
        provider: JobProvider,
        save: Save,
        *,
        what: str,
        timeout: float = 3600.0,
        submit_timeout: float = 120.0,
        report: Callable[[float], None] | None = None,
        kept: Callable[[], bool] = lambda: False,
    ) -> dict[str, Any]:
        """What `save` says of the result of the job `key`, which is submitted at most once.

        Ask only for what is not in the store: a job that is done is fetched again by its id, and
        paid for once; not even that where `kept` says that its result lies here. A job that an
        earlier run submitted is waited for at the address where it was submitted. `provider.submit`
        ends within `submit_timeout` seconds; the job is waited for `timeout` seconds, with its
        progress (0 to 1) to `report`.
        Raises BudgetError, RowError (DOUBT) where nobody can say whether the job was submitted,
        CancelledError, and WorkError where the job failed, is not done yet or is out of reach.
        """
        run = self._job_run(key, provider, what, submit_timeout)
        owner = uuid.uuid4().hex
        found = self._reserve(key, max_cost, what, owner, run.lease, run.recover_at)
        if found is Reservation.UNKNOWN:
            raise unknown_outcome(what, "it was submitted before, and no answer came")
        if found in {Reservation.GRANTED, Reservation.RECOVERY}:
            self._submit(run, owner, max_cost, maybe_there=found is Reservation.RECOVERY)
        call = run.submitted()
        if found is Reservation.STORED:
            if _FAILED in (answer := self._calls.answers([key])[key]):
                raise failed(what, answer[_FAILED], key)
            return {} if kept() else run.fetch(call.job, save)
        return self._collect(run, call, run.wait(call.job, timeout, report), save)

    def reconcile(self, known: Callable[[Call], tuple[JobProvider, Save] | None]) -> int:
        """Collect what earlier runs submitted and nobody asked for since; how many jobs stay open.

        Each job is looked at once. `known` gives the provider that a job was submitted to, and what
        to do with its result; None for a job that it knows nothing of.
        """
        left, unreachable = 0, set[str]()
        for call in self.submitted():
            pair = known(call)
            at = pair[0].base_url.rstrip("/") if pair else ""
            if pair is None or at != call.base_url or at in unreachable:
                left += 1
                continue
            run = self._job_run(call.key, pair[0], call.what, 0.0)
            try:
                state = run.look(call.job)
                if isinstance(state, Running):
                    left += 1
                else:
                    self._collect(run, call, state, pair[1])
            except WorkError:  # it failed or is out of reach: whoever asks for it is told so
                now = self._calls.get(call.key)
                if now is not None and now.state is CallState.SUBMITTED:
                    left += 1
                    unreachable.add(at)  # its other jobs would wait as long for nothing
        return left

    def submitted(self) -> tuple[Call, ...]:
        """The jobs that providers were given, in any run, and that are not collected."""
        return self._calls.submitted(self._account)

    def states(self, keys: Iterable[str]) -> dict[str, CallState]:
        """Where those of `keys` stand that were sent, in any run. Sends nothing."""
        return self._calls.states(keys)

    def stop(self) -> None:
        """Send nothing more, from any thread; what is submitted is left to the next run."""
        self._stopped.set()

    def left(self) -> Money:
        """What may still be spent."""
        spent, reserved = self._calls.spending(self._account, self._cap.currency)
        left = max(Decimal(0), self._cap.amount - spent - reserved)
        return Money(amount=left, currency=self._cap.currency)

    def spent(self) -> Spending:
        """What was spent since this object was opened, how many outcomes are unknown since, and
        what the account holds back now.
        """
        _, reserved = self._calls.spending(self._account, self._cap.currency)
        with self._lock:
            concerned = self._spent or self._unknown or reserved
            return Spending(
                amount=self._spent,
                currency=self._cap.currency if concerned else None,
                unknown=self._unknown,
                reserved=reserved,
            )

    def _reserve(
        self,
        key: str,
        max_cost: Money | None,
        what: str,
        owner: str,
        timeout: float,
        recover_at: str | None = None,
    ) -> Reservation:
        """What the ledger says, once nobody else sends the call. Raises BudgetError."""
        lease, waits = timeout + self._lease_margin, False
        while not self._stopped.is_set():
            found = self._calls.reserve(
                key,
                self._account,
                max_cost,
                self._cap,
                what=what,
                owner=owner,
                seconds=lease,
                recover_at=recover_at,
            )
            if found is not Reservation.TAKEN:
                return found
            if not waits:
                whose = "is being asked for by another run: this one waits for it, up to"
                self.tell(f"{what} {whose} {lease:.0f} s if that one was killed")
            waits = True
            self._sleep(_POLL_INTERVAL)
        raise CancelledError(
            f"{what} was not asked for", "the run was cancelled", "Run again to go on."
        )

    def _sent(
        self, key: str, owner: str, max_cost: Money | None, send: Callable[[], Answered]
    ) -> dict[str, Any]:
        """The answer, committed. Whatever `send` raises, the reservation ends as that means."""
        try:
            answered = send()
            self._calls.commit(key, owner, answered.document, answered.cost)
        except (NotAccepted, WorkError):  # WorkError: it was declined in words, and not accepted
            self._calls.cancel(key, owner)
            raise
        except BaseException as error:
            if max_cost is None:
                self._calls.cancel(key, owner)
                raise
            is_known = isinstance(error, OutcomeUnknown)
            why = str(error) if is_known else f"{type(error).__name__} while it was sent"
            self._calls.mark_unknown(key, owner, why)
            self._count(unknown=1)
            raise
        self._count(answered.cost)
        return answered.document

    def _job_run(self, key: str, provider: JobProvider, what: str, submit_timeout: float) -> JobRun:
        return JobRun(
            calls=self._calls,
            key=key,
            provider=provider,
            what=what,
            sleep=self._sleep,
            is_stopped=self._stopped.is_set,
            submit_timeout=submit_timeout,
            lease=2 * submit_timeout + self._lease_margin,  # a submission, and a look for it
        )

    def _submit(
        self, run: JobRun, owner: str, max_cost: Money | None, *, maybe_there: bool
    ) -> None:
        """Raises RowError (DOUBT), WorkError."""
        try:
            run.submit(owner, maybe_there=maybe_there, paid=max_cost is not None)
        except NotAccepted as error:
            raise unanswered(run.what, error) from error
        except OutcomeUnknown as error:
            if run.recover_at is not None or max_cost is None:
                raise not_known_yet(run.what, error) from error
            self._count(unknown=1)
            raise unknown_outcome(run.what, str(error)) from error

    def _collect(
        self, run: JobRun, call: Call, ended: Finished | Failed, save: Save
    ) -> dict[str, Any]:
        """The result, saved before it is committed. Raises WorkError for a job that failed."""
        if isinstance(ended, Finished):
            document = run.fetch(call.job, save)
            if self._calls.commit(call.key, call.owner, document, ended.cost):
                self._count(ended.cost)
            return document
        if not ended.cost:
            self._calls.cancel(call.key, call.owner)
            raise failed_free(call.what, ended.why)
        if self._calls.commit(call.key, call.owner, {_FAILED: ended.why}, ended.cost):
            self._count(ended.cost)
        raise failed(call.what, ended.why, call.key)

    def _count(self, cost: Decimal = Decimal(0), *, unknown: int = 0) -> None:
        with self._lock:
            self._spent += cost
            self._unknown += unknown
