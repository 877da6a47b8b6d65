"""Numerals: numbers in words, by language (numerals.yaml), and what they are worth.

A language that is not there has numbers in digits alone. It does not know what a number counts.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import Any

from engine.claims.stems import stem_of
from schemas.shipped import shipped_table

__all__ = ["digitised", "joined_by", "numeral_of", "numerals_of", "parts_of", "prefixed", "within"]

_DIGITS = {"零": 0, "\u3007": 0, "一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5}
_DIGITS |= {"六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_HAN = "".join((*_DIGITS, *_TENS, *_MYRIADS))
_GROUPS = (10**9, 10**8, 10**6, 10**4, 10**3)
"""What numbers are counted in: thousands in Europe, ten thousands in East Asia."""
_AND = 3
"""Letters of the longest Arabic numeral that begins with the letter that says "and"."""
_NO_NUMERAL = frozenset("一百千万萬亿億")
"""Alone before a counter they are mostly something else: 一个 (a), 千克 (kilogram)."""


def numeral_of(word: str, language: str) -> float | None:
    """What a word that is a number is worth: fünfundzwanzig is 25. None for another word."""
    whole, one = _patterns(language)
    if language == "ar" and word.startswith("و") and len(word) > _AND:
        word = word[1:]  # "and" is written together with what follows it
    if whole is None or one is None or not whole.fullmatch(word):
        return None
    worth, words = 0.0, _table(language)["words"]
    for atom in one.findall(word):
        value = float(words[atom])
        worth = worth * value if value >= 100 and worth else worth + value
    return worth


def numerals_of(language: str) -> frozenset[str]:
    """The words that are numbers."""
    return frozenset(_table(language).get("words", ()))


def joined_by(word: str, language: str) -> bool:
    """Whether `word` stands between two words of one number: hundred and twenty, vingt-cinq."""
    return word == "-" or word in _table(language).get("between", ())


def within(words: Sequence[str], language: str) -> tuple[str, int]:
    """How the words that `words` begin with compare the number behind them, and how many they are.

    under, over or about; nothing and 0 for none.
    """
    found = ("", 0)
    for how, phrases in _table(language).get("within", {}).items():
        for phrase in phrases:
            parts = phrase.split()
            if list(words[: len(parts)]) == parts and len(parts) > found[1]:
                found = (how, len(parts))
    return found


def prefixed(word: str, language: str) -> tuple[float, str] | None:
    """What a word begins with, where that is a number, and the stem of the rest: doppel-wandig."""
    for prefix, value in _table(language).get("prefixes", {}).items():
        rest = stem_of(word, language).removeprefix(prefix)
        if word.startswith(prefix) and len(rest) >= 4:
            return float(value), rest
    return None


@functools.lru_cache(maxsize=4096)
def digitised(text: str, language: str) -> str:
    """`text` with Chinese numerals as digits, where they count something; others stay."""
    counted = _table(language).get("counted")
    if counted is None:
        return text
    share = re.sub(rf"百分之([{_HAN}]+|\d+)", lambda found: f"{_digits(found[1])}%", text)
    share = re.sub("半(?=[升米天日年]|公斤|小时|リットル)", "0.5", share)
    share = re.sub("半(?=[升米天日年]|公斤|小时|リットル)", "0.5", share)
    return re.sub(
        rf"(?<!第)([{_HAN}]+)(?={counted})",
        lambda found: found[1] if found[1] in _NO_NUMERAL else _digits(found[1]),
        share,
    )


def parts_of(number: str) -> frozenset[int]:
    """What a number in digits may be said with: 1250 as 1250, 1000, 200, 100, 50, 2 and 1."""
    whole = int(number)
    parts = {whole}
    for myriad in _GROUPS:
        if whole >= myriad:
            above = whole // myriad
            parts |= {myriad, above * myriad, *parts_of(str(above))}
    for group in (whole % 1000, whole // 1000 % 1000):
        hundreds, rest = divmod(group, 100)
        parts |= {100, hundreds, hundreds * 100} if hundreds else set()
        parts |= {rest} if rest < 20 else {rest, rest // 10 * 10, rest % 10}
        if 70 <= rest < 80:  # soixante-dix
            parts |= {60, rest - 60}
        elif rest >= 80:  # quatre-vingt-dix
            parts |= {4, 20, rest - 80}
    return frozenset(parts)


def _digits(numeral: str) -> str:
    return numeral if numeral.isdigit() else str(_value(numeral))


@functools.cache
def _table(language: str) -> dict[str, Any]:
    table: dict[str, Any] = shipped_table("engine.claims", "numerals.yaml").get(language, {})
    return table


@functools.cache
def _patterns(language: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """One for a whole word made of numerals, one for each numeral in it."""
    spec = _table(language)
    if "words" not in spec:
        return None, None
    atoms = "|".join(sorted(spec["words"], key=len, reverse=True))
    joins = "|".join(spec.get("joins", ()))
    between = f"(?:{joins})*" if joins else ""
    prefix = f"(?:{joins})?" if joins else ""
    suffix = f"(?:{spec['suffixes']})?" if "suffixes" in spec else ""
    many = f"{prefix}(?:(?:{atoms}){between})+{suffix}" if joins else f"(?:{atoms}){suffix}"
    return re.compile(many), re.compile(atoms)


def _value(numeral: str) -> int:
    """What Chinese numerals are worth: 两千五百 is 2500."""
    total = section = digit = 0
    for sign in numeral:
        if sign in _DIGITS:
            digit = _DIGITS[sign] if not digit else digit * 10 + _DIGITS[sign]
        elif sign in _TENS:
            section, digit = section + (digit or 1) * _TENS[sign], 0
        else:
            total, section, digit = (total + section + digit or 1) * _MYRIADS[sign], 0, 0
    return total + section + digit
