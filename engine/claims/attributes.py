"""Attributes: of which thing a row says what it is made of, its colour, its size and its measures.

A wooden table with a steel lid has no wooden lid, though the row has both words. Owners are the
nearest words of a phrase; grammar is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from engine.claims.quantities import Quantity
from engine.claims.stems import Lexicon, stem_of
from engine.claims.tokens import Token
from engine.claims.vocabulary import Vocabulary

__all__ = ["Bond", "bonds_in", "owns", "pairs_in", "phrases_in"]

_BREAKS = frozenset('.,;:!?()[]/–—&+।،؛"·•')
_LISTS = frozenset("and or und oder et ou y e o en of i lub ve veya और या ,".split())  # noqa: SIM905
"""What stands between two attributes of one thing: black and white."""
_BEFORE = frozenset({"hi", "tr"})
"""Languages in which an attribute stands before its thing."""
_BESIDE = frozenset({"en", "de", "nl", "pl"})
"""Languages in which it belongs to the thing that follows at once, where one does."""
_MOST = 3
"""Words on each side that may own an attribute."""
_REACH = 6
"""Words that an owner is away at most."""
_PIECE, _REST = 4, 3
"""Letters of an attribute, and of what it is joined with, in a compound: Holz-griff."""


@dataclass(frozen=True, slots=True)
class Bond:
    """An attribute in a word or in a number, as it stands, and the words that may own it.

    The nearest come first, those that are equally near together. Empty: nothing in the phrase does.
    """

    text: str
    quantity: Quantity | None
    owners: tuple[frozenset[str], ...]

    @property
    def nearest(self) -> frozenset[str]:
        """The words that stand nearest to it."""
        return self.owners[0] if self.owners else frozenset()

    @property
    def all(self) -> frozenset[str]:
        """All the words that may own it."""
        return frozenset().union(*self.owners)


def bonds_in(
    tokens: Sequence[Token],
    quantities: Sequence[Quantity],
    language: str,
    words: Vocabulary,
    is_thing: Callable[[str], bool],
) -> Iterator[Bond]:
    """The attributes of a text with their owners: those words that `is_thing` takes for things."""
    counted = {at: one for one in quantities for at in range(one.at, one.end)}
    kinds = [
        _kind(token, at in counted, words, is_thing, language) for at, token in enumerate(tokens)
    ]
    for at, token in enumerate(tokens):
        if at in counted or token.kind != "word":
            continue
        if kinds[at] == "attribute":
            yield Bond(token.text, None, _owners(tokens, kinds, at, at + 1, language))
        elif language in Lexicon.JOINED and (cut := _joined(token.text, words.attributes)):
            yield Bond(cut[0], None, (frozenset({cut[1]}),))
    for one in quantities:
        if one.sense and one.end > one.at:
            yield Bond(one.text, one, _owners(tokens, kinds, one.at, one.end))


def pairs_in(
    tokens: Sequence[Token], words: Vocabulary, is_thing: Callable[[str], bool]
) -> Iterator[tuple[str, str]]:
    """Things of a text with what they are made of, as it says: oil of thyme."""
    for at, token in enumerate(tokens[1:-1], 1):
        if token.text in words.of:
            one, other = tokens[at - 1], tokens[at + 1]
            if one.kind == other.kind == "word" and is_thing(one.text) and is_thing(other.text):
                yield one.text, other.text


def phrases_in(
    tokens: Sequence[Token], language: str, words: Vocabulary, is_thing: Callable[[str], bool]
) -> Iterator[frozenset[str]]:
    """The things of each phrase of a text."""
    found: set[str] = set()
    for token in tokens:
        if token.text in _BREAKS or token.text in words.breaks:
            yield frozenset(found)
            found = set()
        elif token.kind == "word" and is_thing(token.text):
            if _begins(token.text, language):
                yield frozenset(found)
                found = set()
            found.add(token.text)
    yield frozenset(found)


def _kind(
    token: Token,
    counted: bool,
    words: Vocabulary,
    is_thing: Callable[[str], bool],
    language: str,
) -> str:
    """attribute, thing, break, start (a thing that begins a phrase), or nothing."""
    if counted:
        return ""
    if token.text in _BREAKS or token.text in words.breaks:
        return "break"
    if token.kind != "word":
        return ""
    text = token.text
    if _begins(text, language) and is_thing(text[1:]):
        return "start"
    if (words.attributes.bends(text) or _is_tint(text, words)) and text not in words.measures.words:
        return "attribute"
    return "thing" if is_thing(text) else ""


def _is_tint(word: str, words: Vocabulary) -> bool:
    """Whether a compound names a colour: moosgrün, donkerblauw, in any form of it."""
    return any(
        0 <= word.rfind(tint, _REST) >= len(word) - len(tint) - _REST for tint in words.tints
    )


def _begins(word: str, language: str) -> bool:
    """Whether Arabic "and" or "with" is written together with the word, which begins a phrase."""
    return language == "ar" and word[0] in "وب" and len(word) > _PIECE


def _owners(
    tokens: Sequence[Token], kinds: Sequence[str], at: int, end: int, language: str = ""
) -> tuple[frozenset[str], ...]:
    by_distance: dict[int, set[str]] = {}
    behind = list(_walk(tokens, kinds, end, 1))
    settled = behind and (language in _BEFORE or (language in _BESIDE and kinds[end] == "thing"))
    before = [] if settled else list(_walk(tokens, kinds, at - 1, -1))
    for distance, place in (*before, *behind):
        by_distance.setdefault(distance, set()).add(tokens[place].text)
    return tuple(frozenset(by_distance[near]) for near in sorted(by_distance))


def _walk(
    tokens: Sequence[Token], kinds: Sequence[str], start: int, step: int
) -> Iterator[tuple[int, int]]:
    """How far away things stand, and where, until a phrase or another attribute's thing ends."""
    found, place = 0, start
    while 0 <= place < len(kinds) and abs(place - start) < _REACH and found < _MOST:
        kind = kinds[place]
        listed = tokens[place].text in _LISTS and 0 < place < len(kinds) - 1
        if kind == "break" and not (listed and kinds[place - 1] == kinds[place + 1] == "attribute"):
            return
        if kind == "attribute" and found:
            return
        if kind == "start" and step > 0:
            return
        if kind in {"thing", "start"}:
            found += 1
            yield abs(place - start) + 1, place
        if kind == "start":
            return
        place += step


def _joined(word: str, attributes: Lexicon) -> tuple[str, str] | None:
    """A compound cut behind the attribute that it begins with."""
    for cut in range(len(word) - _REST, _PIECE - 1, -1):
        if word[:cut] in attributes.words:
            return word[:cut], word[cut:]
    return None


def owns(owner: str, owners: frozenset[str], language: str) -> bool:
    """Whether a word is one of those, in another form or within a compound."""
    mine = stem_of(owner, language)
    for other in owners:
        theirs = stem_of(other, language)
        shorter, longer = sorted((mine, theirs), key=len)
        if mine == theirs or (len(shorter) >= _PIECE and shorter in longer):
            return True
    return bool(owners) and owner in Lexicon(owners, language)
