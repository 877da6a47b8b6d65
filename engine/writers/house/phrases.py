"""Phrases: the few words of the house writer's own, per language, kept as data."""

from __future__ import annotations

import functools
from importlib.resources import files

import yaml

from schemas.locale import language_of

__all__ = ["phrase"]


def phrase(name: str, locale: str) -> str:
    """The phrase in the locale's language; empty where the house has no words in it."""
    return _phrases().get(language_of(locale), {}).get(name, "")


@functools.cache
def _phrases() -> dict[str, dict[str, str]]:
    text = files(__package__).joinpath("phrases.yaml").read_text("utf-8")
    loaded: dict[str, dict[str, str]] = yaml.safe_load(text)
    return loaded
