"""Pace: how long a line takes to say, without saying it.

An estimate for planning shots. It knows no voice; the edit fits what was really spoken.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass

from engine.sound.wording import worded

__all__ = ["estimate_seconds"]

_NUMBER = re.compile(r"\d+(?:[.,'\u00a0\u202f]\d{3})*(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+")
_SIGN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]")
"""Characters that each stand for a syllable or more: kana, Han, hangul."""

_BREATH = re.compile(r"[,;:\u2013\u2014\u3001\uff0c\uff1b\uff1a]")
_STOP = re.compile(r"[.!?\u2026\u3002\uff01\uff1f]+")
_SYMBOLS = {"%": 7, "$": 7, "€": 5, "£": 6, "¥": 3, "&": 3, "+": 4, "°": 7, "=": 6, "@": 2}
"""Marks that are spoken as a word, and about how many letters it has."""

_SPELLED = re.compile(r"(?<![^\W\d_])[A-Z]{2,5}(?![^\W\d_])")
"""Words in capitals among others, which are said letter by letter, for all that is known: USB."""
_NAME = 3
"""Letters of a letter's name, about: "aitch", "es"."""

_DIGIT, _TEN, _SCALE = 4.5, 6.0, 7.5
"""Letters of "seven", of "seventy", of "hundred" or "thousand"."""


@dataclass(frozen=True, slots=True)
class _Pace:
    """Seconds at 165 words a minute for a letter, a word, a sign, a breath, a stop, a line."""

    letter: float
    word: float
    sign: float
    breath: float
    stop: float
    line: float


_PACES = {
    "ar": _Pace(letter=0.060, word=0.260, sign=0.20, breath=0.26, stop=0.45, line=0.00),
    "en": _Pace(letter=0.055, word=0.069, sign=0.25, breath=0.30, stop=0.45, line=0.31),
    "de": _Pace(letter=0.034, word=0.190, sign=0.25, breath=0.12, stop=0.36, line=0.24),
    "fr": _Pace(letter=0.029, word=0.094, sign=0.20, breath=0.41, stop=0.48, line=0.56),
    "ko": _Pace(letter=0.055, word=0.069, sign=0.20, breath=0.20, stop=0.45, line=0.00),
    "zh": _Pace(letter=0.070, word=0.000, sign=0.296, breath=0.19, stop=0.55, line=0.00),
}
_ELSEWHERE = _Pace(letter=0.037, word=0.137, sign=0.20, breath=0.26, stop=0.45, line=0.30)
"""Least squares over 5 to 16 lines a language as `Espeak` speaks them: en, de, zh, fr, es, it, ko
and ru within 8% (rms). tests/engine/sound/test_pace.py holds en, de and zh against other lines."""

_BY_SIGNS = frozenset({"cmn", "ja", "ko", "yue", "zh"})


@functools.lru_cache(maxsize=4096)
def estimate_seconds(text: str, locale: str, wpm: float) -> float:
    """About how many seconds `text` lasts when spoken in `locale` (BCP 47) at `wpm` words a minute.

    Digits count as the words that they are spoken as. The same text always has the same estimate.
    """
    language = locale.replace("_", "-").partition("-")[0].lower()
    pace = _PACES.get("zh" if language in {"cmn", "yue"} else language, _ELSEWHERE)
    said = worded(text, locale).spoken
    letters, words, signs = _written(_NUMBER.sub(" ", said))
    for number in _NUMBER.findall(said):
        if language in _BY_SIGNS:
            signs += _signs_of(number)
        else:
            more_letters, more_words = _words_of(number)
            letters, words = letters + more_letters, words + more_words
    inside = _NUMBER.sub(" ", said).rstrip(" .!?\u2026\u3002\uff01\uff1f")
    seconds = (
        (pace.line if said else 0.0)
        + pace.letter * letters
        + pace.word * words
        + pace.sign * signs
        + pace.breath * len(_BREATH.findall(inside))
        + pace.stop * len(_STOP.findall(inside))
    )
    return seconds * 165 / wpm


def _written(text: str) -> tuple[float, int, int]:
    """Letters, words and signs of text without numbers."""
    alphabetic, signs = _SIGN.subn(" ", text)
    symbols = [_SYMBOLS[mark] for mark in alphabetic if mark in _SYMBOLS]
    letters = sum(unicodedata.category(mark)[0] in "LM" for mark in alphabetic)
    words = len(re.findall(r"[^\W\d_]+", alphabetic))
    spelled = [] if alphabetic.isupper() else _SPELLED.findall(alphabetic)
    names = sum(map(len, spelled))
    letters += sum(symbols) + (_NAME - 1) * names
    return letters, words + len(symbols) + names - len(spelled), signs


def _parts(number: str) -> tuple[str, str]:
    """Digits before and after the decimal point: `1,299.50` is `1299` and `50`."""
    match = re.fullmatch(r"(.*?)(?:[.,](\d{1,2}))?", number)
    whole, decimals = match.groups(default="") if match else (number, "")
    return re.sub(r"\D", "", whole), decimals


def _words_of(number: str) -> tuple[float, int]:
    """Letters and words of a number in a language with an alphabet: "one thousand two hundred"."""
    whole, decimals = _parts(number)
    year = re.fullmatch(r"1[1-9]\d\d", number) is not None
    letters, words = 0.0, 0
    for place, digit in enumerate(reversed(whole)):
        if digit != "0":
            letters, words = letters + (_TEN if place % 3 == 1 else _DIGIT), words + 1
        scaled = place % 3 == 2 and digit != "0"  # seven hundred
        if (scaled or (place and place % 3 == 0)) and not year:  # seven thousand
            letters, words = letters + _SCALE, words + 1
    if not words:
        letters, words = _DIGIT, 1
    spoken = len(decimals) + bool(decimals)  # "point" is a word too
    return letters + _DIGIT * spoken, words + spoken


def _signs_of(number: str) -> int:
    """Syllables of a number in Chinese, and about as many in its neighbours: one for each digit
    that is not zero, one for its place among four, one for each ten thousand.
    """
    whole, decimals = _parts(number)
    places = [place for place, digit in enumerate(reversed(whole)) if digit != "0"]
    signs = len(places) + sum(place % 4 > 0 for place in places) + max(0, len(whole) - 1) // 4
    return max(signs, 1) + len(decimals) + bool(decimals)
