"""Script: a model is asked what is said and written over settled shots, in the row's own language.

It names what the row fills by placeholders; what it says beside them is held against the row.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from engine.binding import values
from engine.claims import lint, lint_wording
from engine.writers.model.answers import LONGEST_SCRIPT, ScriptAnswer, wire_schema
from engine.writers.model.exchange import Question
from engine.writers.model.mask import masked
from engine.writers.model.reading import broken, claims, parsed, worded, wordless
from engine.writers.model.request import Request
from engine.writers.model.shown import placeholders_of, points_of, said_by, shown, told
from engine.writers.model.speech import LEAD, characters, lasts, narrated, sentences_in, spoken
from schemas.brief import Brief
from schemas.outside import WriterSettings
from schemas.script import Line, Role, Script, Title
from schemas.storyboard import Storyboard
from schemas.timing import frames_at, seconds_of

__all__ = ["assert_fits", "assert_true", "script_question", "steady"]

_FIRST, _NEXT = 0.3, 0.35
"""Seconds until the first title of a shot appears, and until each further one does."""


def script_question(
    brief: Brief, storyboard: Storyboard, settings: WriterSettings
) -> Question[Script]:
    """What the model is asked about the row's words."""
    known = values(brief, brief.locale)
    row: dict[str, Any] = {"kind": brief.kind.value, "language": brief.locale}
    row |= told(
        title=brief.title,
        subtitle=brief.subtitle,
        description=brief.description,
        brand=brief.brand,
        category=brief.category,
        audience=brief.audience,
    )
    row["bullets"] = points_of(brief)
    if names := sentences_in(known):
        row["narration"] = [shown(known[name]) for name in names]
    row["placeholders"] = placeholders_of(brief)
    row["shots"] = [
        {
            "shot": shot.name,
            "characters": characters(seconds_of(shot.frames, storyboard.rate), brief.locale),
            "subject": shot.description.subject,
            "action": shot.description.action,
            "room": shot.description.room.value,
        }
        for shot in storyboard.shots
    ]
    read = partial(_read, brief=brief, storyboard=storyboard)
    request = Request("script", row, _schema(storyboard), settings)
    return Question(f"the script of {brief.id!r}", request, read)


def steady(brief: Brief, locale: str) -> dict[str, str]:
    """The row's values in `locale` with amounts masked: a judgement that no price changes."""
    return {name: masked(value) for name, value in values(brief, locale).items()}


def assert_true(texts: tuple[str, ...], locale: str, brief: Brief) -> None:
    """Raises Fault for what `texts` claim beside their placeholders and the row does not hold."""
    row = said_by(brief)
    own = [wordless(text) for text in texts]
    with claims():
        lint(own, (text for text, _ in row))
        lint_wording(own, locale, row, frozenset({"discount"} if brief.was_price else ()))


def assert_fits(
    script: Script, storyboard: Storyboard, known: dict[str, str], *, handles: float
) -> None:
    """Raises Fault for a line that cannot be said within its shot and that share of its handle."""
    for line in script.lines:
        needed = spoken(line.text, known, script.locale)
        room = lasts(storyboard.shot(line.shot), storyboard, handles=handles)
        if needed > room:
            most = characters(room, script.locale)
            raise broken(
                f"the line over shot {line.shot!r} takes {needed:.1f} s to say and the shot lasts "
                f"{room:.1f} s: say at most about {most} characters: {line.text!r}"
            )


def _schema(storyboard: Storyboard) -> dict[str, Any]:
    schema = wire_schema(ScriptAnswer)
    shots = schema["properties"]["shots"]
    shots["minItems"] = shots["maxItems"] = len(storyboard.shots)
    shots["items"]["properties"]["shot"]["enum"] = [shot.name for shot in storyboard.shots]
    return schema


def _read(text: str, *, brief: Brief, storyboard: Storyboard) -> Script:
    answer = parsed(ScriptAnswer, text)
    names = [shot.name for shot in storyboard.shots]
    if [words.shot for words in answer.shots] != names:
        raise broken(f"it holds other shots than {', '.join(names)}, or in another order.")
    offered = frozenset(placeholders_of(brief))
    lead = frames_at(storyboard.rate, LEAD)
    script = Script(
        locale=brief.locale,
        lines=tuple(
            Line(shot=words.shot, text=worded(words.say, offered), offset=lead)
            for words in answer.shots
            if words.say
        ),
        titles=tuple(
            Title(
                shot=words.shot,
                role=title.role,
                text=tuple(worded(part, offered) for part in title.text),
                number=title.number,
                start=frames_at(storyboard.rate, _FIRST + n * _NEXT),
            )
            for words in answer.shots
            for n, title in enumerate(words.titles)
        ),
    )
    _assert_a_script(script, brief, offered)
    known = steady(brief, brief.locale)
    if sentences_in(known):  # the row's own narration is spoken as it is
        return script.model_copy(update={"lines": narrated(storyboard, known, brief.locale)})
    assert_fits(script, storyboard, known, handles=0.5)
    return script


def _assert_a_script(script: Script, brief: Brief, offered: frozenset[str]) -> None:
    if not script.titles:
        raise broken("nothing stands on the screen in any shot.")
    if sum(map(len, script.texts())) > LONGEST_SCRIPT:
        raise broken(f"it is longer than {LONGEST_SCRIPT} characters in all.")
    for title in script.titles:
        prices = ("{price}",), ("{price}", "{was_price}")
        if title.role is Role.PRICE and title.text not in prices:
            raise broken('a title of role "price" is ["{price}"] or ["{price}", "{was_price}"].')
        if title.role is Role.CTA and "cta" in offered and title.text != ("{cta}",):
            raise broken('a title of role "cta" is ["{cta}"] here.')
    assert_true(script.texts(), script.locale, brief)
