"""The crew: plain functions that workers of the pool run. They see blobs, never the ledger."""

__all__: list[str] = []
