"""Calls: what was asked of others, what it may cost, and what was answered.

They keep the money and the answers in step; whether a call is sent again is `engine.spending`'s.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, Row, select, update

from engine.store.accounts import amount_of, micros_of, reserve, settle_reservation, spending
from engine.store.call import Call, CallState, Reservation
from engine.store.database import WRITING
from engine.store.history import History, history
from engine.store.rows import find, find_each, insert_new
from engine.store.tables import calls
from schemas.money import Money

__all__ = ["Calls"]

_ENDED = "the run that sent it ended before the answer came"


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

    def get(self, key: str) -> Call | None:
        """The call under `key`, whosever it is; None where nobody has sent it."""
        query = select(calls).where(calls.c.key == key, calls.c.state != CallState.PLANNED)
        return next((_call(row) for row in find(self._engine, query)), None)

    def states(self, keys: Iterable[str]) -> dict[str, CallState]:
        """Where those of `keys` stand that were sent; a paid call whose sender died is unknown,
        unless its provider knows whether it arrived. Changes nothing.
        """
        columns = (calls.c.key, calls.c.state, calls.c.currency, calls.c.base_url, calls.c.until)
        query = select(*columns).where(calls.c.state != CallState.PLANNED)
        now = time.time()
        return {
            row.key: CallState.UNKNOWN if _is_orphan(row, now) else CallState(row.state)
            for row in find_each(self._engine, query, calls.c.key, keys)
        }

    def submitted(self, account: str) -> tuple[Call, ...]:
        """The account's jobs that providers were given and that are not collected, oldest first."""
        open_jobs = (calls.c.account == account) & (calls.c.state == CallState.SUBMITTED)
        query = select(calls).where(open_jobs)
        rows = find(self._engine, query.order_by(calls.c.changed_at, calls.c.key))
        return tuple(_call(row) for row in rows)

    def reserve(
        self,
        key: str,
        account: str,
        max_cost: Money | None,
        cap: Money,
        *,
        what: str,
        owner: str,
        seconds: float,
        recover_at: str | None = None,
    ) -> Reservation:
        """The right to send the call `key`, for `seconds`, with `max_cost` reserved for it.

        Of those who ask for one key at the same time one is granted it, and the others find it
        taken. `recover_at` is the address whose provider knows, after a sender died, whether the
        call arrived; None where nobody knows. Raises BudgetError where the account cannot hold
        `max_cost` within `cap`.
        """
        now = time.time()
        with self._engine.execution_options(**WRITING).begin() as connection:
            insert_new(connection, calls, _planned(key, account, what))
            row = _locked(connection, key)
            match CallState(row.state):
                case CallState.STORED | CallState.SUBMITTED | CallState.UNKNOWN as state:
                    return Reservation(state.value)
                case CallState.SUBMITTING if row.until > now:
                    return Reservation.TAKEN
                case CallState.SUBMITTING if row.base_url is not None:
                    if row.base_url != recover_at:
                        return Reservation.ELSEWHERE
                    _put(connection, key, owner=owner, until=now + seconds)
                    return Reservation.RECOVERY
                case CallState.SUBMITTING if row.currency is not None:
                    _put(connection, key, state=CallState.UNKNOWN, why=_ENDED)
                    return Reservation.UNKNOWN
            if max_cost is not None:
                reserve(connection, account, max_cost, cap)
            _put(
                connection,
                key,
                account=account,
                currency=max_cost.currency if max_cost else None,
                what=what,
                state=CallState.SUBMITTING,
                most=micros_of(max_cost.amount) if max_cost else 0,
                owner=owner,
                until=now + seconds,
                base_url=recover_at,
            )
        return Reservation.GRANTED

    def renew(self, key: str, owner: str, seconds: float) -> None:
        """Leave the sending to `owner` for `seconds` from now; 0: to whoever asks next."""
        with self._engine.execution_options(**WRITING).begin() as connection:
            if _held(connection, key, owner) is not None:
                _put(connection, key, until=time.time() + seconds)

    def mark_submitted(self, key: str, owner: str, job: str, base_url: str) -> None:
        """A provider took the call on as `job`, and is asked after it at `base_url`."""
        with self._engine.execution_options(**WRITING).begin() as connection:
            if _held(connection, key, owner) is not None:
                _put(connection, key, state=CallState.SUBMITTED, job=job, base_url=base_url)

    def cancel(self, key: str, owner: str) -> None:
        """Nobody accepted the call, or its job failed for nothing: its reservation goes back."""
        with self._engine.execution_options(**WRITING).begin() as connection:
            if (row := _held(connection, key, owner)) is not None:
                _settle(connection, row, spent=0)
                _plan(connection, row)

    def commit(self, key: str, owner: str, document: dict[str, Any], cost: Decimal) -> bool:
        """Keep the answer, and turn the reservation into what the call did cost.

        False where the money of the call was settled before. An answer that comes after a person
        let the call be sent again is kept if there is no other; its money was counted then.
        """
        with self._engine.execution_options(**WRITING).begin() as connection:
            row, spent = _locked(connection, key), micros_of(cost)
            answered = {"state": CallState.STORED, "document": document, "cost": spent}
            held = _is_held(row, owner)
            if held:
                _settle(connection, row, spent=spent)
            if held or row.state == CallState.PLANNED:
                _put(connection, key, **answered)
        return held

    def mark_unknown(self, key: str, owner: str, why: str) -> None:
        """It is not known whether the call was accepted: it keeps its reservation."""
        with self._engine.execution_options(**WRITING).begin() as connection:
            if _held(connection, key, owner) is not None:
                _put(connection, key, state=CallState.UNKNOWN, why=why)

    def unknown(self, account: str) -> tuple[Call, ...]:
        """The account's calls whose outcome is unknown, oldest first; also those whose sender died,
        unless their provider knows whether they arrived.
        """
        mine = calls.c.account == account
        ended = mine & (calls.c.state == CallState.SUBMITTING) & calls.c.currency.is_not(None)
        query = select(calls).where(mine, calls.c.state == CallState.UNKNOWN)
        with self._engine.execution_options(**WRITING).begin() as connection:
            connection.execute(
                update(calls)
                .where(ended, calls.c.base_url.is_(None), calls.c.until <= time.time())
                .values(state=CallState.UNKNOWN, why=_ENDED, changed_at=_now())
            )
            rows = connection.execute(query.order_by(calls.c.changed_at, calls.c.key)).all()
        return tuple(_call(row) for row in rows)

    def retry(self, key: str, *, charged: bool = True) -> bool:
        """Let a call be sent, and paid, again, because a person says so.

        What is reserved for a call of unknown outcome, or for a job that is not collected, counts
        as spent, or goes back where it was not `charged`; the answer of one that was stored, and
        so was charged, is forgotten. False for every other call.
        """
        again = (CallState.UNKNOWN, CallState.SUBMITTED, *([CallState.STORED] if charged else ()))
        with self._engine.execution_options(**WRITING).begin() as connection:
            query = select(calls).where(calls.c.key == key, calls.c.state.in_(again))
            row = connection.execute(query.with_for_update()).one_or_none()
            if row is None:
                return False
            if row.state != CallState.STORED:
                _settle(connection, row, spent=row.most if charged else 0)
            _plan(connection, row)
        return True

    def history(self, account: str, currency: str, names: Sequence[str]) -> History:
        """What answers did cost, of calls whose names begin with one of `names`."""
        return history(self._engine, account, currency, names)

    def spending(self, account: str, currency: str) -> tuple[Decimal, Decimal]:
        """What the account has spent, and what is reserved beside it."""
        return spending(self._engine, account, currency)


def _planned(key: str, account: str, what: str) -> dict[str, Any]:
    """A call that nobody sends. It is never deleted again: another may be about to reserve it."""
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
        "job": None,
        "base_url": None,
        "changed_at": _now(),
    }


def _locked(connection: Connection, key: str) -> Row[Any]:
    return connection.execute(select(calls).where(calls.c.key == key).with_for_update()).one()


def _is_orphan(row: Row[Any], now: float) -> bool:
    """Whether its sender died, money may be gone, and nobody can say."""
    is_lost = row.state == CallState.SUBMITTING and row.until <= now and row.base_url is None
    return bool(is_lost and row.currency is not None)


def _is_held(row: Row[Any], owner: str) -> bool:
    """Whether the attempt may still say what came of the call; its time may have run out."""
    open_states = {CallState.SUBMITTING, CallState.SUBMITTED, CallState.UNKNOWN}
    return row.owner == owner and row.state in open_states


def _held(connection: Connection, key: str, owner: str) -> Row[Any] | None:
    row = _locked(connection, key)
    return row if _is_held(row, owner) else None


def _settle(connection: Connection, row: Row[Any], *, spent: int) -> None:
    """End the call's reservation; `spent` micros count as gone."""
    if row.currency is not None:
        settle_reservation(connection, row.account, row.currency, row.most, spent)


def _plan(connection: Connection, row: Row[Any]) -> None:
    """Nobody sends the call any more, and nothing is known of it."""
    values = _planned(row.key, row.account, row.what)
    connection.execute(update(calls).where(calls.c.key == row.key).values(**values))


def _put(connection: Connection, key: str, **values: Any) -> None:
    connection.execute(update(calls).where(calls.c.key == key).values(changed_at=_now(), **values))


def _call(row: Row[Any]) -> Call:
    most = Money(amount=amount_of(row.most), currency=row.currency) if row.currency else None
    where = (row.job or "", row.base_url or "", row.owner)
    state = CallState(row.state)
    return Call(row.key, row.account, row.what, state, most, row.why, row.changed_at, *where)


def _now() -> str:
    return datetime.now(UTC).isoformat()
