"""The house writer: offline, deterministic, one dramaturgy per kind."""

from engine.writers.house.writer import HouseWriter

__all__ = ["HouseWriter"]
