"""Binding: placeholders become the row's values, per locale, when an edit is made.

It knows how values are written for readers (amounts, through Babel); it knows no shots.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from engine.phrases import head_of, phrases_of, sentences_of
from schemas.brief import Brief, LocaleText
from schemas.errors import RowError
from schemas.locale import language_of
from schemas.money import Money
from schemas.reject import Code
from schemas.script import PLACEHOLDER, Script, placeholders_in

__all__ = ["LATE", "amount_in", "bind", "bound", "is_late", "text_in", "values"]

LATE = frozenset({"price", "was_price", "currency", "url", "cta"})
"""Columns that change often and that no picture shows. So are all columns that callsheet does not
know by name (stock, a date): see `is_late`."""

_TEXT = ("title", "subtitle", "description", "brand", "category", "audience", "narration")

_NUMBERED = re.compile(r"(?:bullet|narration|point)\d+")
"""Columns that are there as often as the row fills them."""


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


def values(brief: Brief, locale: str) -> dict[str, str]:
    """Every placeholder that the row fills in `locale`, with what it becomes."""
    text = text_in(brief, locale)
    headline, rest = head_of(text.title or brief.title)
    found: dict[str, str | None] = dict(brief.extra)
    found |= {
        name: getattr(text if name in LocaleText.model_fields else brief, name) for name in _TEXT
    }
    found |= {f"bullet{n}": bullet for n, bullet in enumerate(text.bullets, 1)}
    found |= {f"narration{n}": line for n, line in enumerate(sentences_of(text.narration), 1)}
    found |= {f"point{n}": point for n, point in enumerate(_points(text), 1)}
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
    return {name: value for name, value in found.items() if value}


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
                "text": tuple(_shown(bind(part, known)) for part in title.text),
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


def _summary(description: str | None) -> str | None:
    """The description's first sentence: what a film has time for."""
    return next(iter(sentences_of(description)), None)


_BULLET = 12
"""Words of a bullet, about, over which it is broken."""


def _points(text: LocaleText) -> list[str]:
    """What the row has to say, in phrases: its bullets, or else its description.

    Bullets are introduced by the description's first sentence, and broken only where they are long:
    their author made points of them. A bullet that this sentence says already is left out. A
    sentence that goes on over several phrases is taken only where there is nothing shorter.
    """
    told = _told(sentences_of(text.description), len(text.bullets))
    said = f" {_plain(' '.join(told))} "
    bullets = [bullet for bullet in text.bullets if f" {_plain(bullet)} " not in said]
    parts = [phrases_of(sentence) for sentence in told]
    parts += [phrases_of(bullet, _BULLET) for bullet in bullets]
    # What goes on is not begun: "not on the carousel" is no sentence of its own.
    return [phrase for first, *rest in parts for phrase in (_begun(first), *rest)]


_FEW = 2
"""Bullets, or phrases of a sentence, from which on more is too many."""


def _told(sentences: list[str], bullets: int) -> list[str]:
    """The sentences of a description that a film has time for, beside so many bullets."""
    short = [sentence for sentence in sentences if len(phrases_of(sentence)) == 1]
    if not bullets:
        return short if len(short) >= _FEW else sentences
    first = sentences[:1]
    if first and len(phrases_of(first[0])) <= _FEW:
        return first
    return short[:1] or (first if bullets <= _FEW else [])


def _plain(text: str) -> str:
    """Words without the marks around them, in small letters."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _begun(phrase: str) -> str:
    """The phrase with a capital, as what stands alone begins; names such as iPhone stay."""
    first = phrase.split(" ", 1)[0]
    is_word = first.islower() and all(mark.isalpha() or mark in "'’-,;:" for mark in first)
    return phrase[0].upper() + phrase[1:] if is_word else phrase


def _shown(text: str) -> str:
    """A phrase as it is written large: without the comma, or the only full stop, that ends it.

    A full stop within a number is none; where there are others, the last may be an abbreviation's.
    """
    bare = text.rstrip(" ,;:，；：-–—") or text
    stops = re.sub(r"(?<=\d)\.(?=\d)", "", bare).count(".")
    return bare[:-1] if bare.endswith(".") and stops == 1 else bare


def _tidy(text: str) -> str:
    """Without the full stop that a template adds to a value that ends by itself, or goes on."""
    return re.sub(r"([.!?,;:。！？，；：…])[.。]", r"\1", text)
