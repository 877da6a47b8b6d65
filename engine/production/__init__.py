"""A production at work: what it holds, what it plans for a row, and how a row is made."""

__all__: list[str] = []
