"""Wording: the numbers of whole films held against their rows, and what shots ask for.

A number in digits is a claim, wherever it stands, and is looked for whoever wrote the words: a
model's are judged word for word by `engine.claims.judge` before. Descriptions of shots, which are
English, ask for nothing that is read rather than seen. It does not judge what a picture shows.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable

from engine.claims.concepts import data
from engine.claims.quantities import is_held, quantities_in
from schemas.errors import RowError
from schemas.reject import Code

__all__ = ["lint", "lint_pictures", "numbers_in"]

_NUMBER = re.compile(r"\d+(?:[.,'\u2019]\d+|[\u00a0\u202f ]\d{3}(?!\d))*")
"""Digits with one mark between them, or a space before three: `X5. 3 colours` is two numbers."""
_READ = re.compile(r"\d|[$€£¥₹₩%{}]|[\"\u201c\u201d\u201e\u00ab\u00bb\u300c\u300d\u300e\u300f]")
"""Figures, amounts, placeholders, and quoted words."""


@functools.lru_cache(maxsize=8192)
def numbers_in(text: str) -> frozenset[str]:
    """The numbers in `text` by their digits alone, so that 1,299.00 and 1.299,00 are one number.

    A fraction of zeros is dropped: 29.00 and 29 are the same claim.
    """
    plain = "".join(str(unicodedata.digit(mark, mark)) for mark in text)
    return frozenset(_digits(found.group()) for found in _NUMBER.finditer(plain))


def lint(texts: Iterable[str], row: Iterable[str]) -> None:
    """Check every number in `texts` against the row's values; 0.5 l is the row's 500 ml.

    Raises RowError (CLAIM) for the first that is not there.
    """
    values = tuple(row)
    known = frozenset(number for value in values for number in numbers_in(value))
    for text in texts:
        if (invented := numbers_in(text) - known) and not _are_measured(text, values):
            raise RowError(
                Code.CLAIM,
                f"the script claims {min(invented)!r}, which the row does not hold",
                f"text {text!r}",
                "Take the number from a column with a placeholder, or leave it out.",
            )


def lint_pictures(texts: Iterable[str]) -> None:
    """Raises RowError (CLAIM) for the first description that asks for letters, figures or marks."""
    for text in texts:
        if found := _READ.search(text) or _read_words().search(text.lower()):
            raise RowError(
                Code.CLAIM,
                f"a shot is to show {found.group()!r}: letters and figures are no pictures",
                f"description {text!r}",
                "Describe what is seen; what is read is written into the edit.",
            )


def _are_measured(text: str, row: Iterable[str]) -> bool:
    """Whether every number in `text` measures what one of the row's does, in another unit."""
    held = [one for value in row for one in quantities_in(value, "")[1] if one.sense]
    return all(is_held(one, held) for one in quantities_in(text, "")[1])


def _digits(number: str) -> str:
    whole = re.sub(r"[.,]0{1,2}$", "", number)
    return re.sub(r"\D", "", whole).lstrip("0") or "0"


@functools.cache
def _read_words() -> re.Pattern[str]:
    ways = (re.escape(word).replace(r"\*", r"\w*") for word in data("pictures")["words"])
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)")
