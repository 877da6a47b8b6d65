"""Judgement: a second model is asked whether a row supports what a first one wrote of it.

It is asked of texts that evidence alone does not carry, word for word; numbers, prices, addresses,
certificates, materials and colours are held by evidence whoever judges. What it does not clearly
allow is not said. It does not know what a script is.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Annotated, Any, ClassVar

from pydantic import Field

from engine.claims import Evidence, Judge
from engine.spending import PaidCalls
from engine.writers.model.answers import malformed, parsed, wire_schema
from engine.writers.model.conversation import Question
from engine.writers.model.dialect import Facts
from engine.writers.model.post import Post
from engine.writers.model.redaction import evidence_of
from engine.writers.model.request import Request
from schemas.brief import Brief
from schemas.errors import RowError
from schemas.outside import WriterSettings
from schemas.record import Record
from schemas.reject import Code

__all__ = ["assert_allowed", "judgement_question", "judgement_request", "open_judge"]


class _VerdictAnswer(Record):
    """Whether the row supports one statement."""

    SCHEMA: ClassVar[str] = "answer.verdict/1"

    number: Annotated[int, Field(ge=1, strict=True)]
    supported: Annotated[bool, Field(strict=True)]


class _JudgementAnswer(Record):
    """A verdict on each statement."""

    SCHEMA: ClassVar[str] = "answer.judgement/1"

    verdicts: tuple[_VerdictAnswer, ...]


def open_judge(
    settings: WriterSettings, key: str | None, paid_calls: PaidCalls, facts: Facts | None
) -> Post | None:
    """The judge of a writer's `settings`, at its server; None without one."""
    judge = settings.judging
    return Post("The judge", judge, key, paid_calls, facts) if judge else None


def judgement_question(
    brief: Brief, texts: Iterable[str], settings: WriterSettings
) -> Question[tuple[str, ...]] | tuple[str, ...]:
    """What the judge is asked of `texts`; the answer is those that it does not allow.

    Nobody is asked, and none is refused, where evidence alone carries all of them, or where nobody
    judges.
    """
    if settings.judging is None:
        return ()
    evidence = evidence_of(brief, settings.columns, settings.approved)
    judge = Judge(evidence, brief.locale)
    free = tuple(text for text in dict.fromkeys(texts) if judge.faults(text))
    if not free:
        return ()
    request = judgement_request(brief, free, settings)
    return Question(f"the judgement of {brief.id!r}", request, partial(_read, texts=free))


def judgement_request(brief: Brief, texts: Iterable[str], settings: WriterSettings) -> Request:
    """The question whether the row supports each of `texts`, to the judge of `settings`."""
    asked = settings.judging or settings
    statements = [{"number": n, "text": text} for n, text in enumerate(texts, 1)]
    row: dict[str, Any] = {
        "language": brief.locale,
        "evidence": _shown(evidence_of(brief, settings.columns, settings.approved)),
        "statements": statements,
    }
    schema = wire_schema(_JudgementAnswer)
    verdicts = schema["properties"]["verdicts"]
    verdicts["minItems"] = verdicts["maxItems"] = len(statements)
    return Request("judgement", row, schema, asked)


def assert_allowed(refused: tuple[str, ...], settings: WriterSettings) -> None:
    """Raises RowError (CLAIM) where the judge did not allow a text."""
    if named := ", ".join(map(repr, refused)):
        judge = settings.judging.model if settings.judging else None
        raise RowError(
            Code.CLAIM,
            f"the judge finds no support in the row for {named}",
            f"model {judge}",
            "Put what is true into the row, or raise writer.revision to have all rows written "
            "again.",
        )


def _shown(evidence: Evidence) -> list[dict[str, str]]:
    own = [{"field": name, "text": text} for name, text, _ in evidence.fields()]
    return own + [{"field": "brand's own claims", "text": text} for text in evidence.approved]


def _read(text: str, *, texts: tuple[str, ...]) -> tuple[str, ...]:
    """The texts that are not allowed. Raises InvalidAnswer unless each was judged once."""
    answer = parsed(_JudgementAnswer, text)
    verdicts = {one.number: one.supported for one in answer.verdicts}
    if len(verdicts) != len(answer.verdicts) or verdicts.keys() != set(range(1, len(texts) + 1)):
        raise malformed("it does not hold one verdict for each statement, by its number.")
    return tuple(text for n, text in enumerate(texts, 1) if not verdicts[n])
