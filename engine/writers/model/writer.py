"""The model writer: storyboard, script and translations from a language model, each asked for once.

A row whose answers cannot be used, even repaired, is told in its own words, by the template writer.
It does not know whether a call may be afforded or sent again; `PaidCalls` does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from typing import TypeVar

from engine.spending import PaidCalls
from engine.store import CallState
from engine.writers.model import judgement
from engine.writers.model.conversation import (
    Question,
    ask_with_repair,
)
from engine.writers.model.dialect import Facts
from engine.writers.model.drafts import Drafts
from engine.writers.model.local_context import LocalContext
from engine.writers.model.post import Post, UnaskedError
from engine.writers.model.prices import max_cost_of_all
from engine.writers.model.recent import Recent
from engine.writers.model.redaction import carries_orders
from engine.writers.model.request import Request
from engine.writers.model.script import longest_script, script_question
from engine.writers.model.storyboard import longest_storyboard, storyboard_question
from engine.writers.model.translation import Translated, translation_question
from engine.writers.writer import Assignment, Writer
from schemas.brief import Brief, Material
from schemas.errors import RowError
from schemas.locale import language_of
from schemas.outside import WriterSettings
from schemas.reject import Code
from schemas.script import Script
from schemas.storyboard import Storyboard

__all__ = ["ASKED_FOR", "ModelWriter"]

ASKED_FOR = ("the storyboard of ", "the script of ", "the words of ")
"""How the names of its calls begin."""

T = TypeVar("T")

_UNUSABLE = frozenset({Code.CLAIM, Code.LLM_BROKEN, Code.LLM_REFUSED, Code.LLM_TRUNCATED})
"""Refusals that are the model's fault, and no reason to lose a row."""


class ModelWriter:
    """Asks the model of `settings` at its server, with `key`, through `paid_calls`.

    `template` writes rows whose answers in one of `locales` cannot be used, or `strict` refuses
    them; `drafts` say which are wanted anew, `local` has what is here. `judge_key` is the judge's.
    """

    name = "model"

    def __init__(
        self,
        settings: WriterSettings,
        key: str | None,
        paid_calls: PaidCalls,
        template: Writer,
        locales: Collection[str] = (),
        facts: Facts | None = None,
        drafts: Drafts | None = None,
        local: LocalContext | None = None,
        *,
        judge_key: str | None = None,
        strict: bool = False,
    ) -> None:
        columns = tuple(dict.fromkeys((*settings.columns, *settings.terms)))
        self._settings = settings.model_copy(update={"columns": columns})
        self._drafts, self._local = drafts or Drafts(""), local or LocalContext()
        self._template, self._locales, self._strict = template, tuple(locales), strict
        self._post = Post("The language model", settings, key, paid_calls, facts)
        self._judge = judgement.open_judge(settings, judge_key, paid_calls, facts)
        self._recent = Recent()

    def assignment(
        self, brief: Brief, material: Material, locales: Collection[str]
    ) -> Assignment | None:
        """The calls that are missing, and the most they cost with a repair of each.

        A row that was refused has none: reading it says so.
        """
        try:
            missing = self._missing(brief, material, locales)
        except RowError:
            return None
        if not missing:
            return None
        states = self._post.states(missing)
        sent = [states.get(request.key) for request in missing]
        doubtful = CallState.UNKNOWN in sent
        asked = missing[: sent.index(CallState.UNKNOWN)] if doubtful else missing
        first = max_cost_of_all(asked, repairs=False)
        return Assignment(len(asked), max_cost_of_all(asked), int(doubtful), first)

    def write(self, brief: Brief, material: Material, locales: Collection[str]) -> None:
        """Ask for what is missing, in the order in which one answer needs the other.

        Nothing more is asked of a row of which an answer cannot be used.
        """
        try:
            self._write(brief, material, locales)
        except RowError as refused:
            if not self._is_told_otherwise(refused, brief):
                raise

    def _write(self, brief: Brief, material: Material, locales: Collection[str]) -> None:
        storyboard = self._asked(self._board(brief, material))
        script = self._asked(self._words(brief, storyboard))
        judged = judgement.judgement_question(brief, script.texts(), self._settings)
        if isinstance(judged, Question):
            judgement.assert_allowed(self._asked(judged), self._settings)
        for locale in _foreign(brief, locales):
            question = self._translation(brief, storyboard, script, locale)
            if isinstance(question, Question):
                self._asked(question)

    def storyboard(self, brief: Brief, material: Material) -> Storyboard:
        """The row's shots, as they were answered, or as the template writer tells the row."""
        refused = self._refusal(brief, material)
        if refused is None:
            return self._answered(brief, material)
        if not self._is_told_otherwise(refused, brief):
            raise refused
        try:
            return self._template.storyboard(brief, material)
        except RowError:
            raise refused from None

    def other(self, brief: Brief, material: Material, turn: int) -> Storyboard | None:
        """None where a model wrote: it did so for these pictures, and would have to be asked again;
        another design where the row is told in its own words.
        """
        refused = self._refusal(brief, material)
        return self._template.other(brief, material, turn) if refused else None

    def shortfall(self, brief: Brief, material: Material) -> str | None:
        """Why the row is told in its own words and not in the model's."""
        refused = self._refusal(brief, material)
        return f"{brief.id}: in its own words, because {refused.what}" if refused else None

    def _refusal(self, brief: Brief, material: Material) -> RowError | None:
        """Why what was answered cannot be used, in any of the production's languages."""
        try:
            storyboard = self._answered(brief, material)
            script = self._source(brief, storyboard)
            for locale in _foreign(brief, self._locales):
                self._read_translation(brief, storyboard, script, locale)
        except RowError as refused:
            return refused
        except UnaskedError:  # nobody has refused yet
            return None
        return None

    def _is_told_otherwise(self, refused: RowError, brief: Brief) -> bool:
        """Whether the row may be told in its own words: it has some in every language, and they
        give no orders to a machine.
        """
        if self._strict:
            return False
        languages = {language_of(locale) for locale in _foreign(brief, self._locales)}
        told = {language_of(locale) for locale, text in brief.texts.items() if text.title}
        return refused.code in _UNUSABLE and languages <= told and not carries_orders(brief)

    def _answered(self, brief: Brief, material: Material) -> Storyboard:
        ask: Callable[[], Question[Storyboard] | Storyboard] = partial(self._board, brief, material)
        return self._read(ask, "storyboard", brief, material)

    def localised(self, brief: Brief, storyboard: Storyboard, locale: str) -> Brief:
        """The brief with its text in `locale`: the row's own, and what was translated."""
        if storyboard.design or not _foreign(brief, (locale,)):
            return brief
        return self._translated(brief, storyboard, locale).brief

    def script(self, brief: Brief, storyboard: Storyboard, locale: str) -> Script:
        """The row's words in `locale`, as they were answered; `brief` is the row as it is.

        Only the template writer's shots are of a design: its words belong to them.
        """
        if storyboard.design:
            return self._template.script(brief, storyboard, locale)
        if _foreign(brief, (locale,)):
            return self._translated(brief, storyboard, locale).script
        return self._source(brief, storyboard).model_copy(update={"locale": locale})

    def _source(self, brief: Brief, storyboard: Storyboard) -> Script:
        """The script in the row's own language."""
        ask: Callable[[], Question[Script] | Script] = partial(self._words, brief, storyboard)
        script = self._read(ask, "script", brief, storyboard)
        judge = partial(judgement.judgement_question, brief, script.texts(), self._settings)
        judgement.assert_allowed(self._read(judge, "judgement", brief, script), self._settings)
        return script

    def _translated(self, brief: Brief, storyboard: Storyboard, locale: str) -> Translated:
        return self._read_translation(brief, storyboard, self._source(brief, storyboard), locale)

    def _read_translation(
        self, brief: Brief, storyboard: Storyboard, script: Script, locale: str
    ) -> Translated:
        return self._read(
            lambda: self._translation(brief, storyboard, script, locale),
            f"words {locale}",
            brief,
            storyboard,
        )

    def _board(self, brief: Brief, material: Material) -> Question[Storyboard]:
        return self._drafted(
            brief, storyboard_question(brief, material, self._settings, self._local)
        )

    def _words(self, brief: Brief, storyboard: Storyboard) -> Question[Script]:
        return self._drafted(brief, script_question(brief, storyboard, self._settings, self._local))

    def _translation(
        self, brief: Brief, storyboard: Storyboard, script: Script, locale: str
    ) -> Question[Translated] | Translated:
        question = translation_question(
            brief, storyboard, script, locale, self._settings, self._local
        )
        return question if isinstance(question, Translated) else self._drafted(brief, question)

    def _drafted(self, brief: Brief, question: Question[T]) -> Question[T]:
        """The question for the draft of the row that is wanted."""
        request = replace(question.request, draft=self._drafts.of(brief.id))
        return replace(question, request=request)

    def requests(
        self, brief: Brief, material: Material, locales: Collection[str]
    ) -> list[tuple[Request, bool]]:
        """What is asked about the row, as far as it is known now, and whether it was answered.

        A script is asked for over the shots that were answered, a translation of the script.
        Raises RowError for what was answered and cannot be used.
        """
        asked = [self._board(brief, material).request]
        try:
            storyboard = self._answered(brief, material)
            asked.append(self._words(brief, storyboard).request)
            script = self._source(brief, storyboard)
            for locale in _foreign(brief, locales):
                question = self._translation(brief, storyboard, script, locale)
                asked += [question.request] if isinstance(question, Question) else []
        except UnaskedError:
            pass
        states = self._post.states(asked)
        return [(one, states.get(one.key) is CallState.STORED) for one in asked]

    def _missing(self, brief: Brief, material: Material, locales: Collection[str]) -> list[Request]:
        """The requests that are to be made; the longest stand in for those that nobody knows."""
        missing: list[Request] = []
        try:
            storyboard = self._answered(brief, material)
        except UnaskedError as unasked:
            missing.append(unasked.request)
            storyboard = longest_storyboard()
        try:
            script = self._source(brief, storyboard)
        except UnaskedError as unasked:
            missing.append(unasked.request)
            script = longest_script(brief, storyboard, self._settings)
            if self._settings.judging and unasked.request.name == "script":
                missing.append(judgement.judgement_request(brief, script.texts(), self._settings))
        for locale in _foreign(brief, locales):
            ask = partial(self._translation, brief, storyboard, script, locale)
            try:
                self._read(ask, f"words {locale}", brief, storyboard)
            except UnaskedError as unasked:
                missing.append(unasked.request)
        return missing

    def _read(self, ask: Callable[[], Question[T] | T], name: str, *made_from: object) -> T:
        """What was answered, as it is read. Raises UnaskedError where it was not asked for yet."""
        read: T | None = self._recent.get(name, *made_from)
        if read is None:
            question = ask()
            read = (
                ask_with_repair(question, self._post.kept)
                if isinstance(question, Question)
                else question
            )
            self._recent.put(read, name, *made_from)
        return read

    def _asked(self, question: Question[T]) -> T:
        judged = question.request.name == "judgement" and self._judge
        return ask_with_repair(question, partial((judged or self._post).ask, question.about))


def _foreign(brief: Brief, locales: Collection[str]) -> list[str]:
    """Those of `locales` that are in another language than the row."""
    own = language_of(brief.locale)
    return [locale for locale in dict.fromkeys(locales) if language_of(locale) != own]
