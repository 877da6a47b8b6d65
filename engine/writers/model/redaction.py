"""Redaction: a row's words as a model is shown them: visible text, without amounts or braces.

What changes often (price, stock, a date, a link) is not shown at all; scripts name it by
placeholders. It knows how shops write amounts, not which of them is the row's price, so that a
changed price changes nothing that is shown.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping

from engine.binding import values
from engine.claims import Evidence, address_in
from engine.writers.model.orders import order_in
from schemas.brief import Brief
from schemas.script import placeholders_in
from schemas.shipped import shipped_table

__all__ = [
    "MASK",
    "amounts_in",
    "bullets_of",
    "carries_orders",
    "clean",
    "evidence_of",
    "field_names",
    "placeholders_of",
    "prompt_fields",
    "prompt_text",
    "redact_amounts",
    "shown_text",
    "strip_injections",
    "tokenize_amounts",
    "without_braces",
]

_JOINERS = frozenset("\u200c\u200d")
"""Persian, Indic scripts and emoji need them; every other format character can hide something."""
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})

MASK = "[amount]"

_SIGNS = "$¢£¤¥؋৲৳฿៛\u20a0-\u20cf\ufdfc﹩＄￠￡￥￦"  # noqa: RUF001 - fullwidth forms are meant
_SPACE = r"[ \u00a0\u2009\u202f]"
_NUMBER = rf"\d+(?:[.,'\u2019\uff0c\uff0e]\d+|{_SPACE}\d{{3}}(?!\d))*"
"""Digits with marks between them, or a space before three: 1,299.00 and 12,34,567 and 1 299."""
_PASSES = 8
_DASH = r"[-\u2010-\u2015]"

_MAX_CHARACTERS = 4000
"""Characters of one cell that a film has any use for."""
_MAX_BULLETS = 12
_NAME = re.compile(r"[\w.-]{1,40}")
_WITHHELD = frozenset({"id", "description", "audience", "narration", "currency", "category"})
"""Filled columns that are no words of a film: too long, about it rather than in it, or (category)
without a text for each language: a script says it in words, which are translated."""
_TEXTS = ("title", "subtitle", "description", "brand", "category", "audience", "cta", "narration")


def prompt_text(text: str | None) -> str | None:
    """One cell's text for a model; None where nothing is left of it."""
    return without_braces(redact_amounts(clean(text or "")))[:_MAX_CHARACTERS] or None


def prompt_fields(**cells: str | None) -> dict[str, str]:
    """Those of the cells that hold something, as they are shown."""
    texts = {name: prompt_text(text) for name, text in cells.items()}
    return {name: text for name, text in texts.items() if text}


def bullets_of(brief: Brief) -> list[str]:
    """The row's bullets as they are shown."""
    return [prompt_text(bullet) or "" for bullet in brief.bullets[:_MAX_BULLETS]]


def placeholders_of(brief: Brief, columns: Collection[str] = ()) -> list[str]:
    """The placeholders that a script may use: what the row fills, in its own language.

    Of the columns of the shop's own only `columns`: a purchase price is nobody's business. A value
    that gives orders or holds an address other than the row's `url` is none either.
    """
    return sorted(
        name
        for name, value in values(brief, brief.locale).items()
        if name not in _WITHHELD
        and (name not in brief.extra or name in columns)
        and not re.fullmatch(r"narration\d+", name)
        and _NAME.fullmatch(name)
        and (name == "url" or not (address_in(value) or gives_orders(value)))
    )


def shown_text(brief: Brief) -> str:
    """All of the row's words that a model is shown in one call or another."""
    cells = [text for _, text, _ in _cells(brief)] + [brief.style]
    shown = (prompt_text(text) for text in cells)
    return "\n".join(dict.fromkeys(text for text in shown if text))


def evidence_of(
    brief: Brief, columns: Collection[str] = (), approved: tuple[str, ...] = ()
) -> Evidence:
    """Everything that the row says, each text with its language, less amounts and injections.

    Style steers pictures and claims nothing; of the columns of the shop's own only `columns` count.
    """
    own = ((name, brief.extra.get(name), brief.locale) for name in columns)
    cells = [(name, text, locale) for name, text, locale in (*_cells(brief), *own) if text]
    return Evidence(
        tuple(
            (redact_amounts(strip_injections(clean(text))).replace(MASK, " "), locale)
            for _, text, locale in cells
        ),
        approved,
        reduced=brief.was_price is not None,
        names=tuple(name for name, _, _ in cells),
    )


def field_names(brief: Brief, columns: Collection[str] = ()) -> list[str]:
    """The fields that a line of the row's script may rest on, by name: title, bullets.2."""
    own = [name for name in columns if brief.extra.get(name)]
    return [*dict.fromkeys(name for name, text, _ in _cells(brief) if text), *own]


def carries_orders(brief: Brief) -> bool:
    """Whether some text of the row speaks to a machine, and is not to be shown as its words."""
    return any(gives_orders(text) for _, text, _ in _cells(brief) if text)


def gives_orders(text: str) -> bool:
    """Whether the text speaks to whoever writes, instead of about the thing."""
    return order_in(clean(text)) is not None


def _cells(brief: Brief) -> Iterator[tuple[str, str | None, str]]:
    """The row's texts, each with its field and its language; a translated one has its field."""
    for name in _TEXTS:
        yield name, getattr(brief, name), brief.locale
    for n, bullet in enumerate(brief.bullets, 1):
        yield f"bullets.{n}", bullet, brief.locale
    for locale, text in brief.texts.items():
        for name in ("title", "subtitle", "description", "cta", "narration"):
            yield name, getattr(text, name), locale
        for n, bullet in enumerate(text.bullets, 1):
            yield f"bullets.{n}", bullet, locale


def clean(text: str) -> str:
    """One line of visible text in Unicode form C, without markup of an HTML comment or a tag."""
    seen = re.sub(r"<!--.*?(?:-->|$)|<[/!?]?[A-Za-z][^<>]*>", " ", text, flags=re.DOTALL)
    kept = "".join(
        " " if mark.isspace() else mark
        for mark in unicodedata.normalize("NFC", seen)
        if mark.isspace() or mark in _JOINERS or unicodedata.category(mark) not in _UNSEEN
    )
    return re.sub(r" {2,}", " ", kept).strip()


def without_braces(text: str) -> str:
    """The text with its own braces as parentheses: a row's braces are no placeholders."""
    return text.translate({ord("{"): "(", ord("}"): ")"})


def strip_injections(text: str) -> str:
    """The text up to the first injection; what follows it in the same cell belongs to it."""
    at = order_in(text)
    return text if at is None else text[:at]


def redact_amounts(text: str) -> str:
    """The text with every amount of money as `[amount]`."""
    return _settled(lambda found: _kept(found) + MASK, text)


def amounts_in(text: str) -> list[str]:
    """The amounts of money in a text: whoever writes for a row names its price by a placeholder."""
    return [found.group() for found in _amounts().finditer(unicodedata.normalize("NFKC", text))]


def tokenize_amounts(text: str, taken: int = 0) -> tuple[str, Mapping[str, str]]:
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
    spec = shipped_table("engine.writers.model", "amounts.yaml")
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
