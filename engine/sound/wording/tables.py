"""Tables: one language's words for numbers and short forms, from `tables.yaml` and Unicode CLDR.

Data and what is read from it; it changes no text.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from schemas.locale import fallbacks, language_of
from schemas.shipped import shipped_table

__all__ = ["Tables", "tables_of"]

_DOLLARS = "USD"
_ANYWHERE = {"US$": "USD", "CA$": "CAD", "A$": "AUD", "NZ$": "NZD", "HK$": "HKD", "R$": "BRL"}
"""Symbols that mean one currency in every language."""


@dataclass(frozen=True)
class Tables:
    """What numbers and short forms are called in one locale.

    `units` are CLDR's by symbol, `unit_names` patterns with `{n}` by symbol, which come first;
    `symbols` are currencies by what stands beside an amount; `amounts` are the patterns of amounts.
    """

    locale: Any
    decimal: str
    group: str
    units: Mapping[str, str]
    unit_names: Mapping[str, str]
    amounts: Mapping[str, str]
    currencies: Mapping[str, tuple[str, str]]
    minors: Mapping[str, tuple[str, str]]
    words: Mapping[str, str]
    abbreviations: Mapping[str, str]
    symbols: Mapping[str, str]
    is_solid: bool
    """Whether words are written without spaces, so that a number stands against one."""

    def in_full(self, found: str) -> str:
        """What an abbreviation stands for, however it is spaced."""
        form = "".join(found.split())
        return next(full for short, full in self.abbreviations.items() if _close(short) == form)

    @functools.cached_property
    def abbreviation(self) -> re.Pattern[str] | None:
        """Finds any of the abbreviations, the longest first."""
        if not self.abbreviations:
            return None
        longest = sorted(self.abbreviations, key=len, reverse=True)
        forms = "|".join(r"\s?".join(map(re.escape, form.split())) for form in longest)
        return re.compile(rf"(?<![\w.])(?:{forms})(?!\w)")

    def currency(self, code: str, amount: Decimal) -> str:
        """Its name, in the plural that the amount asks for."""
        if named := self.currencies.get(code):
            return named[0] if amount == 1 else named[1]
        from babel.numbers import get_currency_name  # noqa: PLC0415 - locale data is heavy

        return str(get_currency_name(code, amount, locale=self.locale))

    def unit(self, symbol: str, amount: Decimal, said: str) -> str | None:
        """`said` (a number) with the name of its unit; None where the language has no name."""
        if pattern := self.unit_names.get(symbol):
            return pattern.format(n=said)
        from babel.numbers import format_decimal  # noqa: PLC0415 - as above
        from babel.units import format_unit  # noqa: PLC0415 - as above

        unit = self.units.get(symbol)
        if unit is None:
            return None
        words: str = format_unit(amount, unit, "long", locale=self.locale)
        number: str = format_decimal(amount, locale=self.locale)
        # Babel writes the unit's own identifier where a language inherits its name.
        if unit in words or number not in words:
            return None
        return " ".join(words.replace(number, said).split())


@functools.cache
def tables_of(locale: str) -> Tables:
    """The tables of a BCP 47 tag; a language without any has its CLDR names and English marks."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - locale data is heavy

    found = None
    for tag in fallbacks(locale):
        try:
            found = Locale.parse(tag, sep="-")
            break
        except (UnknownLocaleError, ValueError):
            continue
    found = found or Locale("en")
    language = language_of(locale)
    data = _data()
    marks = found.number_symbols.get("latn", {})
    spoken = data["codes"]
    symbols = {str(found.currency_symbols.get(code, code)): code for code in spoken}
    symbols |= {code: code for code in spoken}
    symbols |= {"€": "EUR", "£": "GBP", "₹": "INR", "$": symbols.get("$", _DOLLARS)}
    yen = "CNY" if language == "zh" else "JPY"
    symbols |= {"¥": yen, "￥": yen, **_ANYWHERE}

    def of(name: str) -> dict[str, Any]:
        return dict(data[name].get(language, {}))

    return Tables(
        locale=found,
        decimal=marks.get("decimal", "."),
        group=marks.get("group", ","),
        units=data["units"],
        unit_names=of("unit_names"),
        amounts=of("amounts") or {"whole": "{n} {name}"},
        currencies={code: tuple(names) for code, names in of("currencies").items()},
        minors={code: tuple(names) for code, names in of("minors").items()},
        words=data["words"].get(language, {}),
        abbreviations=of("abbreviations"),
        symbols=symbols,
        is_solid=language in {"zh", "ja", "ko", "yue", "th"},
    )


def _close(form: str) -> str:
    return "".join(form.split())


@functools.cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = shipped_table("engine.sound.wording", "tables.yaml")
    return data
