"""History: what answers did cost that are kept, beside what was reserved for them.

It counts; what that says of a call that was not sent yet is its caller's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Engine, case, func, or_, select

from engine.store.accounts import amount_of
from engine.store.call import CallState
from engine.store.rows import find
from engine.store.tables import calls

__all__ = ["REPEATED", "History", "history"]

REPEATED = ", repaired"
"""How the name of a call ends that was sent because the first answer could not be used."""


@dataclass(frozen=True, slots=True)
class History:
    """`answers` first answers, for which `most` was reserved; they and their repairs did cost
    `spent`. All in one currency.
    """

    answers: int
    most: Decimal
    spent: Decimal


def history(engine: Engine, account: str, currency: str, names: Sequence[str]) -> History:
    """What the account's answers did cost whose calls' names begin with one of `names`."""
    first = calls.c.what.not_like(f"%{REPEATED}")
    query = select(
        func.coalesce(func.sum(case((first, 1), else_=0)), 0).label("answers"),
        func.coalesce(func.sum(case((first, calls.c.most), else_=0)), 0).label("most"),
        func.coalesce(func.sum(calls.c.cost), 0).label("spent"),
    ).where(
        calls.c.account == account,
        calls.c.currency == currency,
        calls.c.state == CallState.STORED,
        or_(*(calls.c.what.startswith(name, autoescape=True) for name in names)),
    )
    row = next(iter(find(engine, query)))
    return History(int(row.answers), amount_of(int(row.most)), amount_of(int(row.spent)))
