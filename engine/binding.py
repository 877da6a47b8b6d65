"""Binding: placeholders become the row's values, per locale, when an edit is made.

It knows how values are written for readers (amounts, through Babel); it knows no shots.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from engine.clauses import clause_of
from engine.phrases import head_of, joined, sentences_of
from engine.points import points_of
from schemas.brief import Brief, LocaleText
from schemas.errors import RowError
from schemas.locale import language_of
from schemas.money import Money
from schemas.reject import Code
from schemas.script import PLACEHOLDER, Role, Script, placeholders_in

__all__ = ["LATE", "amount_in", "bind", "bound", "is_late", "text_in", "values"]

LATE = frozenset({"price", "was_price", "currency", "url", "cta"})
"""Columns that change often and that no picture shows. So are all columns that callsheet does not
know by name (stock, a date): see `is_late`."""

_TEXT = (
    "title",
    "subtitle",
    "description",
    "brand",
    "category",
    "audience",
    "narration",
    "snippet",
)

_NUMBERED = re.compile(r"(?:bullet|narration|point|gist)\d+(?:_\d+)?")
"""Columns that are there as often as the row fills them."""
_PHRASE = re.compile(r"\{point\d+_\d+\}")
"""A phrase of a point: what follows it stands below it."""
_GIST = 12
"""Words of a point in a list, about."""


def text_in(brief: Brief, locale: str) -> LocaleText:
    """The row's text in `locale`, exactly or by language. Raises RowError (LOCALE)."""
    if locale != brief.locale and (exact := brief.texts.get(locale)) and exact.title:
        return exact
    if language_of(locale) == language_of(brief.locale):
        return LocaleText.model_validate(
            {name: getattr(brief, name) for name in LocaleText.model_fields}
        )
    if (found := brief.texts.get(language_of(locale))) and found.title:
        return found
    raise RowError(
        Code.LOCALE,
        f"there is no text in {locale}",
        f"the row is in {brief.locale}",
        f"Fill the column title@{language_of(locale)} (and its like), or let a model translate.",
    )


@functools.lru_cache(maxsize=64)
def values(brief: Brief, locale: str) -> Mapping[str, str]:
    """Every placeholder that the row fills in `locale`, with what it becomes.

    A row's writer, its words and its lengths ask for them one after the other.
    """
    text = text_in(brief, locale)
    headline, rest = head_of(text.title or brief.title)
    found: dict[str, str | None] = dict(brief.extra)
    found |= {
        name: getattr(text if name in LocaleText.model_fields else brief, name) for name in _TEXT
    }
    found |= {f"bullet{n}": bullet for n, bullet in enumerate(text.bullets, 1)}
    found |= {f"narration{n}": line for n, line in enumerate(sentences_of(text.narration), 1)}
    for n, phrases in enumerate(points_of(text, brief.kind), 1):
        found |= _point(n, phrases)
    found |= {
        "id": brief.id,
        "url": brief.url,
        "cta": text.cta,
        "summary": _summary(text.description),
        "headline": headline,
        "rest": rest,
        "price": amount_in(brief.price, locale) if brief.price else None,
        "was_price": amount_in(brief.was_price, locale) if brief.was_price else None,
        "currency": brief.price.currency if brief.price else None,
    }
    return MappingProxyType({name: value for name, value in found.items() if value})


def bind(text: str, known: Mapping[str, str]) -> str:
    """`text` with every placeholder replaced. Raises RowError (PLACEHOLDER) for an unfilled one.

    What a value holds is not bound again: braces in a title are the title's.
    """
    try:
        return PLACEHOLDER.sub(lambda found: known[found[1]], text)
    except KeyError as missing:
        name = missing.args[0]
        raise RowError(
            Code.PLACEHOLDER,
            f"the text asks for {{{name}}}, which the row does not fill",
            f"text {text!r}",
            f"Fill the column {name}, or use one of: {', '.join(sorted(known))}.",
        ) from None


def bound(script: Script, known: Mapping[str, str]) -> Script:
    """The whole script with its placeholders replaced, and its late titles marked."""
    lines = (
        line.model_copy(
            update={
                "text": _tidy(bind(line.text, known)),
                "written": line.written and _tidy(bind(line.written, known)),
            }
        )
        for line in script.lines
    )
    titles = (
        title.model_copy(
            update={
                "text": tuple(
                    bind(part, known)
                    if title.role is Role.CODE
                    else _shown(bind(part, known), goes_on=_PHRASE.fullmatch(part) is not None)
                    for part in title.text
                ),
                "late": any(map(is_late, title.text)),
            }
        )
        for title in script.titles
    )
    return script.model_copy(update={"lines": tuple(lines), "titles": tuple(titles)})


@functools.lru_cache(maxsize=1024)
def amount_in(money: Money, locale: str) -> str:
    """The amount as readers of `locale` write it (Unicode CLDR)."""
    from babel.numbers import format_currency  # noqa: PLC0415 - locale data is heavy

    written: str = format_currency(money.amount, money.currency, locale=locale.replace("-", "_"))
    return written


@functools.lru_cache(maxsize=4096)
def is_late(text: str) -> bool:
    """Whether `text` shows a late-bound column: one of `LATE`, or one of the user's own."""
    known = {*_TEXT, "id", "summary", "headline", "rest"}
    return any(
        name in LATE or not (name in known or _NUMBERED.fullmatch(name))
        for name in placeholders_in(text)
    )


def _point(number: int, phrases: Sequence[str]) -> Iterator[tuple[str, str]]:
    """A point whole; where it has several phrases, each of them, and its gist for a list."""
    whole = joined(phrases)
    yield f"point{number}", whole
    if len(phrases) > 1:
        yield from ((f"point{number}_{n}", phrase) for n, phrase in enumerate(phrases, 1))
        yield f"gist{number}", clause_of(whole, _GIST, eager=True) or whole


def _summary(description: str | None) -> str | None:
    """The description's first sentence: what a film has time for."""
    return next(iter(sentences_of(description)), None)


def _shown(text: str, *, goes_on: bool = False) -> str:
    """A phrase as it is written large: without the comma, or the only full stop, that ends it.

    A full stop within a number is none; where there are others, the last may be an abbreviation's.
    """
    bare = text if goes_on else text.rstrip(" ,;:，；：-–—") or text
    stops = re.sub(r"(?<=\d)\.(?=\d)", "", bare).count(".")
    return bare[:-1] if bare.endswith(".") and stops == 1 else bare


def _tidy(text: str) -> str:
    """Without the full stop that a template adds to a value that ends by itself, or goes on."""
    return re.sub(r"([.!?,;:。！？，；：…])[.。]", r"\1", text)
