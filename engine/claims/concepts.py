"""Concepts: what advertising claims without a number: a guarantee, a discount, an award.

It knows how nine languages say them (concepts.yaml), not whether they are true.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

from schemas.locale import language_of
from schemas.shipped import shipped_table

__all__ = ["concepts_in", "data"]

_SIGNS = frozenset({"zh", "ja"})


def concepts_in(text: str, locale: str | None = None) -> dict[str, str]:
    """The concepts that `text` claims, each with the words that do.

    `locale` is the text's language; without one it is read in all of them.
    """
    languages = None if locale is None else {language_of(locale)}
    lowered = text.lower().replace("\u2019", "'")
    return {
        concept: found.group()
        for concept, language, pattern in _patterns()
        if (languages is None or language in languages) and (found := pattern.search(lowered))
    }


@functools.cache
def data(name: str) -> dict[str, Any]:
    """What the file `name`.yaml beside this one holds, by language or concept; read once."""
    loaded: dict[str, Any] = shipped_table("engine.claims", f"{name}.yaml")
    return loaded


@functools.cache
def _patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple(_each())


def _each() -> Iterator[tuple[str, str, re.Pattern[str]]]:
    for concept, languages in data("concepts").items():
        for language, phrases in languages.items():
            ways = "|".join(_way(str(phrase)) for phrase in phrases)
            borders = ways if language in _SIGNS else rf"(?<!\w)(?:{ways})(?!\w)"
            yield concept, language, re.compile(borders)


def _way(phrase: str) -> str:
    """A phrase as a pattern: `*` is any ending of a word (or what stands between two)."""
    spaced = re.escape(phrase.lower()).replace(r"\ ", r"[\s-]+")
    return re.sub(r"\\\*(?=\w)", r"\\W+(?:\\w+\\W+)?", spaced).replace(r"\*", r"\w*")
