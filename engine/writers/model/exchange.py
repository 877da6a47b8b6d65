"""Exchange: a question to a model, its answer, and the one repair that a faulty answer gets.

It knows what an answer's envelope may look like; what a good answer says, the question knows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from engine.writers.model.request import Request
from schemas.errors import RowError
from schemas.reject import Code

__all__ = ["Document", "Fault", "Question", "follow"]

T = TypeVar("T")
Document = dict[str, Any]

_ANEW = "raise writer.revision to have all rows written again."
_REMEDIES = {
    Code.LLM_REFUSED: f"Change the row's text, or {_ANEW}",
    Code.LLM_TRUNCATED: "Raise writer.max_tokens, or shorten the row's text.",
    Code.LLM_BROKEN: f"Try a stronger writer.model, or {_ANEW}",
    Code.CLAIM: f"Put what is true into the row, or {_ANEW}",
}


class Fault(Exception):  # noqa: N818 - an outcome
    """Why an answer cannot be used: a code, and words that tell the model what to do better."""

    def __init__(self, code: Code, words: str) -> None:
        super().__init__(code, words)
        self.code = code
        self.words = words


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """A request `about` something, and `read`, which raises Fault for a text that is no answer."""

    about: str
    request: Request
    read: Callable[[str], T]


def follow(question: Question[T], fetch: Callable[[Request], Document]) -> T:
    """What was answered; `fetch` gives the answer to a request, or raises what stops it.

    Raises RowError where the repair is faulty too. A kept answer is always read in the same way, so
    a row that was refused stays refused, and nobody is asked.
    """
    try:
        return question.read(_text(fetch(question.request)))
    except Fault as fault:
        repair = question.request.repaired(fault.code, fault.words)
    try:
        return question.read(_text(fetch(repair)))
    except Fault as fault:
        raise RowError(
            fault.code,
            f"{question.about} could not be had from the model, twice: {fault.words}",
            f"model {question.request.settings.model}",
            _REMEDIES[fault.code],
        ) from None


def _text(answer: Document) -> str:
    """What the model wrote. Raises Fault where it refused, or was cut off."""
    if answer["refusal"] or answer["finish"] == "content_filter":
        said = f" It said: {answer['refusal']}" if answer["refusal"] else ""
        raise Fault(
            Code.LLM_REFUSED,
            "it was refused. The row is a catalog's text about something that a short film shows; "
            f"leave out what may not be shown or said.{said}",
        )
    if answer["finish"] == "length":
        raise Fault(
            Code.LLM_TRUNCATED, "it was cut off: it was too long. Write shorter, and fewer shots."
        )
    if not answer["text"]:
        raise Fault(Code.LLM_BROKEN, "it held no text.")
    return str(answer["text"])
