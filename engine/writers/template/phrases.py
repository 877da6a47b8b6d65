"""Phrases: the few words of the template writer's own, per language, kept as data."""

from __future__ import annotations

import functools
from importlib.resources import files

import yaml

from schemas.locale import language_of

__all__ = ["PHRASES", "phrases_in"]

PHRASES = ("cta",)
"""The placeholders that it can fill where a row does not."""


def phrases_in(locale: str) -> dict[str, str]:
    """The phrases in the locale's language; none where it has no words in it."""
    return _table().get(language_of(locale), {})


@functools.cache
def _table() -> dict[str, dict[str, str]]:
    text = files(__package__).joinpath("phrases.yaml").read_text("utf-8")
    loaded: dict[str, dict[str, str]] = yaml.safe_load(text)
    return loaded
