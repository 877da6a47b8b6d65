"""Which writer a production's settings ask for."""

from __future__ import annotations

from engine.spending import PaidCalls
from engine.writers.model import ModelWriter
from engine.writers.template import TemplateWriter
from engine.writers.timing import WORDS_PER_MINUTE
from engine.writers.writer import Writer
from schemas.outside import WriterSettings

__all__ = ["choose_writer"]


def choose_writer(
    settings: WriterSettings,
    key: str | None,
    paid_calls: PaidCalls,
    *,
    design: str | None = None,
    wpm: int = WORDS_PER_MINUTE,
) -> Writer:
    """The writer of that name, for rows that bring no storyboard of their own.

    `design` is the production's for the template writer, `wpm` how fast its voice speaks. Raises
    ProductionError where there is no such design.
    """
    match settings.name:
        case "template":
            return TemplateWriter(design=design, wpm=wpm)
        case "model":
            return ModelWriter(settings, key, paid_calls)
