"""Translation: a model is asked for the row's words and the script's in another language.

What the row itself says in that language is never asked for, and stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from engine.binding import amount_in, text_in, values
from engine.claims import Evidence, faults_of_translation, numbers_in
from engine.writers.model.answers import (
    TranslationAnswer,
    checked_text,
    malformed,
    parsed,
    unsupported,
    wire_schema,
    without_placeholders,
)
from engine.writers.model.conversation import Question
from engine.writers.model.local_context import LocalContext
from engine.writers.model.redaction import amounts_in, clean, evidence_of, tokenize_amounts
from engine.writers.model.request import Request
from engine.writers.model.script import assert_true, redacted_values
from engine.writers.model.speaking import assert_fits, lasts, narrated, sentences_in
from schemas.brief import Brief, LocaleText
from schemas.errors import RowError
from schemas.locale import language_of
from schemas.outside import WriterSettings
from schemas.reject import Code
from schemas.script import Script, placeholders_in
from schemas.storyboard import Storyboard

__all__ = ["Translated", "translation_question"]

_Field = str | tuple[str, ...]

_ONE = ("title", "subtitle", "summary", "cta")
_MANY = ("bullets", "narration")
_NOTHING_LOCAL = LocalContext()
_NAMES = 40
"""Characters that may be the same in both languages: names."""


@dataclass(frozen=True, slots=True)
class _Task:
    """The row's `fields` that the film uses and the locale lacks, and the script's own `texts`.

    `own` is what the row itself says in the locale; `amounts` are what the placeholders for hidden
    amounts stand for.
    """

    brief: Brief
    storyboard: Storyboard
    script: Script
    locale: str
    evidence: Evidence
    own: LocaleText
    fields: Mapping[str, _Field]
    texts: tuple[str, ...]
    amounts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Translated:
    """The brief with its text in the locale, and the script in it."""

    brief: Brief
    script: Script


def translation_question(
    brief: Brief,
    storyboard: Storyboard,
    script: Script,
    locale: str,
    settings: WriterSettings,
    local: LocalContext = _NOTHING_LOCAL,
) -> Question[Translated] | Translated:
    """What the model is asked about the words in `locale`; at once the answer where it is nothing.

    Raises RowError (LOCALE) where the row's own text in `locale` is only a part.
    """
    evidence = evidence_of(brief, settings.columns, settings.approved)
    task = _task_of(brief, storyboard, script, locale, evidence)
    if not task.fields and not task.texts:
        return _translated(task, {}, {}, {})
    spoken = {
        line.text: round(lasts(storyboard.shot(line.shot), storyboard, handles=0.5), 2)
        for line in script.lines
    }
    row: dict[str, Any] = {
        "from": brief.locale,
        "to": locale,
        "fields": task.fields,
        "texts": [
            {"text": text} | ({"seconds": spoken[text]} if text in spoken else {})
            for text in task.texts
        ],
    }

    def told() -> dict[str, Any]:
        return row | {"texts": local.with_room(row["texts"], locale)}

    request = Request("translation", row, _schema(task), settings, told=told, locale=locale)
    read = partial(_read, task=task)
    return Question(f"the words of {brief.id!r} in {locale}", request, read)


def _schema(task: _Task) -> dict[str, Any]:
    schema = wire_schema(TranslationAnswer)
    fields = schema["properties"]
    for name in _ONE:
        fields[name] = {"type": "string" if name in task.fields else "null"}
    counts = {name: len(task.fields.get(name, ())) for name in _MANY} | {"texts": len(task.texts)}
    for name, count in counts.items():
        fields[name] |= {"minItems": count, "maxItems": count}
    return schema


def _read(text: str, *, task: _Task) -> Translated:
    answer = parsed(TranslationAnswer, text)
    fields: dict[str, _Field] = {}
    for name, source in task.fields.items():
        found = getattr(answer, name)
        if isinstance(source, str):
            fields[name] = _kept(found or "", source, f"`{name}`")
        else:
            fields[name] = _each(found, source, f"`{name}`")
    texts = dict(zip(task.texts, _each(answer.texts, task.texts, "`texts`"), strict=True))
    _assert_translated(task, fields, texts)
    _assert_equal(task, fields, texts)
    _assert_speakable(task, fields, texts)
    return _translated(task, fields, texts, task.amounts)


def _each(found: tuple[str, ...], source: tuple[str, ...], where: str) -> tuple[str, ...]:
    if len(found) != len(source):
        raise malformed(f"{where} has {len(found)} items instead of {len(source)}.")
    pairs = zip(found, source, strict=True)
    return tuple(_kept(text, original, where) for text, original in pairs)


def _kept(text: str, source: str, where: str) -> str:
    """The translated text. Raises InvalidAnswer where it has other placeholders than `source`."""
    names = placeholders_in(source)
    kept = checked_text(text, frozenset(names)) if text else ""
    if not kept or Counter(placeholders_in(kept)) != Counter(names):
        listed = ", ".join(f"{{{name}}}" for name in names) or "no braces"
        raise malformed(
            f"{where}: the translation of {source!r} is to hold {listed}, each as often."
        )
    return kept


def _assert_translated(task: _Task, fields: Mapping[str, _Field], texts: Mapping[str, str]) -> None:
    """Words that all came back as they were are no translation; a name or two may."""
    before = (*_flat(task.fields.values()), *task.texts)
    after = (*_flat(fields.values()), *texts.values())
    if before == after and sum(map(len, before)) > _NAMES:
        raise malformed(f"nothing is translated into {task.locale}.")


def _assert_equal(task: _Task, fields: Mapping[str, _Field], texts: Mapping[str, str]) -> None:
    """Nothing is claimed that the original does not; the script's own words are held against what
    the row itself says in the language, where it does so in full.
    """
    originals = (*_flat(task.fields.values()), *texts)
    told = (*_flat(fields.values()), *texts.values())
    found: dict[str, list[str]] = {}
    for original, text in zip(originals, told, strict=True):
        source = (original, task.brief.locale)
        faults = faults_of_translation(source, text, task.locale, task.evidence)
        if faults + amounts_in(text):
            found[text] = [*faults, *amounts_in(text)]
    if found:
        raise unsupported(found)
    if not task.fields and task.own.title and task.own.bullets:
        assert_true(texts.values(), task.locale, task.evidence)


def _assert_speakable(task: _Task, fields: Mapping[str, _Field], texts: Mapping[str, str]) -> None:
    """Every line can be said over its shot; judged with amounts hidden, as no price changes it."""
    hidden = _translated(task, fields, texts, {})
    known = redacted_values(hidden.brief, task.locale)
    sentences = sentences_in(known)
    if not sentences:
        assert_fits(hidden.script, task.storyboard, known, handles=1.0)
    elif "narration" in fields and len(sentences) != len(fields["narration"]):
        raise malformed("an item of `narration` is not one sentence.")


def _flat(fields: Iterable[_Field]) -> tuple[str, ...]:
    return tuple(
        text for field in fields for text in ((field,) if isinstance(field, str) else field)
    )


def _task_of(
    brief: Brief, storyboard: Storyboard, script: Script, locale: str, evidence: Evidence
) -> _Task:
    """What is to be translated. Raises RowError (LOCALE) for own text that is only a part."""
    own = brief.texts.get(locale) or brief.texts.get(language_of(locale)) or LocaleText()
    needed = {name for text in script.texts() for name in placeholders_in(text)} | {"title"}
    source, here = values(brief, brief.locale), text_in(brief, brief.locale)
    amounts: dict[str, str] = {}

    def hidden(text: str) -> str:
        kept, found = tokenize_amounts(clean(text), len(amounts))
        amounts.update(found)
        return kept

    fields: dict[str, _Field] = {
        name: hidden(source[name])
        for name in _ONE
        if name in needed and name in source and not getattr(own, _column_of(name))
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
    return _Task(brief, storyboard, script, locale, evidence, own, fields, texts, amounts)


def _column_of(field: str) -> str:
    """A film uses the first sentence of a description and no more: that is what is translated."""
    return "description" if field == "summary" else field


def _has_words(text: str) -> bool:
    return any(mark.isalpha() for mark in without_placeholders(text))


def _translated(
    task: _Task,
    fields: Mapping[str, _Field],
    texts: Mapping[str, str],
    amounts: Mapping[str, str],
) -> Translated:
    """The brief and the script in the locale; hidden amounts are shown again by `amounts`.

    What the row itself says in the locale stands.
    """
    shown = {name: _shown(task, field, amounts) for name, field in fields.items()}
    text = task.own.model_dump() | {
        _column_of(name): "\n".join(field) if name == "narration" else field
        for name, field in shown.items()
    }
    locales = dict(task.brief.texts) | {task.locale: LocaleText.model_validate(text)}
    brief = task.brief.model_copy(update={"texts": locales})
    return Translated(brief, _script(task, texts, brief))


def _shown(task: _Task, field: _Field, amounts: Mapping[str, str]) -> _Field:
    """A field with its amounts: the row's prices as the locale writes them, others as they were."""
    if not isinstance(field, str):
        return tuple(str(_shown(task, item, amounts)) for item in field)
    for name, amount in amounts.items():
        field = field.replace(f"{{{name}}}", _amount(task, amount))
    return field


def _amount(task: _Task, amount: str) -> str:
    for money in (task.brief.price, task.brief.was_price):
        if money and numbers_in(amount) == numbers_in(str(money.amount)):
            return amount_in(money, task.locale)
    return amount


def _script(task: _Task, texts: Mapping[str, str], brief: Brief) -> Script:
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
