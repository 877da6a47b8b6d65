"""Jobs of paid providers: work that a server takes on, submitted once, asked after and fetched.

It does not know the budget, nor what is made; `PaidCalls` reserves and remembers for it.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

from engine.spending.attempt import NotAccepted, OutcomeUnknown, with_retries
from engine.store import Call, Calls
from schemas.errors import CancelledError, WorkError

__all__ = ["Failed", "Finished", "JobProvider", "JobRun", "Running", "Save"]

T = TypeVar("T")
Save = Callable[[Callable[[Path], None]], dict[str, Any]]
"""Is given a function that writes the result into a file, stores that file, and says what it was.
It must leave the result on disk when it returns, because the job counts as done after it."""
_POLL_FIRST, _POLL_LONGEST = 1.0, 15.0
"""Seconds between two looks at a job: often at first, because short jobs are soon done."""


@dataclass(frozen=True, slots=True)
class Running:
    """The job is waiting or under way; `progress` is from 0 to 1."""

    progress: float


@dataclass(frozen=True, slots=True)
class Finished:
    """The job is done and can be fetched; `cost` is in the currency of its reservation."""

    cost: Decimal


@dataclass(frozen=True, slots=True)
class Failed:
    """The job has ended without a result, and why; what it cost all the same."""

    why: str
    cost: Decimal


class JobProvider(Protocol):
    """A server that takes on one kind of work, as jobs with ids of its own."""

    @property
    def base_url(self) -> str:
        """Where its jobs are: only that server knows them."""
        ...

    @property
    def recovery(self) -> Literal["keyed", "lookup", "neither"]:
        """What becomes of a submission whose answer was lost: the server knows our key (`keyed`:
        the same key gives the same job), can be asked for it (`lookup`), or `neither`.
        """
        ...

    def submit(self, key: str) -> str:
        """Submit the work under `key`; the provider's job id.

        Raises NotAccepted, OutcomeUnknown, WorkError.
        """
        ...

    def find(self, key: str) -> str | None:
        """The id of the job that was submitted under `key`; only for `lookup`."""
        ...

    def poll(self, job: str) -> Running | Finished | Failed:
        """How far the job is. Idempotent. Raises NotAccepted, OutcomeUnknown, WorkError."""
        ...

    def fetch(self, job: str, target: Path) -> None:
        """Write the finished job's result to `target`. Idempotent. Raises as `poll` does."""
        ...


@dataclass(frozen=True, slots=True)
class JobRun:
    """The job that `provider` does under `key`, called `what` in messages.

    `submit_timeout` is the seconds after which a submission that was sent can arrive no more;
    `lease` is how long the ledger leaves a submission to this sender. `is_stopped` says that the
    run was cancelled.
    """

    calls: Calls
    key: str
    provider: JobProvider
    what: str
    sleep: Callable[[float], object]
    is_stopped: Callable[[], bool]
    submit_timeout: float
    lease: float

    @property
    def base_url(self) -> str:
        """The provider's address as the ledger compares it."""
        return self.provider.base_url.rstrip("/")

    @property
    def recover_at(self) -> str | None:
        """Where the next run can find out whether a submission arrived; None: nowhere."""
        return None if self.provider.recovery == "neither" else self.base_url

    def submit(self, owner: str, *, maybe_there: bool, paid: bool) -> str:
        """The id of the job, which is on disk when this returns.

        `maybe_there`: an earlier sender died, so that the job may exist. Raises NotAccepted,
        OutcomeUnknown, and what the provider raises; the ledger then says what the next run may do.
        """
        recovery = self.provider.recovery

        def attempt() -> str:
            nonlocal maybe_there
            self._assert_going_on()
            self.calls.renew(self.key, owner, self.lease)
            if maybe_there and recovery == "lookup":
                found = self.provider.find(self.key)
                if found is not None:
                    return found
            try:
                return self.provider.submit(self.key)
            except OutcomeUnknown:
                maybe_there = True
                if recovery == "lookup":
                    self.sleep(self.submit_timeout)  # what is still on its way cannot be found yet
                raise

        # Only a provider that recognises a repeated submission, or a free one, is sent a second.
        resend = recovery != "neither" or not paid
        try:
            job = with_retries(attempt, self.sleep, resend=resend)
        except BaseException as error:
            declined = isinstance(error, (NotAccepted, WorkError)) and not maybe_there
            self._give_up(owner, error, declined=declined, paid=paid)
            raise
        self.calls.mark_submitted(self.key, owner, job, self.base_url)
        return job

    def _give_up(self, owner: str, error: BaseException, *, declined: bool, paid: bool) -> None:
        recovery = self.provider.recovery
        if declined or (recovery == "neither" and not paid):
            self.calls.cancel(self.key, owner)
        elif recovery == "neither":
            is_known = isinstance(error, OutcomeUnknown)
            why = str(error) if is_known else f"{type(error).__name__} while it was submitted"
            self.calls.mark_unknown(self.key, owner, why)
        else:
            # By `keyed` the next run submits again at once. By `lookup` it has to wait, because
            # what is still on its way cannot be found yet.
            rest = self.submit_timeout if recovery == "lookup" else 0.0
            self.calls.renew(self.key, owner, rest)

    def submitted(self) -> Call:
        """The job as the ledger has it. Raises WorkError where it was submitted at another address:
        its id and our key mean nothing there, and the key of one service is not shown to another.
        """
        call = self.calls.get(self.key)
        if call is None or (not call.job and call.base_url in {"", self.base_url}):
            raise WorkError(
                f"{self.what} is submitted by another run", "", "Run again to collect it."
            )
        if call.base_url != self.base_url:
            raise WorkError(
                f"{self.what} was submitted at another address",
                f"{call.base_url}, and the production names {self.base_url}",
                "Name that address until the job is collected, or pay for it again: "
                f"`callsheet calls --retry {self.key}`.",
            )
        return call

    def wait(
        self, job: str, timeout: float, report: Callable[[float], None] | None
    ) -> Finished | Failed:
        """How the job ended. Raises WorkError where it is not done after `timeout` seconds, or its
        provider cannot be asked; CancelledError. The next run goes on waiting for it.
        """
        deadline, interval = time.monotonic() + timeout, _POLL_FIRST
        while True:
            state = self.look(job)
            if not isinstance(state, Running):
                return state
            if report is not None:
                report(state.progress)
            self._assert_going_on()
            if time.monotonic() > deadline:
                raise WorkError(
                    f"{self.what} is not done yet",
                    f"job {job} at {self.base_url}, after {timeout:g} s",
                    "The next run goes on waiting for the same job.",
                )
            self.sleep(interval * random.uniform(0.8, 1.2))  # noqa: S311 - spreads load
            interval = min(_POLL_LONGEST, interval * 1.5)

    def look(self, job: str) -> Running | Finished | Failed:
        """How far the job is. Raises WorkError where its provider cannot be asked."""
        return self._asked(lambda: self.provider.poll(job))

    def fetch(self, job: str, save: Save) -> dict[str, Any]:
        """What `save` says of the job's result. Raises WorkError where it cannot be fetched."""
        return save(lambda target: self._asked(lambda: self.provider.fetch(job, target)))

    def _assert_going_on(self) -> None:
        if self.is_stopped():
            raise CancelledError(
                f"{self.what} is not waited for",
                "the run was cancelled",
                "The next run goes on, and pays for nothing twice.",
            )

    def _asked(self, ask: Callable[[], T]) -> T:
        """An answer to a question that changes nothing, and so may be asked often."""
        try:
            return with_retries(ask, self.sleep, resend=True)
        except (NotAccepted, OutcomeUnknown) as error:
            raise WorkError(
                f"{self.what} cannot be collected",
                str(error),
                "Run again when its provider answers.",
            ) from error
