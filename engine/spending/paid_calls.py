"""PaidCalls: asks others on behalf of one production, within its budget, never twice for one thing.

It knows nothing of what is asked, nor of HTTP; the caller's `send` says what came of it.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, NoReturn

from engine.spending.outcome import Answered, Doubtful, Unaccepted
from engine.spending.pause import TRIES, is_too_long, pause
from engine.store import Calls, Claim
from schemas.errors import RowError, WorkError
from schemas.money import Money
from schemas.reject import Code
from schemas.run import Spending

__all__ = ["PaidCalls"]

_GLANCE = 0.2
"""Seconds between looks at a call that somebody else sends."""


class PaidCalls:
    """What the production `account` may spend: `cap` in all its runs. Threads share it.

    A call that is under way for `grace` seconds longer than its sender's patience is in doubt.
    """

    def __init__(
        self,
        calls: Calls,
        account: str,
        cap: Money,
        *,
        sleep: Callable[[float], None] = time.sleep,
        grace: float = 30.0,
    ) -> None:
        self._calls, self._account, self._cap = calls, account, cap
        self._sleep, self._grace = sleep, grace
        self._lock = threading.Lock()
        self._spent, self._unknown = Decimal(0), 0

    def answer(self, key: str) -> dict[str, Any] | None:
        """The answer that is kept under `key`; None where there is none. Sends nothing."""
        return self.answers([key]).get(key)

    def answers(self, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
        """The answers that are kept under those of `keys` that have one. Sends nothing."""
        return self._calls.answers(keys)

    def ask(
        self,
        key: str,
        most: Money | None,
        send: Callable[[], Answered],
        *,
        what: str,
        patience: float = 120.0,
    ) -> dict[str, Any]:
        """The answer to the call `key`: the one that is kept, or the one that `send` brings now.

        `send` ends within `patience` seconds. `most` is the most that it may cost, and is reserved
        before it is sent; None: it is free.
        A call that was certainly not taken (`Unaccepted`) is sent again, a few times. One in doubt
        is sent again only where it is free; a paid one stays in doubt until a person decides.
        Raises BudgetError where the budget does not allow it, RowError (DOUBT), WorkError where
        nobody took or answered it, and whatever else `send` raises; that too leaves it in doubt.
        """
        for attempt in range(TRIES):
            owner = uuid.uuid4().hex
            kept = self._claimed(key, most, what, owner, patience + self._grace)
            if kept is not None:
                return kept
            try:
                return self._sent(key, owner, most, send)
            except Unaccepted as error:
                wait, why = pause(attempt, error.after), str(error)
                if is_too_long(error.after):
                    break
            except Doubtful as error:
                if most is not None:
                    self._refuse(what, str(error))
                wait, why = pause(attempt), str(error)
            if attempt + 1 < TRIES:
                self._sleep(wait)
        raise WorkError(f"{what} was not answered", why, "Run again when the service does.")

    def left(self) -> Money:
        """What may still be spent."""
        spent, reserved = self._calls.spending(self._account, self._cap.currency)
        left = max(Decimal(0), self._cap.amount - spent - reserved)
        return Money(amount=left, currency=self._cap.currency)

    def spent(self) -> Spending:
        """What this paid_calls has spent since it was opened."""
        with self._lock:
            currency = self._cap.currency if self._spent or self._unknown else None
            return Spending(amount=self._spent, currency=currency, unknown=self._unknown)

    def _claimed(
        self, key: str, most: Money | None, what: str, owner: str, seconds: float
    ) -> dict[str, Any] | None:
        """The kept answer, or None with the call claimed by `owner`."""
        while True:
            claim = self._calls.claim(
                key, self._account, most, self._cap, what=what, owner=owner, seconds=seconds
            )
            match claim:
                case Claim.GRANTED:
                    return None
                case Claim.STORED:
                    return self._calls.answers([key])[key]
                case Claim.UNKNOWN:
                    self._refuse(what, "it was sent before, and no answer came")
                case Claim.TAKEN:
                    self._sleep(_GLANCE)

    def _sent(
        self, key: str, owner: str, most: Money | None, send: Callable[[], Answered]
    ) -> dict[str, Any]:
        """The answer, settled. Whatever `send` raises, the claim is ended as that means."""
        try:
            answered = send()
            self._calls.settle(key, owner, answered.document, answered.cost)
        except (Unaccepted, WorkError):  # WorkError: it was declined in words, and not taken
            self._calls.release(key, owner)
            raise
        except BaseException as error:
            if most is None:
                self._calls.release(key, owner)
                raise
            why = str(error) if isinstance(error, Doubtful) else f"{type(error).__name__}, sending"
            self._calls.doubt(key, owner, why)
            with self._lock:
                self._unknown += 1
            raise
        with self._lock:
            self._spent += answered.cost
        return answered.document

    def _refuse(self, what: str, why: str) -> NoReturn:
        raise RowError(
            Code.DOUBT,
            f"it is not known whether {what} was paid for",
            why,
            "It is not asked for again by itself: `callsheet calls` shows it, and sends it again.",
        )
