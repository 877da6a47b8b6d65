"""Words: a text in the pieces that lines may be broken between.

It knows the rules of scripts; neither widths nor fonts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.typeset.scripts import CLOSING, OPENING, is_cjk

__all__ = ["Word", "joined", "syllables", "words"]

_KEPT = str.maketrans({"\u00a0": "\ue001", "\u2007": "\ue002", "\u202f": "\ue003"})
"""Spaces that join, as in French `1 680 €`, out of the way of Python's `split`."""
_RESTORED = str.maketrans(
    {"\ue000": " ", "\ue001": "\u00a0", "\ue002": "\u2007", "\ue003": "\u202f"}
)
_UNIT = re.compile(r"(?<=\d) (?=[^\W\d]{1,3}\b|[%°€£$])")
"""Between a number and its unit, which stay together: `500 ml`."""
_SMALL = frozenset(
    (
        "a", "an", "and", "as", "at", "by", "for", "in", "is", "of", "on", "or", "the", "to",
        "das", "dem", "den", "der", "des", "die", "ein", "eine", "im", "mit", "und", "von", "zu",
        "with", "con", "de", "du", "el", "en", "et", "la", "le", "les", "los", "un", "une", "y",
    )
)  # fmt: skip
"""Words that look forward: a line does not like to end with one."""
_TRAILING = frozenset("的了着过和与及在")
"""Chinese words that belong to what stands before or join what follows."""
_VOWELS = frozenset("aeiouyäöüáéíóúàèìòùâêîôûåøæœAEIOUYÄÖÜÅØÆ")
_CLUSTERS = ("sch", "ch", "ck", "ph", "th", "sh", "qu")


@dataclass(frozen=True, slots=True)
class Word:
    """A piece that is never broken, whether a space follows it, and what a break after it costs.

    Costs are in the squares of a line's width that `lines` minimises: 0 is a good place.
    """

    text: str
    spaced: bool
    cost: float


def words(text: str) -> tuple[Word, ...]:
    """The pieces of one line of text: words of spaced scripts, single Chinese characters.

    Numbers keep their units and signs; punctuation stays with what it belongs to (CLREQ 3.1.4).
    """
    return tuple(_words(_UNIT.sub("\ue000", text.translate(_KEPT))))


def joined(pieces: list[Word] | tuple[Word, ...]) -> str:
    """The pieces as text again."""
    text = "".join(piece.text + (" " if piece.spaced else "") for piece in pieces)
    return text.strip()


def syllables(word: str) -> tuple[str, ...]:
    """A word in parts that a hyphen may end, each with its hyphen but the last.

    Soft hyphens are obeyed. Without one, a part begins with the last consonant before a vowel (the
    rule of German and most other Latin spelling, Duden K163); parts of fewer than three letters are
    left with their neighbours. For the rare word that fits no line at the smallest size.
    """
    soft = [part for part in word.split("\u00ad") if part]
    parts = soft if len(soft) > 1 else _split(word)
    return (*(part if part.endswith("-") else f"{part}-" for part in parts[:-1]), parts[-1])


def _words(text: str) -> Iterator[Word]:
    for spaced in text.split():
        pieces = list(_pieces(spaced.translate(_RESTORED)))
        for n, piece in enumerate(pieces):
            last = n == len(pieces) - 1
            following = "" if last else pieces[n + 1]
            yield Word(piece, spaced=last, cost=_cost(piece, following))


def _pieces(run: str) -> Iterator[str]:
    """A run without spaces: whole where it is spaced script, by character where it is Chinese."""
    current = ""
    for letter in run:
        if current and _may_break(current[-1], letter):
            yield current
            current = ""
        current += letter
    if current:
        yield current


def _may_break(before: str, after: str) -> bool:
    if after in CLOSING or before in OPENING:
        return False
    return is_cjk(before) or is_cjk(after) or (before == "-" and after.isalpha())


def _cost(piece: str, following: str) -> float:
    """What a break after `piece` costs; `following` is empty where a space follows."""
    end = piece[-1]
    if end in CLOSING or end in ",.;:!?…":
        return 0.0
    if not following:
        return 0.08 if piece.lower() in _SMALL else 0.01
    if following[0] in _TRAILING:
        return 0.8
    return 0.2 if end in _TRAILING else 0.4


def _split(word: str) -> list[str]:
    starts = [0]
    for at in range(3, len(word) - 2):
        if word[at] in _VOWELS or word[at + 1] not in _VOWELS:
            continue
        low = word.lower()
        start = at
        for cluster in _CLUSTERS:
            if low[: at + 1].endswith(cluster):
                start = at + 1 - len(cluster)
                break
        if start - starts[-1] >= 3 and any(
            letter in _VOWELS for letter in word[starts[-1] : start]
        ):
            starts.append(start)
    return [word[a:b] for a, b in zip(starts, [*starts[1:], len(word)], strict=True)]
