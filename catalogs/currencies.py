"""Currencies: which ISO 4217 codes are in use, and how many decimals each has, by CLDR.

It does not know how amounts are written.
"""

from __future__ import annotations

import functools

__all__ = ["currencies", "decimals"]


@functools.cache
def currencies() -> frozenset[str]:
    """The ISO 4217 codes of money in use today: not `DEM` (withdrawn), nor `XXX` (none)."""
    from babel.core import get_global  # noqa: PLC0415 - its data is read only when rows are checked

    return frozenset(
        code
        for spells in get_global("territory_currencies").values()
        for code, _start, end, tender in spells
        if end is None and tender
    )


@functools.cache
def decimals(currency: str) -> int:
    """How many decimals its amounts have: 2 for EUR, 0 for JPY, 3 for KWD."""
    from babel.numbers import get_currency_precision  # noqa: PLC0415 - as above

    return int(get_currency_precision(currency))
