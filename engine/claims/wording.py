"""Wording: what is said, written and shown, held against everything that the row says.

A number in digits is a claim, wherever it stands; numbers in words and what advertising claims are
checked as far as `engine.claims.concepts` knows them. Descriptions of shots, which are English, ask
for nothing that is read rather than seen. It does not judge what a picture shows.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable

from engine.claims.concepts import concepts_in, data, numerals_in, parts_of
from schemas.errors import RowError
from schemas.reject import Code

__all__ = ["lint", "lint_pictures", "lint_wording", "numbers_in"]

_LONGEST = 12
"""Digits of a number that anyone would say in words."""
_NUMBER = re.compile(r"\d+(?:[.,'\u2019]\d+|[\u00a0\u202f ]\d{3}(?!\d))*")
"""Digits with one mark between them, or a space before three: `X5. 3 colours` is two numbers."""
_READ = re.compile(r"\d|[$€£¥₹₩%{}]|[\"\u201c\u201d\u201e\u00ab\u00bb\u300c\u300d\u300e\u300f]")
"""Figures, amounts, placeholders, and quoted words."""


def lint_wording(
    texts: Iterable[str],
    locale: str,
    row: Collection[tuple[str, str]],
    held: frozenset[str] = frozenset(),
) -> None:
    """Check numbers in words, and what advertising claims, in `texts` of `locale`.

    `row` is what the row says, each text with its locale; what it says in one language may be said
    in all. `held` are concepts that the row carries otherwise: a price before is a discount.
    Raises RowError (CLAIM) for the first that is not there.
    """
    texts = tuple(texts)
    numerals = [numeral for text in texts for numeral in numerals_in(text, locale)]
    if numerals:
        known = _known(row)
        for word, value in numerals:
            if value not in known:
                raise _claim(word, "Say it as the row does, or leave it out.")
    claimed = {name: how for text in texts for name, how in concepts_in(text, locale).items()}
    if claimed:
        said = held.union(*(concepts_in(text) for text, _ in row))
        for concept in sorted(claimed.keys() - said):
            raise _claim(claimed[concept], f"Leave it out: nothing in the row speaks of {concept}.")


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


def _known(row: Iterable[tuple[str, str]]) -> frozenset[int]:
    """What the numbers of the row are worth, and what they may be said with."""
    worth: set[int] = set()
    for text, locale in row:
        worth.update(value for _, value in numerals_in(text, locale))
        for number in numbers_in(text):
            worth |= parts_of(number) if len(number) <= _LONGEST else set()
    return frozenset(worth)


def _claim(words: str, remedy: str) -> RowError:
    return RowError(
        Code.CLAIM, f"the script claims {words!r}, which the row does not hold", "", remedy
    )


def _digits(number: str) -> str:
    whole = re.sub(r"[.,]0{1,2}$", "", number)
    return re.sub(r"\D", "", whole).lstrip("0") or "0"


@functools.cache
def _read_words() -> re.Pattern[str]:
    ways = (re.escape(word).replace(r"\*", r"\w*") for word in data("pictures")["words"])
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)")
