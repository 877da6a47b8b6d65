"""Jobs: functions that workers of the pool run. They use the blob store, never the ledger."""

__all__: list[str] = []
