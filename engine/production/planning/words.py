"""Words: what a row says in one locale: its script, filled in and checked, and each line's sound.

It knows neither shots' pictures nor films, and speaks nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from engine.binding import bound, values
from engine.claims import lint
from engine.production.context import RunContext
from engine.production.planning.row import SpokenLine
from engine.sound import Recordings, Voice, recorded_key, spoken_key
from engine.writers import Writer
from schemas.brief import Brief
from schemas.errors import RowError
from schemas.reject import Code
from schemas.script import Role, Script, placeholders_in
from schemas.storyboard import Storyboard

__all__ = ["Words", "permitted", "words_of"]


@dataclass(frozen=True, slots=True)
class Words:
    """One locale's bound script, its lines, and the values of the placeholders that it uses."""

    script: Script
    lines: tuple[SpokenLine, ...]
    used: Mapping[str, str]


def words_of(
    context: RunContext,
    writer: Writer,
    row: tuple[Brief, str],
    storyboard: Storyboard,
    locale: str,
) -> Words:
    """The words of a row (its brief and slug) in `locale`.

    Raises RowError for what they claim (CLAIM), a language that the row or every voice lacks
    (LOCALE, VOICE), and what the writer refuses.
    """
    brief, slug = row
    own = values(brief, brief.locale)
    told = writer.localised(brief, storyboard, locale)
    known = own if told is brief and locale == brief.locale else values(told, locale)
    script = writer.script(brief, storyboard, locale)
    found = bound(script, known)
    # What the row says in its own language may be said in any; the translator's words are checked
    # against the row by the translator.
    lint(found.texts(), {*known.values(), *own.values()})
    names = dict.fromkeys(name for text in script.texts() for name in placeholders_in(text))
    used = {name: known[name] for name in names}
    return Words(found, _lines(context, found, slug), used)


def permitted(words: Words, omits: Collection[Role]) -> Words:
    """The words without titles of those roles, nor what is said over their shots: it says the same
    ("Choose your colour", "Only 34 euros").
    """
    if not omits:
        return words
    script = words.script
    shots = {title.shot for title in script.titles if title.role in omits}
    titles = tuple(title for title in script.titles if title.role not in omits)
    lines = tuple(line for line in script.lines if line.shot not in shots)
    return replace(
        words,
        script=script.model_copy(update={"titles": titles, "lines": lines}),
        lines=tuple(spoken for spoken in words.lines if spoken.line.shot not in shots),
    )


def _lines(context: RunContext, script: Script, slug: str) -> tuple[SpokenLine, ...]:
    """Each line with the key of its sound; none where the production says that nobody speaks."""
    if context.voices.are_silent:
        return ()
    voice = context.voices.of(script.locale)
    if voice is None:
        raise RowError(
            Code.VOICE,
            f"no voice here speaks {script.locale}",
            f"voice.engine is {context.production.voice.engine}",
            "`callsheet doctor` says what is missing: pip install 'callsheet[voice]' speaks a "
            "hundred languages, a speech server others; voice: {engine: none} is silent.",
        )
    return tuple(_spoken(script, voice, slug))


def _spoken(script: Script, voice: Voice, slug: str) -> Iterator[SpokenLine]:
    number: dict[str, int] = {}
    for line in script.lines:
        number[line.shot] = number.get(line.shot, 0) + 1
        if isinstance(voice, Recordings):
            file = voice.find(slug, line.shot, script.locale, number[line.shot])
            yield SpokenLine(line=line, key=recorded_key(file), recording=str(file))
        else:
            yield SpokenLine(line=line, key=spoken_key(line.text, script.locale, voice))
