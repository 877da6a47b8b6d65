"""Rows: the few statements that every part of the ledger is written with.

It knows no table by name, and nothing of what a row means.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, Table, text
from sqlalchemy.dialects import postgresql, sqlite

from engine.store.database import WRITING

__all__ = ["batches", "find", "find_each", "insert_new", "lock", "put"]

_BATCH = 1000
"""Values in one IN list: far below SQLite's limit of 32,766, and past it nothing gets quicker."""


def put(engine: Engine, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write `rows` in one transaction; each replaces the row of the same primary key.

    In the order of their keys: two that lock the same rows in different orders wait for each other,
    and Postgres ends one of them ("deadlock detected").
    """
    if not rows:
        return
    names = [column.name for column in table.primary_key]
    ordered = sorted(rows, key=lambda row: [row[name] for name in names])
    statement = _insert(engine.dialect.name, table)
    others = {
        column.name: statement.excluded[column.name]
        for column in table.columns
        if not column.primary_key
    }
    statement = statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=others)
    with engine.execution_options(**WRITING).begin() as connection:
        connection.execute(statement, ordered)


def insert_new(connection: Connection, table: Table, *rows: Mapping[str, Any]) -> None:
    """Write those of `rows` of whose primary key there is none; within the caller's transaction."""
    if rows:
        statement = _insert(connection.dialect.name, table).on_conflict_do_nothing()
        connection.execute(statement, list(rows))


def lock(connection: Connection, table: Table) -> None:
    """Let nobody else write into `table` until the caller's transaction ends.

    For what a transaction reads first and writes by. SQLite's writing transactions hold the whole
    file anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE"))


def find(engine: Engine, query: Select[Any]) -> Sequence[Row[Any]]:
    """All rows of `query`, in one read transaction."""
    with engine.begin() as connection:
        return connection.execute(query).all()


def find_each(
    engine: Engine, query: Select[Any], column: ColumnElement[str], values: Iterable[str]
) -> Iterator[Row[Any]]:
    """The rows of `query` whose `column` is one of `values`, in no order, a batch at a time."""
    for batch in batches(values):
        yield from find(engine, query.where(column.in_(batch)))


def batches(values: Iterable[str]) -> Iterator[list[str]]:
    """`values`, as many at a time as one IN list takes."""
    rest = iter(values)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """The two dialects word conflicts alike, and SQLAlchemy has no word for both."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
