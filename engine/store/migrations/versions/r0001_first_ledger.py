"""The tables of `ledger_version` 1, as they were before Alembic came.

A ledger that has them keeps them; one from before paid calls were kept gets those it lacks.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    Float,
    Integer,
    String,
    Text,
)

revision = "0001"
down_revision = None

_json = JSON().with_variant(Text(), "postgresql")


def upgrade() -> None:
    """Make those that are not there."""
    op.create_table(
        "ledger_version", Column("version", Integer, primary_key=True), if_not_exists=True
    )
    op.create_table(
        "made",
        Column("key", String(64), primary_key=True),
        Column("kind", String(16), primary_key=True),
        Column("sha256", String(64), nullable=False),
        Column("bytes", BigInteger, nullable=False),
        Column("lineage", _json, nullable=False),
        Column("seconds", Float, nullable=False),
        Column("made_at", String(32), nullable=False),
        sqlite_with_rowid=False,
        if_not_exists=True,
    )
    op.create_table(
        "inspections",
        Column("key", String(64), primary_key=True),
        Column("document", _json, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "films",
        Column("output", Text, primary_key=True),
        Column("file", Text, primary_key=True),
        Column("id", Text, nullable=False),
        Column("key", String(64), nullable=False),
        Column("state", String(16), nullable=False),
        Column("sha256", String(64), nullable=False),
        Column("bytes", BigInteger, nullable=False),
        Column("mtime_ns", BigInteger, nullable=False),
        Column("document", _json, nullable=False),
        Column("changed_at", String(32), nullable=False),
        CheckConstraint("state IN ('delivered', 'withdrawn')", name="state_is_known"),
        if_not_exists=True,
    )
    op.create_table(
        "pictures",
        Column("path", Text, primary_key=True),
        Column("bytes", BigInteger, nullable=False),
        Column("mtime_ns", BigInteger, nullable=False),
        Column("document", _json, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "notes",
        Column("key", Text, primary_key=True),
        Column("document", _json, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "accounts",
        Column("account", Text, primary_key=True),
        Column("currency", String(3), primary_key=True),
        Column("reserved", BigInteger, nullable=False),
        Column("spent", BigInteger, nullable=False),
        CheckConstraint("reserved >= 0 AND spent >= 0", name="amounts_are_not_negative"),
        if_not_exists=True,
    )
    op.create_table(
        "calls",
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
        if_not_exists=True,
    )
