"""Every version of a film is kept, blobs are linked to what they are for, calls may be jobs.

The films that a ledger of before knows become the first versions of their files.
"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy import BigInteger, CheckConstraint, Column, Float, Integer, String, Text

revision = "0002"
down_revision = "0001"

_json = sa.JSON().with_variant(Text(), "postgresql")
_STANDS = sa.text("state = 'delivered'")
_KNOWN = "state IN ('planned', 'submitting', 'submitted', 'stored', 'unknown')"
_CALLS = sa.Table(
    "calls",
    sa.MetaData(),
    Column("key", String(64), primary_key=True),
    Column("account", Text, nullable=False),
    Column("currency", String(3), nullable=True),
    Column("what", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("most", BigInteger, nullable=False),
    Column("cost", BigInteger, nullable=False),
    Column("owner", String(64), nullable=False),
    Column("until", Float, nullable=False),
    Column("why", Text, nullable=False),
    Column("document", _json, nullable=True),
    Column("changed_at", String(32), nullable=False),
    CheckConstraint(
        "state IN ('planned', 'submitting', 'stored', 'unknown')", name="state_is_known"
    ),
)
_FILMS = sa.table(
    "films",
    *map(sa.column, ("output", "file", "id", "key", "state", "sha256", "bytes", "mtime_ns")),
    sa.column("changed_at"),
    sa.column("document", Text),
)


def upgrade() -> None:
    """Add, move over, and drop what nothing reads any more."""
    _add_film_versions()
    op.create_table(
        "links",
        Column("parent", String(64), primary_key=True),
        Column("child", String(64), primary_key=True),
        Column("kind", String(16), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.rename_table("notes", "facts")
    # SQLite cannot change a constraint; Alembic makes the table anew there.
    with op.batch_alter_table("calls", copy_from=_CALLS) as calls:
        calls.add_column(Column("job", Text, nullable=True))
        calls.add_column(Column("base_url", Text, nullable=True))
        calls.drop_constraint("state_is_known", type_="check")
        calls.create_check_constraint("state_is_known", _KNOWN)
    op.drop_table("ledger_version")


def _add_film_versions() -> None:
    versions = op.create_table(
        "film_versions",
        Column("output", Text, primary_key=True),
        Column("file", Text, primary_key=True),
        Column("version", Integer, primary_key=True, autoincrement=False),
        Column("id", Text, nullable=False),
        Column("slug", Text, nullable=False),
        Column("locale", Text, nullable=False),
        Column("profile", Text, nullable=False),
        Column("key", String(64), nullable=False),
        Column("state", String(16), nullable=False),
        Column("sha256", String(64), nullable=False),
        Column("bytes", BigInteger, nullable=False),
        Column("mtime_ns", BigInteger, nullable=False),
        Column("made_at", String(32), nullable=False),
        Column("changed_at", String(32), nullable=False),
        Column("document", _json, nullable=False),
        CheckConstraint("state IN ('delivered', 'replaced', 'withdrawn')", name="state_is_known"),
    )
    # Without types, because documents move as they are written.
    plain = sa.table(versions.name, *(sa.column(column.name) for column in versions.columns))
    connection = op.get_bind()
    for some in connection.execute(sa.select(_FILMS)).mappings().partitions(1000):
        connection.execute(sa.insert(plain), [_first_version(film) for film in some])
    op.create_index(
        "films_that_stand",
        "film_versions",
        ["output", "file"],
        unique=True,
        sqlite_where=_STANDS,
        postgresql_where=_STANDS,
    )
    op.create_index(
        "films_that_stand_by_row",
        "film_versions",
        ["output", "id"],
        sqlite_where=_STANDS,
        postgresql_where=_STANDS,
    )
    op.drop_table("films")


def _first_version(film: sa.RowMapping) -> dict[str, Any]:
    """The row of a film of before. It was made when it last changed: nothing better is known."""
    document = json.loads(film["document"])
    asked = {name: document[name] for name in ("slug", "locale", "profile")}
    return {**film, **asked, "version": 1, "made_at": film["changed_at"]}
