"""Wording: a model's own words against everything that the row says.

It checks meaning as far as numerals.yaml and concepts.yaml know it; `numbers` checks digits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from engine.claims.concepts import concepts_in
from engine.claims.numbers import numbers_in
from engine.claims.numerals import numerals_in, parts_of
from schemas.errors import RowError
from schemas.reject import Code

__all__ = ["lint_wording"]

_LONGEST = 12
"""Digits of a number that anyone would say in words."""


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
