"""Schema: makes a ledger's tables, and brings those of an earlier callsheet to what this one reads.

It does not know how a database is opened or locked; its callers hold the write lock.
"""

from __future__ import annotations

import threading
from pathlib import Path

from sqlalchemy import Connection, inspect, select, text

from engine.store import tables
from schemas.errors import StoreError

__all__ = ["create", "is_current", "is_there", "upgrade"]

_MIGRATIONS = Path(__file__).parent / "migrations"
_UPGRADING = threading.Lock()
"""Alembic keeps the migration that runs in module globals: one at a time in a process."""
_FIRST = "ledger_version"
"""The table of ledgers that were made before Alembic came. It held the number 1."""


def is_there(connection: Connection) -> bool:
    """Whether the database holds a ledger, of whatever callsheet."""
    found = inspect(connection)
    return found.has_table(tables.revision.name) or found.has_table(_FIRST)


def is_current(connection: Connection) -> bool:
    """Whether the ledger has the tables that this callsheet reads."""
    return _revision(connection) == tables.REVISION


def create(connection: Connection) -> None:
    """Make the tables of a new ledger, within the caller's transaction.

    They are made as they are today: Alembic takes half a second to import, and what all migrations
    together leave is the same.
    """
    tables.metadata.create_all(connection)
    tables.revision.create(connection)
    connection.execute(tables.revision.insert().values(version_num=tables.REVISION))


def upgrade(connection: Connection, shown: str) -> None:
    """Bring the ledger up to date, all of it or nothing, within the caller's transaction.

    `shown` is its place in messages. Raises StoreError for the ledger of a newer callsheet, and
    for what is no ledger.
    """
    from alembic import command  # noqa: PLC0415 - heavy
    from alembic.config import Config  # noqa: PLC0415 - heavy
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - heavy

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    known = {one.revision for one in ScriptDirectory.from_config(config).walk_revisions()}
    found = _revision(connection)
    if found is None:
        _assert_first(connection, shown)
    elif found not in known:
        raise StoreError(
            "The ledger was made by a newer callsheet",
            f"{shown}: revision {found}, this callsheet reads up to {tables.REVISION}",
            "Update callsheet, or name another store with --store.",
        )
    config.attributes["connection"] = connection
    with _UPGRADING:
        command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(tables.revision.name):
        return None
    found: str | None = connection.scalar(select(tables.revision.c.version_num))
    return found


def _assert_first(connection: Connection, shown: str) -> None:
    found = None
    if inspect(connection).has_table(_FIRST):
        found = connection.scalar(text(f"SELECT version FROM {_FIRST}"))  # noqa: S608 - a constant
    if found != 1:
        raise StoreError(
            "The ledger has no version that this callsheet reads",
            f"{shown}: version {found}, expected 1",
            "Name another store with --store; check that it is a file of callsheet's.",
        )
