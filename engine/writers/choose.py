"""Which writer a production's settings ask for."""

from __future__ import annotations

from engine.spending import PaidCalls
from engine.writers.house import HouseWriter
from engine.writers.model import ModelWriter
from engine.writers.writer import Writer
from schemas.outside import WriterSettings

__all__ = ["choose_writer"]


def choose_writer(settings: WriterSettings, key: str | None, paid_calls: PaidCalls) -> Writer:
    """The writer of that name, for rows that bring no storyboard of their own."""
    match settings.name:
        case "house":
            return HouseWriter()
        case "model":
            return ModelWriter(settings, key, paid_calls)
