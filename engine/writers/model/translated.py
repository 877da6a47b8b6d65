"""Translated: the brief and the script with their words in another language.

It does not judge the words; `translation` does, before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.binding import amount_in, values
from engine.claims import numbers_in
from engine.writers.model.speech import narrated, sentences_in
from engine.writers.model.untranslated import Field, Untranslated, column_of
from schemas.brief import Brief, LocaleText
from schemas.script import Script

__all__ = ["Translated", "told"]


@dataclass(frozen=True, slots=True)
class Translated:
    """The brief with its text in the locale, and the script in it."""

    brief: Brief
    script: Script


def told(
    task: Untranslated,
    fields: Mapping[str, Field],
    texts: Mapping[str, str],
    amounts: Mapping[str, str],
) -> Translated:
    """The brief and the script in the locale; hidden amounts are shown again by `amounts`.

    What the row itself says in the locale stands.
    """
    shown = {name: _shown(task, field, amounts) for name, field in fields.items()}
    text = task.own.model_dump() | {
        column_of(name): "\n".join(field) if name == "narration" else field
        for name, field in shown.items()
    }
    locales = dict(task.brief.texts) | {task.locale: LocaleText.model_validate(text)}
    brief = task.brief.model_copy(update={"texts": locales})
    return Translated(brief, _script(task, texts, brief))


def _shown(task: Untranslated, field: Field, amounts: Mapping[str, str]) -> Field:
    """A field with its amounts: the row's prices as the locale writes them, others as they were."""
    if not isinstance(field, str):
        return tuple(str(_shown(task, item, amounts)) for item in field)
    for name, amount in amounts.items():
        field = field.replace(f"{{{name}}}", _amount(task, amount))
    return field


def _amount(task: Untranslated, amount: str) -> str:
    for money in (task.brief.price, task.brief.was_price):
        if money and numbers_in(amount) == numbers_in(str(money.amount)):
            return amount_in(money, task.locale)
    return amount


def _script(task: Untranslated, texts: Mapping[str, str], brief: Brief) -> Script:
    known = values(brief, task.locale)
    if sentences_in(known):
        lines = narrated(task.storyboard, known, task.locale)
    else:
        lines = tuple(
            line.model_copy(update={"text": texts.get(line.text, line.text)})
            for line in task.script.lines
        )
    titles = tuple(
        title.model_copy(update={"text": tuple(texts.get(part, part) for part in title.text)})
        for title in task.script.titles
    )
    return Script(locale=task.locale, lines=lines, titles=titles)
