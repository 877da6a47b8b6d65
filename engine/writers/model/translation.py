"""Translation: a model is asked for the row's words and the script's in another language.

What the row itself says in that language is never asked for, and stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from engine.writers.model.answers import TranslationAnswer, wire_schema
from engine.writers.model.exchange import Question
from engine.writers.model.reading import broken, parsed, worded
from engine.writers.model.request import Request
from engine.writers.model.script import assert_fits, assert_true, steady
from engine.writers.model.speech import characters, lasts, sentences_in
from engine.writers.model.translated import Translated, told
from engine.writers.model.untranslated import MANY, ONE, Field, Untranslated, untranslated
from schemas.brief import Brief
from schemas.outside import WriterSettings
from schemas.script import Script, placeholders_in
from schemas.storyboard import Storyboard

__all__ = ["translation_question"]

_NAMES = 40
"""Characters that may be the same in both languages: names."""


def translation_question(
    brief: Brief, storyboard: Storyboard, script: Script, locale: str, settings: WriterSettings
) -> Question[Translated] | Translated:
    """What the model is asked about the words in `locale`; at once the answer where it is nothing.

    Raises RowError (LOCALE) where the row's own text in `locale` is only a part.
    """
    task = untranslated(brief, storyboard, script, locale)
    if not task.fields and not task.texts:
        return told(task, {}, {}, {})
    room = {
        line.text: characters(lasts(storyboard.shot(line.shot), storyboard, handles=0.5), locale)
        for line in script.lines
    }
    row = {
        "from": brief.locale,
        "to": locale,
        "fields": task.fields,
        "texts": [
            {"text": text} | ({"characters": room[text]} if text in room else {})
            for text in task.texts
        ],
    }
    request = Request("translation", row, _schema(task), settings)
    read = partial(_read, task=task)
    return Question(f"the words of {brief.id!r} in {locale}", request, read)


def _schema(task: Untranslated) -> dict[str, Any]:
    schema = wire_schema(TranslationAnswer)
    fields = schema["properties"]
    for name in ONE:
        fields[name] = {"type": "string" if name in task.fields else "null"}
    counts = {name: len(task.fields.get(name, ())) for name in MANY} | {"texts": len(task.texts)}
    for name, count in counts.items():
        fields[name] |= {"minItems": count, "maxItems": count}
    return schema


def _read(text: str, *, task: Untranslated) -> Translated:
    answer = parsed(TranslationAnswer, text)
    fields: dict[str, Field] = {}
    for name, source in task.fields.items():
        found = getattr(answer, name)
        if isinstance(source, str):
            fields[name] = _kept(found or "", source, f"`{name}`")
        else:
            fields[name] = _each(found, source, f"`{name}`")
    texts = dict(zip(task.texts, _each(answer.texts, task.texts, "`texts`"), strict=True))
    _assert_translated(task, fields, texts)
    assert_true((*_flat(fields.values()), *texts.values()), task.locale, task.brief)
    _assert_speakable(task, fields, texts)
    return told(task, fields, texts, task.amounts)


def _each(found: tuple[str, ...], source: tuple[str, ...], where: str) -> tuple[str, ...]:
    if len(found) != len(source):
        raise broken(f"{where} has {len(found)} items instead of {len(source)}.")
    pairs = zip(found, source, strict=True)
    return tuple(_kept(text, original, where) for text, original in pairs)


def _kept(text: str, source: str, where: str) -> str:
    """The translated text. Raises Fault where its placeholders are not those of `source`."""
    names = placeholders_in(source)
    kept = worded(text, frozenset(names)) if text else ""
    if not kept or Counter(placeholders_in(kept)) != Counter(names):
        listed = ", ".join(f"{{{name}}}" for name in names) or "no braces"
        raise broken(f"{where}: the translation of {source!r} is to hold {listed}, each as often.")
    return kept


def _assert_translated(
    task: Untranslated, fields: Mapping[str, Field], texts: Mapping[str, str]
) -> None:
    """Words that all came back as they were are no translation; a name or two may."""
    before = (*_flat(task.fields.values()), *task.texts)
    after = (*_flat(fields.values()), *texts.values())
    if before == after and sum(map(len, before)) > _NAMES:
        raise broken(f"nothing is translated into {task.locale}.")


def _assert_speakable(
    task: Untranslated, fields: Mapping[str, Field], texts: Mapping[str, str]
) -> None:
    """Every line can be said over its shot; judged with amounts hidden, as no price changes it."""
    hidden = told(task, fields, texts, {})
    known = steady(hidden.brief, task.locale)
    sentences = sentences_in(known)
    if not sentences:
        assert_fits(hidden.script, task.storyboard, known, handles=1.0)
    elif "narration" in fields and len(sentences) != len(fields["narration"]):
        raise broken("an item of `narration` is not one sentence.")


def _flat(fields: Iterable[Field]) -> tuple[str, ...]:
    return tuple(
        text for field in fields for text in ((field,) if isinstance(field, str) else field)
    )
