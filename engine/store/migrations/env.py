"""Environment: runs the migrations in the transaction of whoever opens the ledger.

It opens no database and reads no settings; `engine.store.schema` hands it its connection.
"""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
