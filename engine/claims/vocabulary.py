"""Vocabulary: words of a language that claim nothing, and words that claim by what stands beside.

They are data (`vocabulary/de.yaml`), read by people before they were shipped. A language without a
file has no such words: its texts are held to the row's own.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib.resources import files

from engine.claims.stems import Lexicon
from engine.claims.tokens import SIGNS, normal
from schemas.shipped import table_of

__all__ = ["Vocabulary", "known_languages", "vocabulary_of"]

_FOLDER = "vocabulary"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`words` claim nothing. `phrases` claim nothing as they stand, longest first.

    `named` are those of them that name what is seen: places, people, things. `bound` are words that
    say nothing by themselves and everything with their neighbours (not, only, free): they need the
    row's own neighbours. `reduced` may be said where the row states what its price was before.
    `attributes` are materials, colours and sizes, which a row says of one thing and not of another;
    `tints` are colours that compounds end with (moss-green);
    `measures` say what a number measures (wide, weighs). `breaks` stand between two things.
    `of` stands between a thing and what it is made of. `denials` say that something is not there,
    each as well as the other.
    """

    words: Lexicon
    named: Lexicon
    scene: frozenset[str]
    joining: frozenset[str]
    phrases: tuple[str, ...]
    bound: Lexicon
    reduced: Lexicon
    attributes: Lexicon
    tints: frozenset[str]
    measures: Lexicon
    of: frozenset[str]
    breaks: frozenset[str]
    denials: frozenset[str]

    def without_phrases(self, text: str) -> str:
        """`text` without the phrases that claim nothing."""
        for phrase in self.phrases:
            if phrase in text:
                text = _cut_out(text, phrase)
        return text


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

    def words(*names: str) -> Lexicon:
        listed = " ".join(str(table.get(name, "")) for name in names)
        return Lexicon(frozenset(normal(listed, language).split()), language)

    phrases = {normal(phrase, language) for phrase in table.get("phrases", "").splitlines()}
    return Vocabulary(
        words=words("words", "everyday", "scene", "things"),
        named=words("scene", "things"),
        scene=words("scene").words,
        joining=words("words").words,
        phrases=tuple(sorted(phrases - {""}, key=len, reverse=True)),
        bound=words("bound"),
        reduced=words("reduced"),
        attributes=words("attributes"),
        tints=words("tints").words,
        measures=words("measures"),
        of=words("of").words,
        breaks=words("breaks").words,
        denials=words("denials").words,
    )


def _cut_out(text: str, phrase: str) -> str:
    """`text` without the phrase where it stands as whole words; in signs wherever it stands."""
    if SIGNS.search(phrase):
        return text.replace(phrase, " ")
    padded = f" {text} "
    out, at = [], 0
    while (found := padded.find(phrase, at)) >= 0:
        end = found + len(phrase)
        whole = not padded[found - 1].isalnum() and not padded[end].isalnum()
        out.append(padded[at:found] + (" , " if whole else phrase))
        at = end
    return "".join((*out, padded[at:])).strip()
