"""Which writer a production's settings ask for."""

from __future__ import annotations

from engine.writers.house import HouseWriter
from engine.writers.writer import Writer
from schemas.production import WriterSettings

__all__ = ["choose_writer"]


def choose_writer(settings: WriterSettings) -> Writer:
    """The writer of that name, for rows that bring no storyboard of their own."""
    match settings.name:
        case "house":
            return HouseWriter()
