"""Script: a model is asked what is said and written over settled shots, in the row's own language.

It names what the row fills by placeholders; what it says beside them is held against the row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import partial
from typing import Any

from engine.binding import values
from engine.claims import Evidence, Judge
from engine.writers import timing
from engine.writers.model.answers import (
    LONGEST_SCRIPT,
    WIDEST,
    Faults,
    ScriptAnswer,
    malformed,
    parsed,
    unsupported,
    wire_schema,
)
from engine.writers.model.conversation import Question
from engine.writers.model.direction import angle_of
from engine.writers.model.local_context import LocalContext
from engine.writers.model.redaction import (
    amounts_in,
    bullets_of,
    clean,
    evidence_of,
    field_names,
    placeholders_of,
    prompt_fields,
    prompt_text,
    redact_amounts,
)
from engine.writers.model.request import Request
from engine.writers.model.speaking import assert_fits, narrated, sentences_in
from schemas.brief import Brief
from schemas.outside import WriterSettings
from schemas.script import Line, Role, Script, Title, placeholders_in
from schemas.storyboard import Storyboard
from schemas.timing import frames_at, seconds_of

__all__ = [
    "assert_true",
    "longest_script",
    "redacted_values",
    "script_question",
    "terms_of",
]

_FIRST, _NEXT = 0.3, 0.35
"""Seconds until the first title of a shot appears, and until each further one does."""
_NOTHING_LOCAL = LocalContext()


def script_question(
    brief: Brief,
    storyboard: Storyboard,
    settings: WriterSettings,
    local: LocalContext = _NOTHING_LOCAL,
) -> Question[Script]:
    """What the model is asked about the row's words."""
    known = values(brief, brief.locale)
    row: dict[str, Any] = {"kind": brief.kind.value, "language": brief.locale}
    row |= prompt_fields(
        title=brief.title,
        subtitle=brief.subtitle,
        description=brief.description,
        brand=brief.brand,
        category=brief.category,
        audience=brief.audience,
    )
    row["bullets"] = bullets_of(brief)
    if names := sentences_in(known):
        row["narration"] = [prompt_text(known[name]) for name in names]
    row["angle"] = angle_of(brief)
    row["placeholders"] = placeholders_of(brief, settings.columns)
    if terms := terms_of(brief, settings):
        row["terms"] = terms
    row["fields"] = field_names(brief, settings.columns)
    row["shots"] = [
        {
            "shot": shot.name,
            "seconds": round(seconds_of(shot.frames, storyboard.rate), 2),
            "subject": shot.description.subject,
            "action": shot.description.action,
            "copy_space": shot.description.copy_space.value,
        }
        for shot in storyboard.shots
    ]
    read = partial(_read, brief=brief, storyboard=storyboard, settings=settings)

    def told() -> dict[str, Any]:
        return row | {"shots": local.with_room(row["shots"], brief.locale)}

    request = Request("script", row, _schema(storyboard), settings, told=told, locale=brief.locale)
    return Question(f"the script of {brief.id!r}", request, read)


def terms_of(brief: Brief, settings: WriterSettings) -> list[str]:
    """The filled columns with conditions that stand beside the row's price."""
    return [name for name in settings.terms if brief.extra.get(name)] if brief.price else []


def longest_script(brief: Brief, storyboard: Storyboard, settings: WriterSettings) -> Script:
    """All that a film may say, in as many texts as it may have, with every placeholder."""
    every = " ".join(f"{{{name}}}" for name in placeholders_of(brief, settings.columns))
    each = LONGEST_SCRIPT // len(storyboard.shots)
    return Script(
        locale=brief.locale,
        lines=tuple(
            Line(shot=shot.name, text=f"a{n}" + WIDEST * each)
            for n, shot in enumerate(storyboard.shots)
        ),
        titles=(
            Title(shot=storyboard.shots[0].name, role=Role.HEADLINE, text=(every,)),
            *(
                Title(shot=shot.name, role=Role.POINT, text=tuple(f"a{n}{k}" for k in range(18)))
                for n, shot in enumerate(storyboard.shots)
            ),
        ),
    )


def redacted_values(brief: Brief, locale: str) -> dict[str, str]:
    """The row's values in `locale` without amounts, so that no price changes a judgement."""
    return {name: redact_amounts(value) for name, value in values(brief, locale).items()}


def assert_true(
    texts: Iterable[str],
    locale: str,
    evidence: Evidence,
    rests_on: Mapping[str, Collection[str]] | None = None,
    *,
    loosely: bool = False,
) -> None:
    """Raises InvalidAnswer that names everything beside the placeholders of `texts` which the
    evidence does not support; `rests_on` names the fields that a text rests on. `loosely`:
    plain words are left to a judge.
    """
    judge = Judge(evidence, locale)
    found = {}
    for text in dict.fromkeys(texts):
        faults = [
            *judge.faults(text, (rests_on or {}).get(text, ()), loosely=loosely),
            *amounts_in(text),
        ]
        if faults:
            found[text] = faults
    if found:
        raise unsupported(found)


def _schema(storyboard: Storyboard) -> dict[str, Any]:
    schema = wire_schema(ScriptAnswer)
    shots = schema["properties"]["shots"]
    shots["minItems"] = shots["maxItems"] = len(storyboard.shots)
    shots["items"]["properties"]["shot"]["enum"] = [shot.name for shot in storyboard.shots]
    return schema


def _read(text: str, *, brief: Brief, storyboard: Storyboard, settings: WriterSettings) -> Script:
    answer = parsed(ScriptAnswer, text)
    names = [shot.name for shot in storyboard.shots]
    if [words.shot for words in answer.shots] != names:
        raise malformed(f"it holds other shots than {', '.join(names)}, or in another order.")
    offered = frozenset(placeholders_of(brief, settings.columns))
    lead = frames_at(storyboard.rate, timing.LEAD)
    faults = Faults()
    script = Script(
        locale=brief.locale,
        lines=tuple(
            Line(shot=words.shot, text=faults.checked(words.say, offered), offset=lead)
            for words in answer.shots
            if words.say
        ),
        titles=tuple(
            Title(
                shot=words.shot,
                role=title.role,
                text=tuple(faults.checked(part, offered) for part in title.text),
                number=title.number,
                start=frames_at(storyboard.rate, _FIRST + n * _NEXT),
            )
            for words in answer.shots
            for n, title in enumerate(words.titles)
        ),
    )
    with faults.noted():
        _assert_a_script(script, offered)
    with faults.noted():
        _assert_terms(script, terms_of(brief, settings))
    with faults.noted():
        evidence = evidence_of(brief, settings.columns, settings.approved)
        assert_true(
            script.texts(),
            script.locale,
            evidence,
            _rests_on(answer, offered),
            loosely=settings.judging is not None,
        )
    known = redacted_values(brief, brief.locale)
    own = bool(sentences_in(known))
    if not own and faults.are_filled_in:
        with faults.noted():
            assert_fits(script, storyboard, known, handles=0.5)
    faults.raise_any()
    if own:  # the row's own narration is spoken as it is
        return script.model_copy(update={"lines": narrated(storyboard, known, brief.locale)})
    return script


def _rests_on(answer: ScriptAnswer, offered: Collection[str]) -> dict[str, set[str]]:
    """The fields that each text of the answer rests on, and those of the placeholders in it."""
    named: dict[str, set[str]] = {}
    for words in answer.shots:
        texts = [(words.say or "", words.rests_on)]
        texts += [(part, title.rests_on) for title in words.titles for part in title.text]
        for text, fields in texts:
            if fields:
                shown = {_field_of(name) for name in placeholders_in(text) if name in offered}
                named.setdefault(clean(text), set()).update(fields, shown)
    return named


def _field_of(placeholder: str) -> str:
    """The field whose words a placeholder stands for: `bullet2` for bullets.2."""
    number = placeholder.removeprefix("bullet")
    return f"bullets.{number}" if number.isdigit() and number != placeholder else placeholder


def _assert_a_script(script: Script, offered: frozenset[str]) -> None:
    if not script.titles:
        raise malformed("nothing stands on the screen in any shot.")
    if sum(map(len, script.texts())) > LONGEST_SCRIPT:
        raise malformed(f"it is longer than {LONGEST_SCRIPT} characters in all.")
    for title in script.titles:
        prices = ("{price}",), ("{price}", "{was_price}")
        if title.role is Role.PRICE and title.text not in prices:
            raise malformed('a title of role "price" is ["{price}"] or ["{price}", "{was_price}"].')
        if title.role is Role.CTA and "cta" in offered and title.text != ("{cta}",):
            raise malformed('a title of role "cta" is ["{cta}"] here.')


def _assert_terms(script: Script, terms: list[str]) -> None:
    """Raises InvalidAnswer where a price is seen without the conditions that belong to it."""
    priced = {title.shot for title in script.titles if "{price}" in title.text}
    for shot in sorted(priced):
        seen = {part for title in script.titles if title.shot == shot for part in title.text}
        if missing := [name for name in terms if not any(f"{{{name}}}" in part for part in seen)]:
            listed = ", ".join(f"{{{name}}}" for name in missing)
            raise malformed(f"shot {shot!r} shows {{price}} without its terms: add {listed}.")
