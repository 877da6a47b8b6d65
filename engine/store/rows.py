"""Rows: the three statements that every part of the ledger is written with.

It knows no table by name, and nothing of what a row means.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, Table
from sqlalchemy.dialects import postgresql, sqlite

from engine.store.database import WRITING

__all__ = ["find", "find_each", "insert_new", "put"]

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


def insert_new(connection: Connection, table: Table, row: Mapping[str, Any]) -> None:
    """Write `row` unless there is one of the same primary key; within the caller's transaction."""
    connection.execute(_insert(connection.dialect.name, table).values(row).on_conflict_do_nothing())


def find(engine: Engine, query: Select[Any]) -> Sequence[Row[Any]]:
    """All rows of `query`, in one read transaction."""
    with engine.begin() as connection:
        return connection.execute(query).all()


def find_each(
    engine: Engine, query: Select[Any], column: ColumnElement[str], values: Iterable[str]
) -> Iterator[Row[Any]]:
    """The rows of `query` whose `column` is one of `values`, in no order, a batch at a time."""
    rest = iter(values)
    while batch := list(islice(rest, _BATCH)):
        yield from find(engine, query.where(column.in_(batch)))


def _insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """The two dialects word conflicts alike, and SQLAlchemy has no word for both."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
