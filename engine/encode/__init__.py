"""Encoding: segments on one thread each, joined by copy."""

__all__: list[str] = []
