"""Reading: what a server answered, as text, and the JSON object in a text, whatever surrounds it.

It knows the forms in which servers and models put an answer, not what a good one says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from engine.spending import NotAccepted, OutcomeUnknown
from schemas.errors import DeclinedError

__all__ = ["declined_answer", "is_whole", "kept_of", "object_in"]

_THOUGHT = re.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|$)", re.DOTALL | re.IGNORECASE)
_SAID = 300


def kept_of(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer's first choice, and who gave it for how many tokens.

    Raises NotAccepted, DeclinedError or OutcomeUnknown for an error that came as an answer, and
    OutcomeUnknown where there is no choice: it is not kept, because a later answer may be one.
    """
    choices = answer.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    if not isinstance(choice, dict):
        raise _error_in(answer)
    message = choice.get("message")
    message = message if isinstance(message, dict) else {}
    refusal, usage = message.get("refusal"), answer.get("usage")
    return {
        "text": _text_of(message) or _plain(choice.get("text")),
        "refusal": refusal if isinstance(refusal, str) else None,
        "finish": str(choice.get("finish_reason") or ""),
        "model": str(answer.get("model") or ""),
        "usage": usage if isinstance(usage, dict) else None,
    }


def declined_answer(kind: str, said: str) -> dict[str, Any]:
    """A row that was declined for what it says, or for its length, as an answer that is kept."""
    filtered = kind == "filter"
    return {
        "text": None,
        "refusal": said if filtered else None,
        "finish": "content_filter" if filtered else "context",
        "model": "",
        "usage": None,
    }


def object_in(text: str) -> Any:
    """The JSON value that a text holds, without fences, thoughts and words around it.

    Raises ValueError where there is none.
    """
    plain = _THOUGHT.sub("", text.lstrip("\ufeff")).strip()
    try:
        return json.loads(plain)
    except (ValueError, RecursionError):
        pass
    decoder, found = json.JSONDecoder(), []
    at = 0
    while (start := _opening(plain, at)) >= 0:
        try:
            value, at = decoder.raw_decode(plain, start)
        except (ValueError, RecursionError):
            at = start + 1
            continue
        found.append((at - start, value))
    if not found:
        raise ValueError("it holds no whole JSON object")
    return max(found, key=lambda one: one[0])[1]


def is_whole(text: str) -> bool:
    """Whether the text holds a whole JSON value."""
    try:
        json.loads(_THOUGHT.sub("", text).strip())
    except (ValueError, RecursionError):
        return False
    return True


def _opening(text: str, at: int) -> int:
    places = [place for mark in "{[" if (place := text.find(mark, at)) >= 0]
    return min(places, default=-1)


def _text_of(message: dict[str, Any]) -> str | None:
    """The content; else what a tool was called with; else the thoughts, where all is in them."""
    ways: tuple[Callable[[], Any], ...] = (
        lambda: message.get("content"),
        lambda: message["tool_calls"][0]["function"]["arguments"],
        lambda: message["function_call"]["arguments"],
        lambda: message.get("reasoning_content"),
        lambda: message.get("reasoning"),
    )
    for way in ways:
        try:
            text = _plain(way())
        except (KeyError, IndexError, TypeError):
            continue
        if text and text.strip():
            return text
    return None


def _plain(content: Any) -> str | None:
    """Text, or a list of parts that hold some."""
    if isinstance(content, list):
        parts = (part.get("text") if isinstance(part, dict) else part for part in content)
        return "".join(part for part in parts if isinstance(part, str)) or None
    return content if isinstance(content, str) else None


def _error_in(answer: dict[str, Any]) -> Exception:
    """What an answer without a choice means: an error with a status in it, as routers send, or
    nothing that anyone knows.
    """
    error = answer.get("error")
    error = error if isinstance(error, dict) else {}
    said = " ".join(str(error.get("message") or "it held no answer").split())[:_SAID]
    code = error.get("code")
    status = code if isinstance(code, int) else 0
    if status == 429:
        return NotAccepted(f"The language model answered 429: {said}")
    if 400 <= status < 500:
        remedy = "Check its `base_url`, its `model` and its key."
        what = f"The language model declined: {status} {said}"
        return DeclinedError(what, "", remedy, status, "request", said)
    return OutcomeUnknown(f"The language model sent no answer: {said}")
