"""Phrases: the few words of the template writer's own, per language, kept as data."""

from __future__ import annotations

import functools

from schemas.locale import language_of
from schemas.shipped import shipped_table

__all__ = ["PHRASES", "phrases_in"]

PHRASES = ("cta",)
"""The placeholders that it can fill where a row does not."""


def phrases_in(locale: str) -> dict[str, str]:
    """The phrases in the locale's language; none where it has no words in it."""
    return _table().get(language_of(locale), {})


@functools.cache
def _table() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = shipped_table("engine.writers.template", "phrases.yaml")
    return loaded
