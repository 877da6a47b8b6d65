"""Numbers: amounts of money, measures, ranges and plain numbers, as they are said.

It finds them by their marks; a number that is part of something else (a date, a time, a code) is
left as it is. Engines read digits themselves, so digits stay: "1.299,00 €" is "1299 Euro".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from engine.sound.wording.tables import Tables

__all__ = ["Rule", "rules"]

_NUMBER = r"\d+(?:[.,'’\u00a0\u202f ]\d{3})*(?:[.,]\d+)?"
_LOOSE = r"(?<![\w.,:/\-–])"
_SIGNED = r"(?<![\w.,:/])(?P<sign>[-\u2212–](?=\d))?"
_SOLID = r"(?<![A-Za-z0-9.,:/\-–])"
_DASH = r"\s?[-–—]\s?"
_CROSS = r"\s?[x×]\s?"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a pattern finds, and what is said for it (None: it is left alone)."""

    pattern: re.Pattern[str]
    said: Callable[[re.Match[str]], str | None]
    of_digits: bool = True
    """Whether it finds nothing in a text without digits."""


def rules(tables: Tables) -> Iterator[Rule]:
    """The rules of a language; the first that finds something has it."""
    alone = r"(?<![A-Za-z0-9])" if tables.is_solid else r"(?<!\w)"
    before = _SOLID if tables.is_solid else _LOOSE
    after = r"(?![A-Za-z0-9])" if tables.is_solid else r"(?!\w)"
    whole = (r"(?!\d)" if tables.is_solid else r"(?![^\W_])") + r"(?![.,:/\-–]\d)"
    number = _number(tables)
    symbol = _any(tables.symbols)
    yield Rule(
        re.compile(rf"{alone}(?P<mark>{symbol})\s?(?P<n>{number}){whole}"),
        lambda match: _amount(match, tables),
    )
    yield Rule(
        re.compile(rf"{before}(?P<n>{number})\s?(?P<mark>{symbol}){after}"),
        lambda match: _amount(match, tables),
    )
    unit = _any({*tables.units, *tables.unit_names})
    chain = rf"(?:{number}(?:{_CROSS}|{_DASH})){{0,2}}{number}"
    solid_before = _SOLID if tables.is_solid else _SIGNED
    yield Rule(
        re.compile(rf"{solid_before}(?P<n>{chain})\s?(?P<mark>{unit}){after}"),
        lambda match: _measure(match, tables),
    )
    yield Rule(
        re.compile(rf"{before}(?P<a>{number})(?P<cross>{_CROSS})(?P<b>{number}){whole}"),
        lambda match: _chained(match[0], tables),
    )
    yield Rule(
        re.compile(rf"{before}(?P<n>{number}){whole}"),
        lambda match: _said(match["n"], tables, grouped=True),
    )


def _any(symbols: object) -> str:
    longest = sorted(map(str, symbols), key=len, reverse=True)  # type: ignore[call-overload]
    return "|".join(map(re.escape, longest))


def _number(tables: Tables) -> str:
    """A number's pattern. A plain space groups digits only where a joining one does by rule."""
    spaced = tables.group in {"\u00a0", "\u202f"}
    return _NUMBER if spaced else _NUMBER.replace(" ]", "]")


def _value(text: str, tables: Tables) -> Decimal:
    """Three digits after a mark are thousands, unless the mark is the locale's decimal one and
    stands alone; any other number of digits after the last mark are decimals, whichever it is:
    people write both.
    """
    digits = re.sub(r"['’\s\u00a0\u202f]", "", text)
    marks = re.findall(r"[.,]", digits)
    if not marks:
        return Decimal(digits)
    head, last, tail = digits.rpartition(marks[-1])
    alone = len(marks) == 1
    if len(tail) == 3 and head.strip("0") and not (alone and last == tables.decimal):
        return Decimal(re.sub(r"[.,]", "", digits))
    if marks.count(last) > 1:
        return Decimal(re.sub(r"[.,]", "", digits))
    return Decimal(f"{re.sub(r'[.,]', '', head)}.{tail}")


def _said(text: str, tables: Tables, *, grouped: bool = False) -> str | None:
    """The number without grouping, with the locale's decimal mark.

    English keeps its commas, because engines read "1299" as a year and "1,299" as a number.
    `grouped` leaves a number that has no mark alone: it is a year, or a model's.
    """
    if grouped and text.isdigit():
        return None
    value = _value(text, tables)
    whole, _, decimals = f"{value:f}".partition(".")
    if tables.group == "," and not tables.is_solid and len(whole) > 3 and not text.isdigit():
        whole = f"{int(whole):,}"
    return f"{whole}{tables.decimal}{decimals}" if decimals else whole


def _amount(match: re.Match[str], tables: Tables) -> str:
    code = tables.symbols[match["mark"]]
    value = _value(match["n"], tables)
    whole = int(value)
    name = tables.currency(code, Decimal(whole) if value == whole else value)
    minor = int((value - whole) * 100)
    said = f"{whole:,}" if tables.group == "," and not tables.is_solid else str(whole)
    if not minor or (value - whole) * 100 != minor:
        exact = said if value == whole else _decimals(value, tables)
        return tables.amounts["whole"].format(n=exact, name=name)
    if "parts" not in tables.amounts:
        return tables.amounts["whole"].format(n=_decimals(value, tables), name=name)
    minors = tables.minors.get(code, ("", ""))
    pattern = tables.amounts["parts"]
    if not minors[0] and "nameless" in tables.amounts:
        pattern = tables.amounts["nameless"]
    name = tables.currency(code, Decimal(whole))
    return pattern.format(n=said, name=name, minor=minor, minors=minors[minor != 1])


def _decimals(value: Decimal, tables: Tables) -> str:
    return f"{value.normalize():f}".replace(".", tables.decimal)


def _measure(match: re.Match[str], tables: Tables) -> str | None:
    chain = match["n"]
    if match["mark"] == '"' and match.string[: match.start()].count('"') % 2:
        return None  # the end of a quotation, not inches
    said = _chained(chain, tables)
    last = re.split(rf"{_CROSS}|{_DASH}", chain)[-1]
    words = tables.unit(match["mark"], _value(last, tables), said) if said else None
    if words is None:
        return None
    signed = match.groupdict().get("sign")
    return f"{tables.words.get('minus', 'minus')} {words}" if signed else words


def _chained(chain: str, tables: Tables) -> str | None:
    """`20 x 30` and `10–15` with the words between; None where the language has none for them."""
    parts = re.split(rf"({_CROSS}|{_DASH})", chain)
    said = []
    for part in parts:
        if part.strip() in {"x", "×"}:
            said.append(tables.words.get("times"))
        elif part.strip() in {"-", "–", "—"}:
            said.append(tables.words.get("to"))
        else:
            said.append(_said(part, tables))
    if any(part is None for part in said):
        return None
    return ("" if tables.is_solid else " ").join(part for part in said if part)
