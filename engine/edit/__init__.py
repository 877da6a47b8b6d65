"""The edit: takes, words and sounds on a timeline, and its frames."""

__all__: list[str] = []
