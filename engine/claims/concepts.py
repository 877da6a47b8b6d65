"""Concepts: what a text claims in words: a guarantee, a discount, an award; numbers in words.

It knows how nine languages say them (concepts.yaml, numerals.yaml), not whether they are true, nor
what a number counts. Numbers of a language that is not there are found in digits alone.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

from schemas.locale import language_of
from schemas.shipped import shipped_table

__all__ = ["concepts_in", "data", "numerals_in", "parts_of"]

_UNSPACED = frozenset({"zh", "ja"})
_DIGITS = {"零": 0, "\u3007": 0, "一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5}
_DIGITS |= {"六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_HAN = "".join((*_DIGITS, *_TENS, *_MYRIADS))
_GROUPS = (10**9, 10**8, 10**6, 10**4, 10**3)
"""What numbers are counted in: thousands in Europe, ten thousands in East Asia."""
_NO_NUMERAL = frozenset("一百千万萬亿億")
"""Alone before a counter they are mostly something else: 一个 (a), 千克 (kilogram)."""


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


def numerals_in(text: str, locale: str) -> tuple[tuple[str, int], ...]:
    """The numerals of `text` as they stand there, each with what it is worth.

    A word of several numerals ("fünfundzwanzig") stands there for each of them; see `parts_of`.
    """
    spec = data("numerals").get(language_of(locale), {})
    if "counted" in spec:
        return tuple(_signs(text, spec["counted"]))
    if "words" in spec:
        return tuple(_words(text.lower(), language_of(locale)))
    return ()


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


def _words(text: str, language: str) -> Iterator[tuple[str, int]]:
    spec = data("numerals")[language]
    whole, one = _patterns(language)
    for token in re.findall(r"[^\W\d_]+", text):
        if whole.fullmatch(token):
            for atom in one.findall(token):
                yield token, spec["words"][atom]


@functools.cache
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """One for a whole word made of numerals, one for each numeral in it."""
    spec = data("numerals")[language]
    atoms = "|".join(sorted(spec["words"], key=len, reverse=True))
    joins = "|".join(spec.get("joins", ()))
    prefix = f"(?:{joins})?" if joins else ""
    between = f"(?:{joins})*" if joins else ""
    suffix = f"(?:{spec['suffixes']})?" if "suffixes" in spec else ""
    return re.compile(f"{prefix}(?:(?:{atoms}){between})+{suffix}"), re.compile(atoms)


def _signs(text: str, counted: str) -> Iterator[tuple[str, int]]:
    """Numerals before a counter, percentages and fractions; ordinals (第二) are none."""
    pattern = rf"百分之([{_HAN}]+)|([{_HAN}]+)分之([{_HAN}]+)|(?<!第)([{_HAN}]+)(?:{counted})"
    for found in re.finditer(pattern, text):
        for numeral in filter(None, found.groups()):
            if numeral not in _NO_NUMERAL:
                yield found.group(), _value(numeral)


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
