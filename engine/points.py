"""Points: what a row has to say, a phrase at a time, from its bullets or its description.

It knows texts and no shots; a design decides which of the points are shown.
"""

from __future__ import annotations

import re

from engine.phrases import phrases_of, sentences_of
from schemas.brief import Kind, LocaleText

__all__ = ["points_of"]

_BULLET = 12
"""Words of a bullet, about, over which it is broken."""
_MOST = {Kind.PRODUCT: 6, Kind.LESSON: 8, Kind.AD: 3}
"""Points that films of a kind have room for."""
_ENOUGH = 4
"""Phrases of a description after whose sentence enough was said."""
_FEW = 2
"""Bullets, or phrases of a sentence, from which on more is too many."""

_POINTING = """
it its this that these those they their he she his her such also however therefore then
es er sie dies diese dieser dieses das ihr sein auch daher dann
il elle ils elles ce cet cette ces cela c aussi
este esta esto estos estas ese esa eso él ella ellos también
questo questa questi queste esso essa anche
het hij zij ze dit dat deze die ook
ele ela eles elas isto isso também
"""
"""English, German, French, Spanish, Italian, Dutch, Portuguese."""
_BACK = frozenset(_POINTING.split())


def points_of(text: LocaleText, kind: Kind) -> list[str]:
    """What the row has to say, in as many phrases as its kind has room for.

    That is its bullets, or else its description.
    Bullets are introduced by the description's first sentence, and broken only where they are long:
    their author made points of them. A bullet that this sentence says already is left out, and so
    is what does not go in whole: a sentence that stops half way says nothing.
    """
    told = _told(sentences_of(text.description), len(text.bullets))
    said = f" {_plain(' '.join(told))} "
    bullets = [bullet for bullet in text.bullets if f" {_plain(bullet)} " not in said]
    groups = [phrases_of(sentence) for sentence in told]
    groups += [phrases_of(bullet, _BULLET) for bullet in bullets]
    found: list[str] = []
    most = _MOST[kind]
    for first, *rest in groups:
        # What goes on is not begun: "not on the carousel" is no sentence of its own.
        if len(found) + 1 + len(rest) <= most:
            found += [_begun(first), *rest]
        if not bullets and len(found) >= _ENOUGH:
            break
    return found or [_begun(part) for group in groups[:1] for part in group[:most]]


def _told(sentences: list[str], bullets: int) -> list[str]:
    """The sentences of a description that come into question, beside so many bullets."""
    short: list[str] = []
    before = ""
    for sentence in sentences:
        # "It is also a program" says nothing without what was said before.
        stands = not before or (short and short[-1] == before) or not _points_back(sentence)
        if len(phrases_of(sentence)) == 1 and stands:
            short.append(sentence)
        before = sentence
    if not bullets:
        return short if len(short) >= _FEW else sentences
    first = sentences[:1]
    if first and len(phrases_of(first[0])) <= _FEW:
        return first
    return short[:1] or (first if bullets <= _FEW else [])


def _points_back(sentence: str) -> bool:
    """Whether a sentence begins with a word for something that was named before it."""
    return re.split(r"[^\w]", sentence.casefold(), maxsplit=1)[0] in _BACK


def _plain(text: str) -> str:
    """Words without the marks around them, in small letters."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _begun(phrase: str) -> str:
    """The phrase with a capital, as what stands alone begins; names such as iPhone stay."""
    first = phrase.split(" ", 1)[0]
    is_word = first.islower() and all(mark.isalpha() or mark in "'’-,;:" for mark in first)
    return phrase[0].upper() + phrase[1:] if is_word else phrase
