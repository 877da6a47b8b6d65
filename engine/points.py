"""Points: what a row has to say, in phrases, from its bullets or its description.

It knows texts and no shots; a design decides which of the points are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.clauses import clause_of
from engine.phrases import phrases_of, sentences_of
from schemas.brief import Kind, LocaleText

__all__ = ["points_of"]

_ROOM = 12
"""Words of a point, about, over which it is cut short, or broken."""
_MOST = {Kind.PRODUCT: 6, Kind.LESSON: 8, Kind.AD: 3}
"""Points that films of a kind have room for."""
_ENOUGH = {Kind.PRODUCT: 4, Kind.LESSON: 8, Kind.AD: 4}
"""Phrases of a description after whose sentence enough was said: a lesson leaves nothing out."""
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


def points_of(text: LocaleText, kind: Kind) -> list[tuple[str, ...]]:
    """What the row has to say, as far as its kind has room: each point in its phrases.

    That is its bullets, or else its description.
    Bullets are introduced by the description's first sentence. A bullet that this sentence says
    already is left out. What is too long for a screen is cut to its first clause; a lesson says
    all of it, in phrases that come one after the other and stay together, or none.
    """
    sentences = sentences_of(text.description)
    told = _told(sentences, kind, len(text.bullets))
    said = f" {_plain(' '.join(told))} "
    bullets = [bullet for bullet in text.bullets if f" {_plain(bullet)} " not in said]
    found: list[tuple[str, ...]] = []
    most, count = _MOST[kind], 0
    for first, *rest in _groups(told, bullets, kind):
        # What goes on is not begun: "not on the carousel" is no sentence of its own.
        if count + 1 + len(rest) <= most:
            found.append((_begun(first), *rest))
            count += 1 + len(rest)
        if not bullets and count >= _ENOUGH[kind]:
            break
    whole = (phrases_of(one) for one in (*sentences, *bullets))
    return found or [(_begun(part),) for part in next(whole, ())[:most]]


def _groups(told: list[str], bullets: list[str], kind: Kind) -> Iterator[tuple[str, ...]]:
    """The parts of each sentence and bullet that has any.

    Some of them has to say something, if in less careful words; and what introduces bullets is one
    point, also of a lesson, which counts them.
    """
    said = False
    for number, text in enumerate((*told, *bullets)):
        introduces = bool(bullets) and number < len(told)
        parts = () if introduces else _parts(text, kind)
        if introduces or not (parts or said):
            clause = clause_of(text, _ROOM, eager=True)
            parts = (clause,) if clause else _parts(text, kind)
        if parts:
            said = True
            yield parts


def _parts(text: str, kind: Kind) -> tuple[str, ...]:
    """How a film of a kind says a sentence, or a bullet; nothing where it has no room for it."""
    if kind is Kind.LESSON:
        return phrases_of(text, _ROOM)
    clause = clause_of(text, _ROOM)
    return (clause,) if clause else ()


def _told(sentences: list[str], kind: Kind, bullets: int) -> list[str]:
    """The sentences of a description that come into question, beside so many bullets."""
    short: list[str] = []
    before = ""
    for sentence in sentences:
        # "It is also a program" says nothing without what was said before.
        stands = not before or (short and short[-1] == before) or not _points_back(sentence)
        if len(_parts(sentence, kind)) == 1 and stands:
            short.append(sentence)
        before = sentence
    if not bullets:
        return short if len(short) >= _FEW else sentences
    first = sentences[:1]
    if first and 1 <= len(_parts(first[0], kind)) <= _FEW:
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
