"""Mask: amounts of money taken out of a text before a model sees it.

It knows how shops write amounts, not which of them is the row's price: a changed price column
changes nothing that is shown.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from importlib.resources import files

import yaml

from schemas.script import placeholders_in

__all__ = ["MASK", "masked", "numbered"]

MASK = "[amount]"

_SIGNS = "$¢£¤¥؋৲৳฿៛\u20a0-\u20cf\ufdfc﹩＄￠￡￥￦"  # noqa: RUF001 - fullwidth forms are meant
_SPACE = r"[ \u00a0\u2009\u202f]"
_NUMBER = rf"\d+(?:[.,'\u2019\uff0c\uff0e]\d+|{_SPACE}\d{{3}}(?!\d))*"
"""Digits with marks between them, or a space before three: 1,299.00 and 12,34,567 and 1 299."""
_PASSES = 8
_DASH = r"[-\u2010-\u2015]"


def masked(text: str) -> str:
    """The text with every amount of money as `[amount]`."""
    return _settled(lambda found: _kept(found) + MASK, text)


def numbered(text: str, taken: int = 0) -> tuple[str, Mapping[str, str]]:
    """The text with its amounts as placeholders, which a translation keeps, and what they were.

    `taken` placeholders of that kind are in use already.
    """
    amounts: dict[str, str] = {}

    def named(found: re.Match[str]) -> str:
        n = taken + len(amounts) + 1
        while (name := f"amount{n}") in amounts or name in there:
            n += 1
        kept = _kept(found)
        amounts[name] = found.group()[len(kept) :]
        return f"{kept}{{{name}}}"

    there = frozenset(placeholders_in(text))
    return _settled(named, text), amounts


def _settled(replaced: Callable[[re.Match[str]], str], text: str) -> str:
    """The text when nothing is left to be replaced: one amount may hide the next (5€0.5€)."""
    for _ in range(_PASSES):
        before, text = text, _amounts().sub(replaced, text)
        if text == before:
            break
    return text


def _kept(found: re.Match[str]) -> str:
    """The word before the amount that says that it is one."""
    return found.group("said") or ""


@functools.cache
def _amounts() -> re.Pattern[str]:
    """Sign or code before the number; after it; `29,-`; after a word for a price; two decimals."""
    spec = yaml.safe_load(files(__package__).joinpath("amounts.yaml").read_text("utf-8"))
    any_of = {name: "|".join(spec[name]) for name in spec}
    number = rf"(?:{_NUMBER})"
    until = rf"(?:{_SPACE}?(?:{_DASH}|[~～]|to|bis|à|至|到){_SPACE}?)"  # noqa: RUF001 - as written
    codes = rf"(?-i:\b(?:{any_of['codes']}))"
    dollars = rf"(?-i:(?<![^\W\d])[A-Z]{{1,3}})?[{_SIGNS}]"
    words = rf"(?<![^\W\d])(?:{any_of['before_words']})"
    before = rf"(?:{codes}|{dollars}|{words}){_SPACE}?"
    unit_words = rf"(?:(?-i:{any_of['codes']})|{any_of['after_words']})(?!\w)"
    units = rf"(?:(?-i:[A-Z]{{1,3}})?[{_SIGNS}]|{any_of['after_signs']}|{unit_words})"
    after = rf"(?:{_SPACE}?{units})"
    tail = rf"(?:[.,]?{_DASH}{{1,2}}(?![\w{_SIGNS}]))"
    scale = rf"(?:{_SPACE}?(?:k|m|bn|mio\.?|million|mrd\.?)(?!\w))"
    said = rf"(?:(?<!\w)(?:{any_of['said']})|{any_of['said_signs']})"
    said += rf"(?:{_SPACE}?[:：]|{_SPACE}of|{_SPACE}von)?"
    first = r"(?<!\d)(?<!\d[.,])"
    ways = (
        rf"{before}{number}{tail}?{scale}?(?:{until}(?:{before})?{number}{tail}?)?{after}?",
        rf"{first}(?:{number}{until})?{number}{tail}?{scale}?{after}(?:\d{{1,2}}(?!\d))?",
        rf"{first}{number}[.,]{_DASH}{{1,2}}(?!\w)",
        rf"{first}\d{{1,2}}p(?!\w)",
        rf"(?P<said>{said}{_SPACE}?){number}{after}?",
        rf"{first}\d+[.,]\d{{2}}(?![\d\w%])(?!{_SPACE}?(?:{any_of['units']})(?![^\W\d]))",
    )
    return re.compile("|".join(ways), re.IGNORECASE)
