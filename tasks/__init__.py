"""Prefect tasks: a few lines around an engine call, with tags, names and artifacts."""

__all__: list[str] = []
