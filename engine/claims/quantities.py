"""Quantities: the numbers of a text with what they measure, and whether a row has them so.

Digits and number words are the same number; 500 ml and half a litre are the same volume. It does
not know whether a number is true.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from engine.claims.numerals import digitised, numeral_of, parts_of, prefixed
from engine.claims.stems import stem_of
from engine.claims.tokens import SIGNS, Token, tokens_of
from schemas.shipped import shipped_table

__all__ = ["Quantity", "is_held", "quantities_in", "sense_of"]

_NEAR = 3
"""Words before and behind a number among which stands what it counts."""
_LONGEST = 12
"""Digits of a number that anyone would say in words."""
_BETWEEN = frozenset("x|×|-|–|to|bis|à|a|al|und|and|et|y|e|en|i|ve|do".split("|"))  # noqa: SIM905
"""What stands between two numbers of one unit, beside whatever stands between two lengths."""
_OF = frozenset(["a", "an", "of", "de", "di", "einen", "einem", "ein", "eines", "een"])
"""What may stand between a number and its unit: half a litre."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number at `at` to `end` of the tokens: `text` as it stands there.

    `values` is what it may be worth in the base unit of `sense` (1.299 is two numbers), `words`
    whether it is written in words. `near` are the stems of the words about it. `sense` is empty for
    a number that measures nothing: it counts, or names.
    """

    text: str
    values: frozenset[float]
    sense: str
    near: frozenset[str]
    words: bool
    at: int
    end: int


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
        end, values, words = _number(tokens, at, language)
        if end == at:
            at += 1
            continue
        sense, times, stop = _unit(tokens, end, language)
        if not sense and at and tokens[at - 1].text in {"%", "٪", "yüzde"}:
            sense, times = "share", 1.0
        yield Quantity(
            text=" ".join(token.text for token in tokens[at:stop]),
            values=frozenset(value * times for value in values),
            sense=sense,
            near=_about(tokens, at, stop, language),
            words=words,
            at=at,
            end=stop,
        )
        at = stop
    for at, token in enumerate(tokens):
        if found := prefixed(token.text, language):
            value, rest = found
            near = frozenset({rest})
            yield Quantity(token.text, frozenset({value}), "", near, words=True, at=at, end=at)


def _number(tokens: Sequence[Token], at: int, language: str) -> tuple[int, frozenset[float], bool]:
    """Where the number that begins at `at` ends, and what it may be worth; `at` itself for none."""
    token = tokens[at]
    if token.kind == "number":
        return at + 1, _worth(token.text), False
    total, end, group = 0.0, at, 0.0
    while end < len(tokens) and tokens[end].kind == "word":
        value = numeral_of(tokens[end].text, language)
        if value is None:
            break
        if value >= 1000 or (value == 100 and group):
            group = (group or 1) * value
            if value >= 1000:
                total, group = total + group, 0.0
        else:
            group += value
        end += 1
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
    words = [token for token in tokens[max(0, at - _NEAR) : at] if token.kind in {"word", "code"}]
    words += [token for token in tokens[end : end + _NEAR] if token.kind in {"word", "code"}]
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
