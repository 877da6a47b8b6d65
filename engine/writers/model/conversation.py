"""Conversation: a question to a language model, its answer, the one repair, and what they cost.

It does not know what a good answer says, nor whether a call may be afforded or sent again.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from functools import partial
from importlib.resources import files
from typing import Any, Generic, TypeVar

from engine.openai_client import OpenAIClient
from engine.spending import Answered
from engine.writers.model.dialect import Dialect, Server
from engine.writers.model.reading import declined_answer, is_whole, kept_of
from schemas.errors import DeclinedError, RowError
from schemas.keys import key_of
from schemas.money import Money
from schemas.outside import TokenPrice, WriterSettings
from schemas.reject import Code

__all__ = [
    "LONGEST_PROBLEM",
    "Document",
    "InvalidAnswer",
    "Question",
    "Request",
    "ask_with_repair",
    "cost_of",
    "max_cost_of",
    "max_cost_of_all",
    "send",
]

T = TypeVar("T")
Document = dict[str, Any]

_REVISION = 1
"""Raise it whenever everything should be asked again although nothing that is shown has changed."""

LONGEST_PROBLEM = 2000
"""Bytes of what a repair is told."""
_LONGEST_FIRST = 6000
"""Bytes of the first answer that a repair is shown."""
_AGAIN = "Your answer could not be used. Write the whole answer again, without these faults:"
_NOTHING = "(nothing that could be read)"
_SCHEMA = "\n\nThe schema of the answer, which is one JSON object and no other text:\n"
_MILLION = 1_000_000
_MOST_TOKENS = 10**9
_MICRO = Decimal("0.000001")
_REPAIR = 2 * (LONGEST_PROBLEM + _LONGEST_FIRST) + 200
"""Bytes that a repair's request is longer than the first: the answer, the problem, what surrounds
them, and what JSON escapes in them."""
_SPARE = 200
"""Bytes that a request is longer in another dialect."""
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
class Request:
    """A call of one kind (`storyboard`, `script`, `translation`) about one row.

    `row` is what the model is shown of it; `schema` is what it must answer. A repair is the same
    call with the `first` answer and its `problem`, under `repairs`: a key of its own. `draft` is
    how often the row was ordered to be written anew.
    """

    name: str
    row: dict[str, Any]
    schema: dict[str, Any]
    settings: WriterSettings
    problem: str = ""
    repairs: str = ""
    first: str = ""
    draft: int = 0

    @property
    def key(self) -> str:
        """What determines the answer: everything that is shown, the model, its temperature.

        `max_tokens` is no part of it: raising the limit asks again only for rows that were
        cut off (see `repaired`). Nor is the address: a model is the same wherever it runs.
        """
        if self.repairs:
            return self.repairs
        settings = self.settings
        return key_of(
            "writer.answer",
            request=_REVISION,
            model=settings.model,
            temperature=settings.temperature,
            revision=settings.revision,
            messages=self.messages(),
            schema=self.schema,
            **({"draft": self.draft} if self.draft else {}),
        )

    def messages(self) -> list[dict[str, str]]:
        """The whole conversation. The row is JSON whose text cannot close the delimiters."""
        row = json.dumps(self.row, ensure_ascii=False, indent=1)
        row = row.replace("<", "\\u003c").replace(">", "\\u003e")
        asked = [
            {"role": "system", "content": _prompt(self.name) + self._tone()},
            {"role": "user", "content": f"<row>\n{row}\n</row>"},
        ]
        if self.problem:
            asked.append({"role": "assistant", "content": self.first or _NOTHING})
            asked.append({"role": "user", "content": self.problem})
        return asked

    def _tone(self) -> str:
        """How words should sound, for calls that ask for words."""
        tone = self.settings.tone if self.name in {"script", "translation"} else ""
        return f"\n\nThe brand's tone, within all of the above: {tone}" if tone else ""

    def body(self, dialect: Dialect | None = None) -> dict[str, Any]:
        """What is sent, as the fields of a chat completion in `dialect`."""
        settings, dialect = self.settings, dialect or Dialect()
        messages = self.messages()
        if dialect.form != "json_schema":
            messages[0]["content"] += _SCHEMA + json.dumps(self.schema, ensure_ascii=False)
        if dialect.merged:
            first, second, *rest = messages
            whole = f"{first['content']}\n\n{second['content']}"
            messages = [{"role": "user", "content": whole}, *rest]
        body: dict[str, Any] = {"model": settings.model, "messages": messages}
        match dialect.form:
            case "json_schema":
                named = {"name": self.name, "strict": True, "schema": self.schema}
                body["response_format"] = {"type": "json_schema", "json_schema": named}
            case "json_object":
                body["response_format"] = {"type": "json_object"}
            case "text":
                pass
        if dialect.limit != "max_tokens":
            body["max_completion_tokens"] = settings.max_tokens
        if dialect.limit != "max_completion_tokens":
            body["max_tokens"] = settings.max_tokens
        if settings.temperature is not None and dialect.temperature:
            body["temperature"] = settings.temperature
        return body

    def repaired(self, code: str, problem: str, first: str = "") -> Request:
        """The second and last try, which is told what was wrong with the first answer."""
        longest = self.settings.max_tokens if code == "LLM_TRUNCATED" else None
        cut = f"{_AGAIN} {problem}".encode()[:LONGEST_PROBLEM].decode(errors="ignore")
        key = key_of("writer.repair", first=self.key, reason=code, longest=longest)
        shown = first.encode()[:_LONGEST_FIRST].decode(errors="ignore")
        return replace(self, problem=cut, repairs=key, first=shown)


@functools.cache
def _prompt(name: str) -> str:
    """The system prompt of one kind of call, ended by how the row is to be taken."""
    folder = files(__package__).joinpath("prompts")
    parts = (folder.joinpath(f"{part}.txt").read_text("utf-8") for part in (name, "row"))
    return "\n".join(parts).strip()


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
        try:
            answer = client.post(partial(_completed, request.body(dialect)))
        except DeclinedError as declined:
            if declined.kind in {"filter", "context"}:
                return Answered(declined_answer(declined.kind, declined.said), Decimal(0))
            if server.declined(dialect, declined):
                continue
            raise
        kept = kept_of(answer)
        server.answered(dialect)
        return Answered(kept, cost_of(answer.get("usage"), request))


def _completed(body: dict[str, Any], openai: Any) -> Any:
    return openai.chat.completions.with_streaming_response.create(**body)


def max_cost_of(request: Request, *, spare: int = 0) -> Money | None:
    """The most that `request` costs: a token is a byte at least, and an answer as long as may be.

    `spare` are further bytes that the request may have. None where the server is free.
    """
    price = request.settings.price
    if not isinstance(price, TokenPrice):
        return None
    sent = len(json.dumps(request.body(), ensure_ascii=False).encode()) + spare + _SPARE
    return Money(amount=_sum(price, sent, request.settings.max_tokens), currency=price.currency)


def max_cost_of_all(requests: list[Request], *, repairs: bool = True) -> Money | None:
    """The most that the requests cost; with `repairs` also one of each that is none itself."""
    sums = [max_cost_of(request) for request in requests]
    mendable = [request for request in requests if repairs and not request.repairs]
    sums += [max_cost_of(request, spare=_REPAIR) for request in mendable]
    known = [money for money in sums if money is not None]
    if not known:
        return None
    total = sum((money.amount for money in known), Decimal(0))
    return Money(amount=total, currency=known[0].currency)


def cost_of(usage: Any, request: Request) -> Decimal:
    """What the server says that the call used, at its price; the most where it says nothing, more
    than was asked for, or that nothing was used.
    """
    price = request.settings.price
    if not isinstance(price, TokenPrice):
        return Decimal(0)
    limit = max_cost_of(request)
    most = limit.amount if limit else Decimal(0)
    match usage:
        case {"prompt_tokens": int(sent), "completion_tokens": int(answered)} if (
            0 < sent <= _MOST_TOKENS and 0 < answered <= _MOST_TOKENS
        ):
            return min(most, _sum(price, sent, answered))
    return most


def _sum(price: TokenPrice, sent: int, answered: int) -> Decimal:
    exact = (price.input * sent + price.output * answered) / _MILLION
    return exact.quantize(_MICRO, ROUND_CEILING)
