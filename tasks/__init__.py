"""Prefect tasks: a few lines around an engine call, with names and artifacts."""

__all__: list[str] = []
