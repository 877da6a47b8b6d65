"""Reading: how long a viewer needs for words on screen, and how many words they are.

It knows letters and signs; neither fonts nor films.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["KNOWN", "NOTICED", "seconds_to_read", "words_in"]

NOTICED = 0.3
"""Seconds until a block of type that comes in is looked at."""
KNOWN = 0.4
"""Share of its time that a text needs which stood on screen before: it is recognised."""
_LETTERS, _SIGNS = 17.0, 9.0
"""Characters of an alphabet, and of Chinese or Japanese, that are read in a second (BBC subtitle
guidelines; Netflix timed text, zh)."""
_SIGN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]")
_FIRST_SIGN = "\u3040"
_A_WORD = 1.7
"""Signs that count as a word."""


@lru_cache(maxsize=4096)
def seconds_to_read(text: str) -> float:
    """How long a text takes to read, once it is noticed."""
    signs = _signs(text)
    return signs / _SIGNS + (len(text) - signs) / _LETTERS


@lru_cache(maxsize=4096)
def words_in(text: str) -> float:
    """About how many words a text has; signs without spaces count by what a word of them takes."""
    signs = _signs(text)
    alphabetic = _SIGN.sub(" ", text) if signs else text
    return len(alphabetic.split()) + signs / _A_WORD


def _signs(text: str) -> int:
    return len(_SIGN.findall(text)) if max(text, default="") >= _FIRST_SIGN else 0
