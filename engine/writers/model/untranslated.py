"""Untranslated: what a film's words in another language still lack, as a model is shown it.

It knows which columns a script uses, and what the row says in that language itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.binding import text_in, values
from engine.writers.model.clean import clean
from engine.writers.model.mask import numbered
from engine.writers.model.reading import wordless
from engine.writers.model.speech import sentences_in
from schemas.brief import Brief, LocaleText
from schemas.errors import RowError
from schemas.locale import language_of
from schemas.reject import Code
from schemas.script import Script, placeholders_in
from schemas.storyboard import Storyboard

__all__ = ["MANY", "ONE", "Field", "Untranslated", "column_of", "untranslated"]

Field = str | tuple[str, ...]

ONE = ("title", "subtitle", "summary", "cta")
MANY = ("bullets", "narration")


@dataclass(frozen=True, slots=True)
class Untranslated:
    """The row's `fields` that the film uses and the locale lacks, and the script's own `texts`.

    `own` is what the row itself says in the locale; `amounts` are what the placeholders for hidden
    amounts stand for.
    """

    brief: Brief
    storyboard: Storyboard
    script: Script
    locale: str
    own: LocaleText
    fields: Mapping[str, Field]
    texts: tuple[str, ...]
    amounts: Mapping[str, str]


def untranslated(brief: Brief, storyboard: Storyboard, script: Script, locale: str) -> Untranslated:
    """What is to be translated. Raises RowError (LOCALE) for own text that is only a part."""
    own = brief.texts.get(locale) or brief.texts.get(language_of(locale)) or LocaleText()
    needed = {name for text in script.texts() for name in placeholders_in(text)} | {"title"}
    source, here = values(brief, brief.locale), text_in(brief, brief.locale)
    amounts: dict[str, str] = {}

    def hidden(text: str) -> str:
        kept, found = numbered(clean(text), len(amounts))
        amounts.update(found)
        return kept

    fields: dict[str, Field] = {
        name: hidden(source[name])
        for name in ONE
        if name in needed and name in source and not getattr(own, column_of(name))
    }
    if any(name.startswith("bullet") for name in needed) and here.bullets:
        if not own.bullets:
            fields["bullets"] = tuple(hidden(bullet) for bullet in here.bullets)
        elif len(own.bullets) < len(here.bullets):
            raise RowError(
                Code.LOCALE,
                f"{locale} has {len(own.bullets)} bullets, the row has {len(here.bullets)}",
                f"row {brief.id!r}",
                "Give every bullet a translation, or none.",
            )
    if (names := sentences_in(source)) and not own.narration:
        fields["narration"] = tuple(hidden(source[name]) for name in names)
    texts = tuple(dict.fromkeys(text for text in script.texts() if _has_words(text)))
    return Untranslated(brief, storyboard, script, locale, own, fields, texts, amounts)


def column_of(field: str) -> str:
    """A film uses the first sentence of a description and no more: that is what is translated."""
    return "description" if field == "summary" else field


def _has_words(text: str) -> bool:
    return any(mark.isalpha() for mark in wordless(text))
