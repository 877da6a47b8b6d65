"""Database: the ledger's database opened: a file that threads and processes share, or Postgres.

It knows how transactions begin and how tables are made; not which there are (`schema` does), nor
what is in them.
"""

from __future__ import annotations

import sqlite3
import uuid
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError

from engine.store import schema
from schemas.errors import StoreError

__all__ = [
    "WRITING",
    "is_address",
    "open_database",
    "open_postgres",
]

_PATIENCE = 60
"""Seconds that a writer waits for its turn, because SQLite lets one write at a time; and that a
thread waits for one of the connections to Postgres."""
WRITING = {"writing": True}
"""Execution options of a connection that will write. It takes the write lock as it begins:
a transaction that reads first and then wants to write is refused at once, whatever its patience,
where another has written in between ("database is locked")."""
_SCHEMES = ("postgresql", "postgres")
_LOCK = 0x63616C6C
"""Of the transaction that makes or changes the tables: two at once would fail ("call")."""


def open_database(file: Path) -> Engine:
    """The engine of the ledger at `file`, which is made where it is not there, and brought up to
    date where an earlier callsheet made it.

    Raises StoreError where the file is no ledger, or one of a newer callsheet.
    """
    try:
        if not file.exists():
            _create(file)
        engine = _engine(file)
        try:
            _upgrade(engine, file)
        except BaseException:
            engine.dispose()
            raise
    except (DatabaseError, OSError) as error:
        raise StoreError(
            "The ledger cannot be opened",
            f"{file}: {error}",
            "Check that it is a file of callsheet's and that its folder can be written.",
        ) from error
    return engine


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


def _engine(file: Path) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(file)), connect_args={"timeout": _PATIENCE}
    )
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _create(file: Path) -> None:
    """Make the ledger beside its place and link it there: others find it whole or not at all.

    Several processes that create tables in one new file, or turn it to WAL, lock each other out.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{uuid.uuid4().hex}.part")
    engine = _engine(draft)
    try:
        with engine.execution_options(**WRITING).begin() as connection:
            schema.create(connection)
        engine.dispose()  # the last connection folds the write-ahead log into the file
        file.hardlink_to(draft)
    except FileExistsError:
        return  # another process made it meanwhile, and made the same
    finally:
        draft.unlink(missing_ok=True)


def _upgrade(engine: Engine, file: Path) -> None:
    with engine.begin() as connection:  # a reader waits for nobody
        if schema.is_current(connection):
            return
    with engine.execution_options(**WRITING).begin() as connection:
        if not schema.is_current(connection):  # another process was quicker
            schema.upgrade(connection, str(file))


def _configure(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where `_begin` says, not by guesswork
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


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
