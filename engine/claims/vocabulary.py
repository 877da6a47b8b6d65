"""Vocabulary: words of a language that claim nothing, and words that claim by what stands beside.

They are data (`vocabulary/de.yaml`), read by people before they were shipped. A language without a
file has no such words: its texts are held to the row's own.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib.resources import files

from engine.claims.stems import Lexicon
from engine.claims.tokens import normal
from schemas.shipped import table_of

__all__ = ["Vocabulary", "known_languages", "vocabulary_of"]

_FOLDER = "vocabulary"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`words` claim nothing. `phrases` claim nothing as they stand, longest first.

    `bound` are words that say nothing by themselves and everything with their neighbours (not,
    only, free): they need the row's own neighbours. `reduced` may be said where the row states
    what its price was before.
    """

    words: Lexicon
    phrases: tuple[str, ...]
    bound: Lexicon
    reduced: Lexicon


@functools.cache
def known_languages() -> frozenset[str]:
    """The languages that have a vocabulary."""
    folder = files(__package__).joinpath(_FOLDER)
    return frozenset(
        file.name.removesuffix(".yaml") for file in folder.iterdir() if file.name.endswith(".yaml")
    )


@functools.cache
def vocabulary_of(language: str) -> Vocabulary:
    """The language's vocabulary; an empty one where it has none."""
    table = {}
    if language in known_languages():
        file = files(__package__).joinpath(_FOLDER, f"{language}.yaml")
        table = table_of(file.read_text("utf-8"))

    def words(name: str) -> Lexicon:
        return Lexicon(frozenset(normal(table.get(name, ""), language).split()), language)

    phrases = {normal(phrase, language) for phrase in table.get("phrases", "").splitlines()}
    ordered = tuple(sorted(phrases - {""}, key=len, reverse=True))
    return Vocabulary(words("words"), ordered, words("bound"), words("reduced"))
