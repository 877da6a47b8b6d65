"""Calls: what was asked of others, what it may cost, and what was answered.

They keep the money and the answers in step; whether a call is sent again is `engine.spending`'s.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, Row, select, update

from engine.store.accounts import amount_of, micros_of, reserve, spending, turn
from engine.store.database import WRITING
from engine.store.rows import find_each, insert_new
from engine.store.tables import calls
from schemas.money import Money

__all__ = ["Call", "CallState", "Calls", "Claim"]

_ENDED = "whoever sent it ended before the answer came"


class CallState(StrEnum):
    """Where a call stands.

    `planned`: nobody sends it, and nothing is reserved. `submitting` is on disk before the call is
    sent: whoever dies meanwhile leaves it behind, and when its time has run out it is in doubt.
    `unknown` keeps its reservation until a person decides.
    """

    PLANNED = "planned"
    SUBMITTING = "submitting"
    STORED = "stored"
    UNKNOWN = "unknown"


class Claim(StrEnum):
    """What came of asking for the right to send a call."""

    GRANTED = "granted"
    STORED = "stored"
    TAKEN = "taken"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Call:
    """A call as it is remembered. `max_cost` was reserved for it; `why` says what is in doubt."""

    key: str
    what: str
    state: CallState
    max_cost: Money | None
    why: str
    changed_at: str


class Calls:
    """Every method is one transaction, on disk when it returns.

    `owner` stands for one attempt to send a call: what a late attempt learns never moves the money
    of the one that came after it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def answers(self, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
        """The answers of those of `keys` that were answered."""
        query = select(calls.c.key, calls.c.document).where(calls.c.state == CallState.STORED)
        found = find_each(self._engine, query, calls.c.key, keys)
        return {row.key: row.document for row in found}

    def claim(
        self,
        key: str,
        account: str,
        most: Money | None,
        cap: Money,
        *,
        what: str,
        owner: str,
        seconds: float,
    ) -> Claim:
        """The right to send the call `key`, for `seconds`, with `most` reserved for it.

        Of those who ask for one key at the same time one is granted it, and the others find it
        taken. Raises BudgetError where the account cannot hold `most` within `cap`.
        """
        now = time.time()
        with self._engine.execution_options(**WRITING).begin() as connection:
            insert_new(connection, calls, _planned(key, account, what))
            row = _locked(connection, key)
            match CallState(row.state):
                case CallState.STORED:
                    return Claim.STORED
                case CallState.UNKNOWN:
                    return Claim.UNKNOWN
                case CallState.SUBMITTING if row.until > now:
                    return Claim.TAKEN
                case CallState.SUBMITTING if row.currency is not None:
                    _put(connection, key, state=CallState.UNKNOWN, why=_ENDED)
                    return Claim.UNKNOWN
            if most is not None:
                reserve(connection, account, most, cap)
            _put(
                connection,
                key,
                account=account,
                currency=most.currency if most else None,
                what=what,
                state=CallState.SUBMITTING,
                most=micros_of(most.amount) if most else 0,
                owner=owner,
                until=now + seconds,
            )
        return Claim.GRANTED

    def release(self, key: str, owner: str) -> None:
        """The call was certainly not taken: its reservation goes back."""
        with self._engine.execution_options(**WRITING).begin() as connection:
            if (row := _held(connection, key, owner)) is not None:
                _let_go(connection, row, spent=0)

    def settle(self, key: str, owner: str, document: dict[str, Any], cost: Decimal) -> None:
        """Keep the answer, and turn the reservation into what the call did cost.

        An answer that comes after the call was let go is kept where there is no other; its money
        was counted as spent then.
        """
        with self._engine.execution_options(**WRITING).begin() as connection:
            row, spent = _locked(connection, key), micros_of(cost)
            answered = {"state": CallState.STORED, "document": document, "cost": spent}
            if _is_held(row, owner):
                if row.currency is not None:
                    turn(connection, row.account, row.currency, row.most, spent)
                _put(connection, key, **answered)
            elif row.state == CallState.PLANNED:
                _put(connection, key, **answered)

    def doubt(self, key: str, owner: str, why: str) -> None:
        """It is not known whether the call was taken: it keeps its reservation."""
        with self._engine.execution_options(**WRITING).begin() as connection:
            if _held(connection, key, owner) is not None:
                _put(connection, key, state=CallState.UNKNOWN, why=why)

    def unknown(self, account: str) -> tuple[Call, ...]:
        """The account's calls that are in doubt, oldest first; also those whose sender ended."""
        mine = calls.c.account == account
        ended = mine & (calls.c.state == CallState.SUBMITTING) & calls.c.currency.is_not(None)
        query = select(calls).where(mine, calls.c.state == CallState.UNKNOWN)
        with self._engine.execution_options(**WRITING).begin() as connection:
            connection.execute(
                update(calls)
                .where(ended, calls.c.until <= time.time())
                .values(state=CallState.UNKNOWN, why=_ENDED, changed_at=_now())
            )
            rows = connection.execute(query.order_by(calls.c.changed_at, calls.c.key)).all()
        return tuple(_call(row) for row in rows)

    def retry(self, key: str) -> bool:
        """Let a call in doubt be sent again: what was reserved for it counts as spent.

        False where the call is not in doubt.
        """
        with self._engine.execution_options(**WRITING).begin() as connection:
            query = select(calls).where(calls.c.key == key, calls.c.state == CallState.UNKNOWN)
            row = connection.execute(query.with_for_update()).one_or_none()
            if row is None:
                return False
            _let_go(connection, row, spent=row.most)
        return True

    def spending(self, account: str, currency: str) -> tuple[Decimal, Decimal]:
        """What the account has spent, and what is reserved beside it."""
        return spending(self._engine, account, currency)


def _planned(key: str, account: str, what: str) -> dict[str, Any]:
    """A call that nobody sends. It is never deleted again: another may be about to claim it."""
    return {
        "key": key,
        "account": account,
        "currency": None,
        "what": what,
        "state": CallState.PLANNED,
        "most": 0,
        "cost": 0,
        "owner": "",
        "until": 0.0,
        "why": "",
        "document": None,
        "changed_at": _now(),
    }


def _locked(connection: Connection, key: str) -> Row[Any]:
    return connection.execute(select(calls).where(calls.c.key == key).with_for_update()).one()


def _is_held(row: Row[Any], owner: str) -> bool:
    """Whether the attempt may still say what came of the call; its time may have run out."""
    return row.owner == owner and row.state in {CallState.SUBMITTING, CallState.UNKNOWN}


def _held(connection: Connection, key: str, owner: str) -> Row[Any] | None:
    row = _locked(connection, key)
    return row if _is_held(row, owner) else None


def _let_go(connection: Connection, row: Row[Any], *, spent: int) -> None:
    """Nobody sends the call any more; of its reservation, `spent` micros count as gone."""
    if row.currency is not None:
        turn(connection, row.account, row.currency, row.most, spent)
    values = _planned(row.key, row.account, row.what)
    connection.execute(update(calls).where(calls.c.key == row.key).values(**values))


def _put(connection: Connection, key: str, **values: Any) -> None:
    connection.execute(update(calls).where(calls.c.key == key).values(changed_at=_now(), **values))


def _call(row: Row[Any]) -> Call:
    most = Money(amount=amount_of(row.most), currency=row.currency) if row.currency else None
    return Call(row.key, row.what, CallState(row.state), most, row.why, row.changed_at)


def _now() -> str:
    return datetime.now(UTC).isoformat()
