"""Shown: a row's words as a model is shown them: cleaned, without amounts and without braces.

What changes often (price, stock, a date, a link) is not shown at all; scripts name it by
placeholders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.binding import values
from engine.writers.model.clean import clean, without_braces
from engine.writers.model.mask import masked
from engine.writers.model.orders import without_orders
from schemas.brief import Brief

__all__ = ["placeholders_of", "points_of", "said_by", "shown", "told"]

_LONGEST = 4000
"""Characters of one cell that a film has any use for."""
_MOST_POINTS = 12
_NAME = re.compile(r"[\w.-]{1,40}")
_WITHHELD = frozenset({"id", "description", "audience", "narration", "currency", "category"})
"""Filled columns that are no words of a film: too long, about it rather than in it, or (category)
without a text for each language: a script says it in words, which are translated."""
_TEXTS = ("title", "subtitle", "description", "brand", "category", "audience", "cta", "narration")


def shown(text: str | None) -> str | None:
    """One cell's text for a model; None where nothing is left of it."""
    return without_braces(masked(clean(text or "")))[:_LONGEST] or None


def told(**cells: str | None) -> dict[str, str]:
    """Those of the cells that hold something, as they are shown."""
    texts = {name: shown(text) for name, text in cells.items()}
    return {name: text for name, text in texts.items() if text}


def points_of(brief: Brief) -> list[str]:
    """The row's bullets as they are shown."""
    return [shown(bullet) or "" for bullet in brief.bullets[:_MOST_POINTS]]


def placeholders_of(brief: Brief) -> list[str]:
    """The placeholders that a script may use: what the row fills, in its own language."""
    return sorted(
        name
        for name in values(brief, brief.locale)
        if name not in _WITHHELD
        and not re.fullmatch(r"narration\d+", name)
        and _NAME.fullmatch(name)
    )


def said_by(brief: Brief) -> tuple[tuple[str, str], ...]:
    """Everything that the row says, each text with its language, less amounts and orders.

    Style steers pictures and claims nothing; columns of the user's own are named, never said.
    """
    return tuple(
        (masked(without_orders(clean(text))), locale) for text, locale in _cells(brief) if text
    )


def _cells(brief: Brief) -> Iterator[tuple[str | None, str]]:
    for name in _TEXTS:
        yield getattr(brief, name), brief.locale
    for bullet in brief.bullets:
        yield bullet, brief.locale
    for locale, text in brief.texts.items():
        one = (text.title, text.subtitle, text.description, text.cta, text.narration)
        yield from ((cell, locale) for cell in (*one, *text.bullets))
