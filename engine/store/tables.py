"""The ledger's tables, as SQLAlchemy Core describes them.

They hold what was made and delivered, and what was asked of others for money.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    Dialect,
    Float,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
    text,
)

__all__ = [
    "REVISION",
    "accounts",
    "calls",
    "facts",
    "film_versions",
    "inspections",
    "links",
    "made",
    "metadata",
    "pictures",
    "revision",
]

REVISION = "0002"
"""Of the last migration: the tables below are what it leaves. A change here needs a migration."""

metadata = MetaData()

_key = String(64)


class _JsonText(TypeDecorator[Any]):
    """JSON as text: Postgres' own type refuses the infinite loudness of a silent film."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str:
        return json.dumps(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


_json = JSON().with_variant(_JsonText(), "postgresql")

revision = Table(
    "alembic_version",
    MetaData(),  # apart, because it is Alembic's
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)

made = Table(
    "made",
    metadata,
    Column("key", _key, primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("sha256", _key, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("lineage", _json, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("made_at", String(32), nullable=False),  # ISO 8601, UTC
    sqlite_with_rowid=False,
)

inspections = Table(
    "inspections",
    metadata,
    Column("key", _key, primary_key=True),
    Column("document", _json, nullable=False),
)

_STANDS = text("state = 'delivered'")

film_versions = Table(
    "film_versions",
    metadata,
    Column("output", Text, primary_key=True),
    Column("file", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),  # 1 and up for each file
    Column("id", Text, nullable=False),
    Column("slug", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("profile", Text, nullable=False),
    Column("key", _key, nullable=False),
    Column("state", String(16), nullable=False),
    Column("sha256", _key, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("made_at", String(32), nullable=False),
    Column("changed_at", String(32), nullable=False),
    Column("document", _json, nullable=False),
    CheckConstraint("state IN ('delivered', 'replaced', 'withdrawn')", name="state_is_known"),
    Index(
        "films_that_stand",
        "output",
        "file",
        unique=True,  # of the versions of a file, one is live at most
        sqlite_where=_STANDS,
        postgresql_where=_STANDS,
    ),
    Index(
        "films_that_stand_by_row", "output", "id", sqlite_where=_STANDS, postgresql_where=_STANDS
    ),
)

links = Table(
    "links",
    metadata,
    Column("parent", _key, primary_key=True),
    Column("child", _key, primary_key=True),
    Column("kind", String(16), primary_key=True),  # of the child's blob
    sqlite_with_rowid=False,
)

pictures = Table(
    "pictures",
    metadata,
    Column("path", Text, primary_key=True),
    Column("bytes", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("document", _json, nullable=False),
)

facts = Table(
    "facts",
    metadata,
    Column("key", Text, primary_key=True),
    Column("document", _json, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("account", Text, primary_key=True),
    Column("currency", String(3), primary_key=True),
    Column("reserved", BigInteger, nullable=False),  # micros, as all amounts here
    Column("spent", BigInteger, nullable=False),
    CheckConstraint("reserved >= 0 AND spent >= 0", name="amounts_are_not_negative"),
)

calls = Table(
    "calls",
    metadata,
    Column("key", _key, primary_key=True),
    Column("account", Text, nullable=False),
    Column("currency", String(3), nullable=True),  # none: the call is free
    Column("what", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("most", BigInteger, nullable=False),
    Column("cost", BigInteger, nullable=False),
    Column("owner", String(64), nullable=False),
    Column("until", Float, nullable=False),  # seconds since the epoch
    Column("why", Text, nullable=False),
    Column("document", _json, nullable=True),
    Column("job", Text, nullable=True),  # the provider's id, for a call that it does as a job
    Column("base_url", Text, nullable=True),  # where the provider is asked after it
    Column("changed_at", String(32), nullable=False),
    CheckConstraint(
        "state IN ('planned', 'submitting', 'submitted', 'stored', 'unknown')",
        name="state_is_known",
    ),
)
