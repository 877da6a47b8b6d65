"""Samples: words of a language that say nothing, for a specimen; and the letters that it needs.

They come from CLDR: names of days, months and languages, a date, an amount.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from engine.binding import amount_in
from engine.writers.template.phrases import phrases_in
from schemas.money import Money

__all__ = ["Samples", "letters_of", "samples_in"]

_OFTEN = 0.006
"""Share of names in which a letter stands at least: rarer ones are of other languages' names."""
_RARE = {
    "cs": "ďťó",
    "da": "å",
    "de": "ß",
    "es": "ü¿¡",
    "fi": "åö",
    "fr": "àâêëôùüœ«»",
    "it": "àèéòù",
    "nl": "é",
    "pl": "ć",
    "pt": "à",
    "ro": "î",
    "ru": "ё",
}
"""What a language needs and its names of places and languages do not show. Babel does not carry
CLDR's own lists of letters."""
_ALWAYS = "0123456789.,:;!?-–()&%+/"


@dataclass(frozen=True, slots=True)
class Samples:
    """Text of each kind that films set, in one language."""

    date: str
    days: tuple[str, ...]
    months: tuple[str, ...]
    price: str
    was_price: str
    cta: str


def samples_in(locale: str, currency: str) -> Samples:
    """The samples of a language; in English where CLDR does not know it."""
    from babel.dates import format_date  # noqa: PLC0415 - locale data is heavy

    found = _locale(locale)
    written = format_date(date(2026, 11, 28), "full", locale=found)
    price, was_price = (
        amount_in(Money(amount=Decimal(amount), currency=currency), str(found).replace("_", "-"))
        for amount in ("129.00", "159.00")
    )
    return Samples(
        date=_capital(written),
        days=tuple(_capital(found.days["format"]["wide"][day]) for day in range(7)),
        months=tuple(_capital(found.months["format"]["wide"][month]) for month in range(1, 13)),
        price=price,
        was_price=was_price,
        cta=phrases_in(locale).get("cta", _capital(found.days["format"]["wide"][4])),
    )


def letters_of(locale: str) -> str:
    """The letters, figures and marks that text of the language is sure to need."""
    found = _locale(locale)
    names = [*found.languages.values(), *found.territories.values()]
    seen = Counter(letter for name in names for letter in {*name, *name.upper()})
    often = {letter for letter, count in seen.items() if count >= _OFTEN * len(names)}
    sure = (name for kind in (found.days, found.months) for name in kind["format"]["wide"].values())
    letters = filter(str.isalpha, often.union(*sure))
    return "".join(sorted(letters)) + _RARE.get(found.language, "") + _ALWAYS


def _locale(locale: str) -> Any:
    from babel.core import Locale, UnknownLocaleError  # noqa: PLC0415 - as above

    for tag in (locale, locale.split("-", 1)[0]):
        try:
            return Locale.parse(tag.replace("_", "-"), sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
