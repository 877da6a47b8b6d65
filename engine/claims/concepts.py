"""Concepts: what a text claims in words: a guarantee, a discount, an award.

It knows how thirteen languages say them (concepts.yaml), not whether they are true. Whatever can be
said in other words passes here: the judge holds words against the row; this is for words that claim
only together, and for translations, whose words are not the row's.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

from schemas.locale import language_of
from schemas.shipped import shipped_table

__all__ = ["concepts_in", "data"]

_UNSPACED = frozenset({"zh", "ja"})


def concepts_in(text: str, locale: str | None = None) -> dict[str, str]:
    """The concepts that `text` claims, each with the words that do.

    `locale` is the text's language; without one it is read in all of them.
    """
    languages = None if locale is None else {language_of(locale)}
    lowered = text.lower().replace("\u2019", "'")
    return {
        concept: found.group()
        for concept, language, pattern in _phrases()
        if (languages is None or language in languages) and (found := pattern.search(lowered))
    }


@functools.cache
def data(name: str) -> dict[str, Any]:
    """What the file `name`.yaml beside this one holds, by language or concept; read once."""
    loaded: dict[str, Any] = shipped_table("engine.claims", f"{name}.yaml")
    return loaded


@functools.cache
def _phrases() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple(_each())


def _each() -> Iterator[tuple[str, str, re.Pattern[str]]]:
    for concept, languages in data("concepts").items():
        for language, phrases in languages.items():
            ways = "|".join(_way(str(phrase)) for phrase in phrases)
            borders = ways if language in _UNSPACED else rf"(?<!\w)(?:{ways})(?!\w)"
            yield concept, language, re.compile(borders)


def _way(phrase: str) -> str:
    """A phrase as a pattern: `*` is any ending of a word (or what stands between two)."""
    spaced = re.escape(phrase.lower()).replace(r"\ ", r"[\s-]+")
    return re.sub(r"\\\*(?=\w)", r"\\W+(?:\\w+\\W+)?", spaced).replace(r"\*", r"\w*")
