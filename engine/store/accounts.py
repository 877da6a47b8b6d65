"""Accounts: what has been spent, and what is reserved for calls that are under way.

They hold the budget, statement by statement, within the caller's transaction; calls they do not
know. Amounts are micros of a currency.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from sqlalchemy import Connection, Engine, select, update

from engine.store.rows import find, insert_new
from engine.store.tables import accounts
from schemas.errors import BudgetError
from schemas.money import Money

__all__ = ["amount_of", "micros_of", "reserve", "settle_reservation", "spending"]

_MICROS = 1_000_000
_MAX_MICROS = 10**18
"""Micros: a million millions. Three of these still fit into the database's integers."""


def micros_of(amount: Decimal) -> int:
    """Rounded up, so that nothing is reserved or counted too low."""
    return int((amount * _MICROS).to_integral_value(ROUND_CEILING))


def amount_of(micros: int) -> Decimal:
    """In units of the currency."""
    return Decimal(micros) / _MICROS


def reserve(connection: Connection, account: str, max_cost: Money, cap: Money) -> None:
    """Set `max_cost` aside. One statement decides, so that no two calls fit where only one does.

    Raises BudgetError where spent, reserved and `max_cost` together are more than `cap`, or where
    the currencies differ.
    """
    if max_cost.currency != cap.currency:
        raise BudgetError(
            "the work is paid in another currency than the budget's",
            f"up to {max_cost}, budget in {cap.currency}",
            "State the budget and the prices in one currency.",
        )
    fresh = {"account": account, "currency": max_cost.currency, "reserved": 0, "spent": 0}
    insert_new(connection, accounts, fresh)
    wanted, table = min(micros_of(max_cost.amount), _MAX_MICROS + 1), accounts
    limit = min(micros_of(cap.amount), _MAX_MICROS)
    changed = connection.execute(
        update(table)
        .where(table.c.account == account, table.c.currency == max_cost.currency)
        .where(table.c.spent + table.c.reserved <= limit - wanted)
        .values(reserved=table.c.reserved + wanted)
    )
    if changed.rowcount != 1:
        raise BudgetError(
            "the budget does not allow the call",
            f"up to {max_cost}, of a budget of {cap}",
            "Raise budget in the production.",
        )


def settle_reservation(
    connection: Connection, account: str, currency: str, reserved: int, spent: int
) -> None:
    """Take `reserved` micros back, and count `spent` micros (fewer, or more) as gone."""
    table = accounts
    connection.execute(
        update(table)
        .where(table.c.account == account, table.c.currency == currency)
        .values(reserved=table.c.reserved - reserved, spent=table.c.spent + spent)
    )


def spending(engine: Engine, account: str, currency: str) -> tuple[Decimal, Decimal]:
    """What the account has spent, and what is reserved beside it."""
    query = select(accounts).where(accounts.c.account == account, accounts.c.currency == currency)
    for row in find(engine, query):
        return amount_of(row.spent), amount_of(row.reserved)
    return Decimal(0), Decimal(0)
