"""Clean: a row's text as it is shown to a model, and a model's text as it is kept.

Catalogs are cleaned where they are read; this is what a text from any other door must pass too.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["clean", "without_braces"]

_JOINERS = frozenset("\u200c\u200d")
"""Persian, Indic scripts and emoji need them; every other format character can hide something."""
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})


def clean(text: str) -> str:
    """One line of visible text in Unicode form C, without markup of an HTML comment or a tag."""
    seen = re.sub(r"<!--.*?(?:-->|$)|<[/!?]?[A-Za-z][^<>]*>", " ", text, flags=re.DOTALL)
    kept = "".join(
        " " if mark.isspace() else mark
        for mark in unicodedata.normalize("NFC", seen)
        if mark.isspace() or mark in _JOINERS or unicodedata.category(mark) not in _UNSEEN
    )
    return re.sub(r" {2,}", " ", kept).strip()


def without_braces(text: str) -> str:
    """The text with its own braces as parentheses: a row's braces are no placeholders."""
    return text.translate({ord("{"): "(", ord("}"): ")"})
