"""Prices: amounts as shops write them, and the currencies in use (ISO 4217, decimals by CLDR).

It does not know which column a price stands in; a dialect may say how its prices are written.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal

from catalogs.readers.reader import Cell, text_of
from schemas.record import Record
from schemas.shipped import shipped_table

__all__ = ["Price", "PriceSyntax", "currencies", "less", "meant", "priced", "read_price"]

_AMOUNTS = ("price", "was_price", "sale_price")
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_CELL = re.compile(
    r"(?P<minus>[-\u2212]?)\s*(?P<before>[^\d.,'’\s-][^\d,'’-]*?)?\s*(?P<inner>[-\u2212]?)"
    r"(?P<number>[.,]?\d[\d.,'’\s]*?)(?:[.,]?[-\u2013\u2014])?\s*(?P<after>[^\d,'’\s-][^\d,'’-]*)?"
)
_GROUPS = re.compile(r"\d{1,3}(?P<mark>[.,'’\s])\d{2,3}(?:(?P=mark)\d{2,3})*")
"""Digits in groups: of three, or of two before the last one, as in India (1,29,900)."""


class PriceSyntax(Record):
    """How a dialect's prices are written, where that is known; nothing is told of what is so.

    `decimal` is the mark before decimals, which decides what "1.299" is; absent: found for each
    price. With currency `beside`, a code in the cell is what everybody expects there.
    """

    SCHEMA: ClassVar[str] = "price-syntax/1"

    decimal: Literal["", ".", ","] = ""
    currency: Literal["column", "beside"] = "column"


@dataclass(frozen=True, slots=True)
class Price:
    """An amount as it was read: its currency's ISO code, or empty; what its owner should know."""

    amount: Decimal
    currency: str = ""
    notes: tuple[str, ...] = ()


def priced(
    cells: Mapping[str, Cell], syntax: PriceSyntax, default: str | None
) -> tuple[Mapping[str, Cell], tuple[str, ...]]:
    """The cells, by callsheet's names, with exact amounts and their currency, and what to tell.

    A sale price is the price, and the other the former one. An amount that cannot be read, or is
    of another currency than the row's others, stays as it is, so that the suite names it. `default`
    is the production's currency, which decides between those that share a sign.
    """
    if not any(cells.get(name) for name in _AMOUNTS):
        return cells, ()
    found = dict(cells)
    notes: dict[str, None] = {}
    currency = _code_of(text_of(cells.get("currency")).strip(), default)
    for name in _AMOUNTS:
        cell = cells.get(name)
        if not isinstance(cell, str) or (not syntax.decimal and _PLAIN.fullmatch(cell)):
            continue
        price = read_price(cell, syntax, currency or default)
        if price is None or (price.currency and currency not in {"", price.currency}):
            continue
        found[name] = price.amount
        currency = currency or price.currency
        notes |= dict.fromkeys(price.notes)
    if currency:
        found["currency"] = currency
    sale = found.pop("sale_price", None)
    if found.get("was_price") and _is_none(found["was_price"]):
        found["was_price"] = None
    if not _is_none(sale):
        found["was_price"] = found.get("was_price") or found.get("price")
        found["price"] = sale
    return found, tuple(notes)


def less(cell: Cell, reduction: Cell, by: str, syntax: PriceSyntax, code: str) -> Decimal | None:
    """The price in a cell less a reduction: a share in `percent`, or an `amount`.

    Rounded half up to the decimals of its currency, of which `code` is the usual one. None where
    either cannot be read, or where nothing would be taken off, or everything.
    """
    price = read_price(text_of(cell), syntax, code or None)
    taken = read_price(text_of(reduction).strip().removesuffix("%"), syntax, code or None)
    if price is None or taken is None:
        return None
    exact = price.amount - (price.amount * taken.amount / 100 if by == "percent" else taken.amount)
    found = exact.quantize(
        Decimal(1).scaleb(-_decimals(price.currency or code or "EUR")), "ROUND_HALF_UP"
    )
    return found if 0 < found < price.amount else None


def meant(cells: Mapping[str, Cell]) -> tuple[Mapping[str, Cell], tuple[str, ...]]:
    """The cells without a former price that is not above the price, and without a price of zero,
    and what to tell of it: shops fill those cells in and show them to nobody.
    """
    price, was = (_exact(cells.get(name)) for name in ("price", "was_price"))
    if price == 0:
        left: dict[str, Cell] = {"price": None, "was_price": None}
        return {**cells, **left}, ("the price is 0: no price is shown",)
    if was is None or (price is not None and was > price):
        return cells, ()
    told = "the former price is not above the price: it is left out"
    return {**cells, "was_price": None}, () if was == price else (told,)


def read_price(text: str, syntax: PriceSyntax, default: str | None) -> Price | None:
    """The price in one cell, or None where it holds something else, or more than one can be meant.

    Exactly three digits after the only mark are decimals where the dialect says so, or where they
    are a bare number with a point, as callsheet writes them; else they are thousands.
    """
    parts = _CELL.fullmatch(text.replace("\u00a0", " ").replace("\u202f", " ").strip())
    if parts is None or (parts["minus"] and parts["inner"]):
        return None
    before, after = (parts["before"] or "").strip(), (parts["after"] or "").strip()
    beside = _currency(before, after, default)
    if beside is None:
        return None
    currency, note = beside
    number = _number(parts["number"].strip(), syntax, currency)
    if number is None:
        return None
    amount, more = number
    expected = syntax.currency == "beside" and currency in {before, after}
    notes = (note, *more) if note and not expected else more
    return Price(-amount if parts["minus"] or parts["inner"] else amount, currency, notes)


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
def _decimals(currency: str) -> int:
    """How many decimals its amounts have: 2 for EUR, 0 for JPY, 3 for KWD."""
    from babel.numbers import get_currency_precision  # noqa: PLC0415 - as above

    return int(get_currency_precision(currency))


def _exact(cell: Cell) -> Decimal | None:
    text = text_of(cell).strip()
    return Decimal(text) if _PLAIN.fullmatch(text) else None


def _is_none(cell: Cell) -> bool:
    """Whether an optional price says that there is none: nothing, or zero as many shops write."""
    text = text_of(cell).strip()
    return not text or bool(_PLAIN.fullmatch(text) and not Decimal(text))


def _currency(before: str, after: str, default: str | None) -> tuple[str, str] | None:
    """The code that is meant by what stands beside a number, and what to tell about it."""
    meant = [(one, _codes(one)) for one in (before, after) if one]
    if not meant:
        return "", ""
    common = [code for code in meant[0][1] if all(code in codes for _, codes in meant)]
    if not common:
        return None
    sign = meant[0][0]
    if default in common:
        return default, f"the price has its currency in the cell: read as {default}"
    if len(common) > 1 and sign in _signs()["undecided"]:
        # Without a currency the row is rejected, with the setting that says it.
        return "", ""
    if len(common) > 1:
        told = f"the price has the sign {sign}: read as {common[0]}; if it is another, say "
        return common[0], f"{told}`currency:` in the production file"
    return common[0], f"the price has its currency in the cell: read as {common[0]}"


def _code_of(written: str, default: str | None) -> str:
    """A currency column's code; of a sign, the one that is meant, or else the text as it is."""
    if not written or written.upper() in currencies():
        return written.upper()
    codes = _codes(written)
    if default in codes:
        return str(default)
    return codes[0] if codes and written in _signs()["usual"] else written.upper()


def _codes(beside: str) -> tuple[str, ...]:
    if beside.upper() in currencies():
        return (beside.upper(),)
    signs = _signs()
    return tuple(signs["usual"].get(beside) or signs["undecided"].get(beside) or ())


@functools.cache
def _signs() -> Mapping[str, Mapping[str, list[str]]]:
    table = shipped_table("catalogs", "signs.yaml")
    return {sort: dict(signs) for sort, signs in table.items()}


def _number(
    text: str, syntax: PriceSyntax, currency: str
) -> tuple[Decimal, tuple[str, ...]] | None:
    """The amount, and what to tell of how it is written; None where the digits do not group."""
    mark = _decimal_mark(text, syntax, currency)
    whole, _, part = text.rpartition(mark) if mark else (text, "", "")
    if not part.isascii() or (part and not part.isdecimal()):
        return None
    digits = re.sub(r"[.,'’\s]", "", whole)
    if digits != whole and (
        not (grouped := _GROUPS.fullmatch(whole)) or len(whole.rpartition(grouped["mark"])[2]) != 3
    ):
        return None
    if not digits.isascii():
        return None
    notes: list[str] = []
    if mark == "," and syntax.decimal != ",":
        notes.append("the price has a decimal comma")
    if digits != whole and not mark and not syntax.decimal:
        notes.append("the price has marks between its thousands")
    return Decimal(f"{digits or '0'}.{part}" if part else digits), tuple(notes)


def _decimal_mark(text: str, syntax: PriceSyntax, currency: str) -> str:
    """The mark before the decimals, or an empty text where there are none."""
    marks = [mark for mark in text if mark in ".,"]
    if not marks:
        return ""
    last = marks[-1]
    if len(set(marks)) == 2:
        return last if marks.count(last) == 1 else ""
    if len(marks) > 1:
        return ""
    whole, _, part = text.rpartition(last)
    if len(part) != 3 or not 0 < len(whole) <= 3 or whole == "0":
        return last
    if syntax.decimal:
        return last if last == syntax.decimal else ""
    if last == "," or (currency and _decimals(currency) < len(part)):
        return ""
    return last
