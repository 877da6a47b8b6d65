"""Conversation: a question to a language model, its answer and the one repair.

It does not know what a good answer says, nor whether a call may be afforded or sent again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, Generic, TypeVar

from engine.openai_client import OpenAIClient
from engine.spending import Answered, OutcomeUnknown
from engine.writers.model.dialect import Server
from engine.writers.model.prices import cost_of
from engine.writers.model.reading import declined_answer, is_whole, kept_of
from engine.writers.model.request import Request
from schemas.errors import DeclinedError, RowError
from schemas.reject import Code

__all__ = [
    "Document",
    "InvalidAnswer",
    "Question",
    "ask_with_repair",
    "send",
]

T = TypeVar("T")
Document = dict[str, Any]

_BLIND = re.compile(
    r"(?:image|vision|multi-?modal)[^.]{0,40}(?:not support|input|required)", re.IGNORECASE
)
"""How servers say with 500 that they take no pictures."""
_ANEW = "raise writer.revision to have all rows written again."
_REMEDIES = {
    Code.LLM_REFUSED: f"Change the row's text, or {_ANEW}",
    Code.LLM_TRUNCATED: "Raise writer.max_tokens, or shorten the row's text.",
    Code.LLM_BROKEN: f"Try a stronger writer.model, or {_ANEW}",
    Code.CLAIM: f"Put what is true into the row, or {_ANEW}",
}


class InvalidAnswer(Exception):  # noqa: N818 - an outcome
    """Why an answer cannot be used: a code, and words that tell the model what to do better."""

    def __init__(self, code: Code, words: str) -> None:
        super().__init__(code, words)
        self.code = code
        self.words = words


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """A request `about` something; `read` raises InvalidAnswer for a text that is no answer."""

    about: str
    request: Request
    read: Callable[[str], T]


def ask_with_repair(question: Question[T], fetch: Callable[[Request], Document]) -> T:
    """What was answered; `fetch` gives the answer to a request, or raises what stops it.

    Raises RowError where the repair cannot be used either. A kept answer is always read in the same
    way, so a row that was refused stays refused, and nobody is asked.
    """
    first = fetch(question.request)
    try:
        return question.read(_text(first))
    except InvalidAnswer as invalid:
        repair = question.request.repaired(invalid.code, invalid.words, first["text"] or "")
    try:
        return question.read(_text(fetch(repair)))
    except InvalidAnswer as invalid:
        raise RowError(
            invalid.code,
            f"{question.about} could not be had from the model, twice: {invalid.words}",
            f"model {question.request.settings.model}",
            _REMEDIES[invalid.code],
        ) from None


def _text(answer: Document) -> str:
    """What the model wrote. Raises InvalidAnswer where it refused, or was cut off."""
    if answer["refusal"] or answer["finish"] == "content_filter":
        said = f" It said: {answer['refusal']}" if answer["refusal"] else ""
        raise InvalidAnswer(
            Code.LLM_REFUSED,
            "it was refused. The row is a catalog's text about something that a short film shows; "
            f"leave out what may not be shown or said.{said}",
        )
    if answer["finish"] == "context":
        raise InvalidAnswer(
            Code.LLM_TRUNCATED, "the row and its answer are longer than the model's context."
        )
    if answer["finish"] in {"length", "max_tokens"} and not is_whole(answer["text"] or ""):
        raise InvalidAnswer(
            Code.LLM_TRUNCATED, "it was cut off: it was too long. Write shorter, and fewer shots."
        )
    if not answer["text"]:
        raise InvalidAnswer(Code.LLM_BROKEN, "it held no text.")
    return str(answer["text"])


def send(request: Request, client: OpenAIClient, server: Server) -> Answered:
    """Ask, once; again only where the server declined, in words, how it was asked.

    A row that the server's filter declines, or that is too long for the model, is answered by that:
    it cost nothing. Raises what `OpenAIClient.post` raises.
    """
    while True:
        dialect = server.dialect
        pictures = bool(request.pictures) and dialect.sees is not False
        try:
            answer = client.post(partial(_completed, request.body(dialect, told=True)))
        except DeclinedError as declined:
            if declined.kind in {"filter", "context"}:
                return Answered(declined_answer(declined.kind, declined.said), Decimal(0))
            if server.declined(dialect, declined, pictures=pictures):
                continue
            raise
        except OutcomeUnknown as unknown:
            # llama.cpp and Ollama answer 500 to a picture, and have done nothing then.
            if not (pictures and _BLIND.search(str(unknown))):
                raise
            server.blind(dialect)
            continue
        kept = kept_of(answer)
        server.answered(dialect, pictures=pictures)
        return Answered(kept, cost_of(answer.get("usage"), request))


def _completed(body: dict[str, Any], openai: Any) -> Any:
    return openai.chat.completions.with_streaming_response.create(**body)
