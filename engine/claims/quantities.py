"""Quantities: the numbers of a text with what they measure, and whether a row has them so.

Digits and number words are the same number; 500 ml and half a litre are the same volume. It does
not know whether a number is true.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from engine.claims.numerals import digitised, joined_by, numeral_of, parts_of, prefixed, within
from engine.claims.stems import stem_of
from engine.claims.tokens import SIGNS, Token, tokens_of
from engine.claims.vocabulary import vocabulary_of
from schemas.shipped import shipped_table

__all__ = ["Quantity", "is_held", "quantities_in", "sense_of"]

_NEAR = 3
"""Words before and behind a number among which stands what it counts."""
_LONGEST = 12
"""Digits of a number that anyone would say in words."""
_BETWEEN = frozenset("x|×|-|–|to|bis|à|a|al|und|and|et|y|e|en|i|ve|do".split("|"))  # noqa: SIM905
"""What stands between two numbers of one unit, beside whatever stands between two lengths."""
_WITHIN = {"under": (0.5, 0.999), "over": (1.001, 1.5), "about": (0.95, 1.05)}
"""By how much a number of the row may differ from a round one that a text compares it with."""
_ALONE = frozenset({1.0})
_ARTICLES = frozenset("a an ein eine einen einem einer un une una um uma een".split())  # noqa: SIM905
_OF = frozenset(["a", "an", "of", "de", "di", "einen", "einem", "ein", "eines", "een"])
"""What may stand between a number and its unit: half a litre."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number at `at` to `end` of the tokens: `text` as it stands there.

    `values` is what it may be worth in the base unit of `sense` (1.299 is two numbers), `words`
    whether it is written in words. `near` are the stems of the words about it. `sense` is empty for
    a number that measures nothing: it counts, or names. `within` is how near the row's number has
    to be where the text says so: under, over, about; empty: it is that number.
    """

    text: str
    values: frozenset[float]
    sense: str
    near: frozenset[str]
    words: bool
    at: int
    end: int
    within: str = ""


def quantities_in(text: str, language: str) -> tuple[tuple[Token, ...], tuple[Quantity, ...]]:
    """The tokens of `text`, and its numbers."""
    tokens = tuple(_cut(tokens_of(digitised(text, language), language)))
    return tokens, tuple(_quantities(tokens, language))


def sense_of(word: str) -> str:
    """What a unit measures; empty for a word that is none."""
    return _units().get(word, ("", 0.0))[0]


def is_held(one: Quantity, row: Collection[Quantity]) -> bool:
    """Whether one of the row's numbers is this one, in the same sense."""
    return any(_same(one, other) for other in row)


def _same(one: Quantity, other: Quantity) -> bool:
    if one.sense != other.sense:
        return False
    if one.within and one.within != other.within:
        least, most = _WITHIN[one.within]
        return any(least * a <= b <= most * a for a in one.values for b in other.values)
    if one.sense:
        return any(_near(a, b) for a in one.values for b in other.values)
    if one.near and other.near and not any(_akin(a, b) for a in one.near for b in other.near):
        return False
    said = set(other.values)
    if one.words and not other.words:
        for value in other.values:
            if value == int(value) and value < 10**_LONGEST:
                said |= parts_of(str(int(value)))
    return bool(one.values & said)


def _akin(one: str, other: str) -> bool:
    """Whether two stems are the same, or one is within the other: Tasche, Seitentasche."""
    shorter, longer = sorted((one, other), key=len)
    enough = 1 if SIGNS.match(shorter) else 4
    return one == other or (len(shorter) >= enough and shorter in longer)


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= 0.005 * max(abs(one), abs(other))


def _quantities(tokens: Sequence[Token], language: str) -> Iterator[Quantity]:
    at = 0
    while at < len(tokens):
        compared, start = within([token.text for token in tokens[at : at + 4]], language)
        start += at
        end, values, words = _number(tokens, start, language)
        if end == start:
            end, values, words = _one(tokens, start)
        sense, times, stop = _unit(tokens, end, language)
        alone = words and values == _ALONE and end == start + 1 and not compared
        if end == start or (alone and not _adds(tokens, stop, (sense, times), language)):
            at += 1
            continue
        if not sense and at and tokens[at - 1].text in {"%", "٪", "yüzde"}:
            sense, times = "share", 1.0
        values = frozenset(value * times for value in values)
        if sense and words:
            values, stop = _and_more(tokens, stop, values, (sense, times), language)
        yield Quantity(
            text=" ".join(token.text for token in tokens[at:stop]),
            values=values,
            sense=sense,
            near=_about(tokens, at, stop, language),
            words=words,
            at=at,
            end=stop,
            within=compared,
        )
        at = stop
    for at, token in enumerate(tokens):
        if found := prefixed(token.text, language):
            value, rest = found
            near = frozenset({rest})
            yield Quantity(token.text, frozenset({value}), "", near, words=True, at=at, end=at)


def _one(tokens: Sequence[Token], at: int) -> tuple[int, frozenset[float], bool]:
    """The one that an article says before a unit, where it is compared: less than a kilo."""
    end = at + 1
    if end < len(tokens) and tokens[at].text in _ARTICLES and sense_of(tokens[end].text):
        return end, _ALONE, True
    return at, frozenset(), True


def _adds(tokens: Sequence[Token], at: int, unit: tuple[str, float], language: str) -> bool:
    """Whether something is added behind a unit that an article counts: a metre eighty."""
    return bool(unit[0]) and _and_more(tokens, at, _ALONE, unit, language)[1] > at


def _and_more(
    tokens: Sequence[Token],
    at: int,
    values: frozenset[float],
    unit: tuple[str, float],
    language: str,
) -> tuple[frozenset[float], int]:
    """What is added behind a unit in words: a metre eighty, twelve kilos four, one and a half."""
    sense, times = unit
    start = at + 1 if at < len(tokens) and joined_by(tokens[at].text, language) else at
    end, more, words = _number(tokens, start, language)
    if end == start or not words or _unit(tokens, end, language)[0]:
        return values, at
    added = {n for n in more if 0 < n < 100}
    parts = {n for n in added if n < 1}
    parts |= {n / 100 for n in added if n >= 1 and sense in {"length", "mass", "volume"}}
    parts |= {n / 10 for n in added if 1 <= n < 10 and sense in {"mass", "volume"}}
    if not parts:
        return values, at
    return frozenset(value + part * times for value in values for part in parts), end


def _number(tokens: Sequence[Token], at: int, language: str) -> tuple[int, frozenset[float], bool]:
    """Where the number that begins at `at` ends, and what it may be worth; `at` itself for none."""
    if at < len(tokens) and tokens[at].kind == "number":
        return at + 1, _worth(tokens[at].text), False
    total, end, group, last = 0.0, at, 0.0, 0.0
    place = at
    while place < len(tokens):
        value = numeral_of(tokens[place].text, language) if tokens[place].kind == "word" else None
        if value is None:
            if end == place > at and last >= 4 and joined_by(tokens[place].text, language):
                place += 1
                continue
            break
        if end < place and not (last % 10 == 0 and 0 < value < last) and (value, last) != (20, 4):
            break
        last = value
        if (value, group) == (20, 4):  # quatre-vingts
            group = 80
        elif value >= 1000 or (value == 100 and group):
            group = (group or 1) * value
            if value >= 1000:
                total, group = total + group, 0.0
        else:
            group += value
        place += 1
        end = place
    return end, frozenset({total + group}), True


@functools.lru_cache(maxsize=4096)
def _worth(number: str) -> frozenset[float]:
    """What digits may be worth: 1,299 is 1299 or 1.299; 1/2 a half."""
    whole, _, below = number.partition("/")
    if below:
        return frozenset(value / int(below) for value in _worth(whole) if int(below))
    plain = whole.replace("'", "").replace(" ", "")
    marks = [mark for mark in plain if mark in ".,"]
    if not marks:
        return frozenset({float(plain)})
    last = plain.rpartition(marks[-1])
    decimal = float(last[0].replace(".", "").replace(",", "") + "." + last[2])
    thousands = float(plain.replace(".", "").replace(",", ""))
    if len(last[2]) != 3:
        return frozenset({decimal})
    return frozenset({thousands} if len(set(marks)) > 1 or len(marks) > 1 else {decimal, thousands})


def _unit(tokens: Sequence[Token], at: int, language: str) -> tuple[str, float, int]:
    """What the number before `at` measures, how much of it one is, and where that ends."""
    end = at
    while end < len(tokens) and tokens[end].text in {"-", "\u2010", "\u2011", "."} and end == at:
        end += 1
    while end < len(tokens) - 1 and tokens[end].text in _OF:
        end += 1
    if end >= len(tokens):
        return "", 1.0, at
    token = tokens[end]
    both = token.text + (tokens[end + 1].text if end + 1 < len(tokens) else "")
    if token.text == "°" and both in _units():
        return *_units()[both], end + 2
    spaced = f"{token.text} {tokens[end + 1].text}" if end + 1 < len(tokens) else ""
    if spaced in _units():
        return *_units()[spaced], end + 2
    if found := _units().get(token.text):
        return *found, end + 1
    if token.text == "'" and end + 2 < len(tokens):
        end += 1  # 80'e 70
    if end + 1 < len(tokens) and tokens[end + 1].kind == "number":
        sense, times, _ = _unit(tokens, end + 2, language)
        if sense == "length" or token.text in _BETWEEN:
            return sense, times, at
    return "", 1.0, at


def _about(tokens: Sequence[Token], at: int, end: int, language: str) -> frozenset[str]:
    about = (*tokens[max(0, at - _NEAR) : at], *tokens[end : end + _NEAR])
    known = vocabulary_of(language) if language else None
    words = [
        token
        for token in about
        if token.kind in {"word", "code"}
        and not (
            known
            and (token.text in known.words.words or token.text in known.breaks)
            and token.text not in known.named.words
        )
    ]
    next_one = [token for token in tokens[end : end + 1] if known and token.kind == "word"]
    words += [one for one in next_one if known and one.text not in known.breaks | known.of]
    signs = [
        token.text[n : n + 2]
        for token in (*tokens[max(0, at - 1) : at], *tokens[end : end + 1])
        if token.kind == "signs"
        for n in range(max(1, len(token.text) - 1))
    ]
    signs += [token.text[0] for token in tokens[end : end + 1] if token.kind == "signs"]
    return frozenset({stem_of(token.text, language) for token in words} | set(signs))


@functools.cache
def _units() -> dict[str, tuple[str, float]]:
    return {
        str(name).lower(): (sense, float(times))
        for sense, sizes in shipped_table("engine.claims", "units.yaml").items()
        for times, names in sizes.items()
        for name in names
    }


def _cut(tokens: Sequence[Token]) -> Iterator[Token]:
    """`500ml` and `500毫升` as a number and its unit; other codes stay whole."""
    counted = False
    for token in tokens:
        number = token.text.rstrip("".join({m for m in token.text if not m.isdigit()}))
        unit = token.text[len(number) :]
        if token.kind == "code" and number.isdigit() and unit in _units():
            yield Token("number", number)
            yield Token("word", unit)
        elif token.kind == "signs" and counted and (length := _unit_of_signs(token.text)):
            yield Token("signs", token.text[:length])
            if rest := token.text[length:]:
                yield Token("signs", rest)
        else:
            yield token
        counted = token.kind == "number"


def _unit_of_signs(run: str) -> int:
    return next((n for n in range(min(6, len(run)), 0, -1) if run[:n] in _units()), 0)
