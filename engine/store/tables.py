"""The ledger's tables, as SQLAlchemy Core describes them.

They hold what was made and delivered; money and paid jobs are not theirs.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

__all__ = ["VERSION", "films", "inspections", "made", "metadata", "notes", "pictures", "version"]

VERSION = 1
"""Raised with every change that a callsheet of before would misread."""

metadata = MetaData()

_key = String(64)

version = Table("ledger_version", metadata, Column("version", Integer, primary_key=True))

made = Table(
    "made",
    metadata,
    Column("key", _key, primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("sha256", _key, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("lineage", JSON, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("made_at", String(32), nullable=False),  # ISO 8601, UTC
    sqlite_with_rowid=False,
)

inspections = Table(
    "inspections",
    metadata,
    Column("key", _key, primary_key=True),
    Column("document", JSON, nullable=False),
)

films = Table(
    "films",
    metadata,
    Column("output", Text, primary_key=True),
    Column("file", Text, primary_key=True),
    Column("id", Text, nullable=False),
    Column("key", _key, nullable=False),
    Column("state", String(16), nullable=False),
    Column("sha256", _key, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("document", JSON, nullable=False),
    Column("changed_at", String(32), nullable=False),
    CheckConstraint("state IN ('delivered', 'withdrawn')", name="state_is_known"),
)

pictures = Table(
    "pictures",
    metadata,
    Column("path", Text, primary_key=True),
    Column("bytes", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("document", JSON, nullable=False),
)

notes = Table(
    "notes",
    metadata,
    Column("key", Text, primary_key=True),
    Column("document", JSON, nullable=False),
)
