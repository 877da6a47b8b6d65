"""Migrations: the steps that bring the ledger of an earlier callsheet to today's tables, as Alembic
runs them. What they do is written out: today's tables are not theirs.
"""
