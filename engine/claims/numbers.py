"""Numbers: none is said or written in digits that the row does not hold.

It knows nothing of meaning: a number is a claim, wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from schemas.errors import RowError
from schemas.reject import Code

__all__ = ["lint", "numbers_in"]

_NUMBER = re.compile(r"\d+(?:[.,'\u2019]\d+|[\u00a0\u202f ]\d{3}(?!\d))*")
"""Digits with one mark between them, or a space before three: `X5. 3 colours` is two numbers."""


def numbers_in(text: str) -> frozenset[str]:
    """The numbers in `text` by their digits alone, so that 1,299.00 and 1.299,00 are one number.

    A fraction of zeros is dropped: 29.00 and 29 are the same claim.
    """
    return frozenset(_digits(found.group()) for found in _NUMBER.finditer(text))


def lint(texts: Iterable[str], row: Iterable[str]) -> None:
    """Check every number in `texts` against the row's values.

    Raises RowError (CLAIM) for the first that is not there.
    """
    known = frozenset(number for value in row for number in numbers_in(value))
    for text in texts:
        if invented := numbers_in(text) - known:
            raise RowError(
                Code.CLAIM,
                f"the script claims {min(invented)!r}, which the row does not hold",
                f"text {text!r}",
                "Take the number from a column with a placeholder, or leave it out.",
            )


def _digits(number: str) -> str:
    whole = re.sub(r"[.,]0{1,2}$", "", number)
    return re.sub(r"\D", "", whole).lstrip("0") or "0"
