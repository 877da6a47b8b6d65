"""Postgres: the ledger in a database that several machines share.

It knows how such a ledger is opened and made; what is in it is described in `tables`.
"""

from __future__ import annotations

from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from engine.store import schema
from schemas.errors import StoreError

__all__ = ["is_address", "open_postgres"]

_PATIENCE = 60
"""Seconds that a thread waits for one of the connections."""
_SCHEMES = ("postgresql", "postgres")
_LOCK = 0x63616C6C
"""Of the transaction that makes or changes the tables: two at once would fail ("call")."""


def is_address(ledger: str) -> bool:
    """Whether `ledger` is the address of a database, rather than a file."""
    return ledger.split("://", 1)[0].split("+", 1)[0] in _SCHEMES and "://" in ledger


def open_postgres(address: str) -> Engine:
    """The engine of the ledger at `address`, whose tables are made where they are not there, and
    brought up to date where an earlier callsheet made them.

    Raises StoreError where it is out of reach, or of a newer callsheet; no message holds the
    password.
    """
    try:
        url = make_url(address).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        raise StoreError(
            "the ledger's address cannot be read",
            "CALLSHEET_LEDGER",
            "Write postgresql://USER:PASSWORD@HOST/DATABASE, with %-codes for / and @ in them.",
        ) from None
    shown = url.render_as_string(hide_password=True)
    try:
        engine = create_engine(url, pool_pre_ping=True, pool_timeout=_PATIENCE)
    except ModuleNotFoundError as error:
        raise StoreError(
            "a ledger in Postgres needs a driver that is not installed",
            str(error),
            "pip install 'callsheet[postgres]'",
        ) from error
    try:
        _prepare(engine, shown)
    except DBAPIError as error:
        engine.dispose()
        raise StoreError(
            "the ledger's database cannot be used",
            f"{shown}: {' '.join(str(error.orig).split())[:300]}",
            "Check CALLSHEET_LEDGER, and that the database runs and may be written.",
        ) from None
    except BaseException:
        engine.dispose()
        raise
    return engine


def _prepare(engine: Engine, shown: str) -> None:
    with engine.begin() as connection:
        if schema.is_current(connection):
            return
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        if not schema.is_there(connection):
            schema.create(connection)
        elif not schema.is_current(connection):  # another process was quicker
            schema.upgrade(connection, shown)
