"""Servers of every make: each is read, or told apart, with its right number of calls."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from schemas.errors import CallsheetError, RowError, WorkError
from tests.chat_server import Asked, Reply
from tests.engine.writers.briefs import brief, material
from tests.engine.writers.model.conftest import Office

Answering = Callable[[Asked, dict[str, Any]], Reply]
ROW = brief(texts={})


def sent(completion: dict[str, Any], status: int = 200, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return status, named, json.dumps(completion).encode()


def error(status: int, message: str, **fields: Any) -> Reply:
    return sent({"error": {"message": message, **fields}}, status)


def message_of(completion: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = completion["choices"][0]["message"]
    return found


def said(change: Callable[[str], Any]) -> Answering:
    """A server whose content is the honest one, changed."""

    def reply(_: Asked, completion: dict[str, Any]) -> Reply:
        message_of(completion)["content"] = change(message_of(completion)["content"])
        return sent(completion)

    return reply


def put(change: Callable[[dict[str, Any], str], None]) -> Answering:
    """A server that puts the honest content elsewhere in its message."""

    def reply(_: Asked, completion: dict[str, Any]) -> Reply:
        message = message_of(completion)
        text, message["content"] = message["content"], None
        change(message, text)
        return sent(completion)

    return reply


def stopped(reason: str) -> Answering:
    def reply(_: Asked, completion: dict[str, Any]) -> Reply:
        completion["choices"][0]["finish_reason"] = reason
        return sent(completion)

    return reply


def clamped(text: str) -> str:
    answer = json.loads(text)
    for shot in answer["shots"]:
        if "pace" in shot:
            shot |= {"pace": 10, "seconds": min(8.001, 2 * shot["seconds"])}
            del shot["light"]
        shot["mood"] = "calm"
    return json.dumps(answer)


READ: dict[str, Answering] = {
    "a fence": said(lambda text: f"```json\n{text}\n```"),
    "words before": said(lambda text: f"Here is your answer {{ha}}: {text}"),
    "words after": said(lambda text: f"{text}\nEnjoy!"),
    "a byte order mark": said(lambda text: f"\ufeff{text}"),
    "thoughts before": said(lambda text: f'<think>{{"shots": []}} or so</think>{text}'),
    "a list of parts": said(lambda text: [{"type": "text", "text": text}]),
    "a wrapping": said(lambda text: json.dumps({"answer": json.loads(text)})),
    "a bare list": said(lambda text: json.dumps(json.loads(text)["shots"])),
    "bounds and fields": said(clamped),
    "reasoning": put(lambda message, text: message.update(content="", reasoning_content=text)),
    "a tool call": put(
        lambda message, text: message.update(
            tool_calls=[{"type": "function", "function": {"name": "a", "arguments": text}}]
        )
    ),
    "a whole answer that was cut off": stopped("length"),
    "zipped": lambda _, completion: (
        200,
        {"content-encoding": "gzip"},
        gzip.compress(json.dumps(completion).encode()),
    ),
}


@pytest.mark.parametrize("make", READ)
def test_an_answer_is_read_whatever_surrounds_it(office: Office, make: str) -> None:
    office.server.reply = READ[make]
    writer = office.writer()
    writer.write(ROW, material(), ("en",))
    assert office.server.names == ["storyboard", "script"]
    assert writer.shortfall(ROW, material()) is None


def strict(asked: Asked, completion: dict[str, Any]) -> Reply:
    """A server of a few years ago."""
    body = asked.body
    if body.get("response_format", {}).get("type") == "json_schema":
        return error(400, "response_format.type must be text or json_object")
    if "max_completion_tokens" in body:
        return error(400, "Unrecognized request argument: max_completion_tokens")
    if asked.messages[0]["role"] == "system" and "gemma" in body["model"]:
        return error(400, "System role not supported")
    return sent(completion)


def plain(asked: Asked, completion: dict[str, Any]) -> Reply:
    """A server that knows no forms, and says so as FastAPI does."""
    if "response_format" in asked.body:
        return sent({"detail": [{"loc": ["body", "response_format"], "msg": "no"}]}, 422)
    return sent(completion)


@pytest.mark.parametrize(("reply", "declined"), [(strict, 2), (plain, 2)])
def test_how_a_server_wants_to_be_asked_is_found_out_once_and_remembered(
    office: Office, reply: Answering, declined: int
) -> None:
    office.server.reply = reply
    office.writer().write(ROW, material(), ("en",))
    assert len(office.server.asked) == declined + 2
    other = brief(texts={}, description="Another cup.", id="other")
    office.writer().write(other, material(), ("en",))
    assert len(office.server.asked) == declined + 4, "another run asks as it was found out"
    assert office.paid_calls().spent().unknown == 0


DECLINED = {
    "key": (401, "no", {}, "Check its key"),
    "model": (404, "no such model", {}, "Check its `base_url` and its `model`"),
    "quota": (429, "no", {"type": "insufficient_quota"}, "top it up"),
    "moved": (307, "", {}, "Set `base_url`"),
}


@pytest.mark.parametrize("about", DECLINED)
def test_a_failure_that_concerns_every_row_is_named_and_stops_after_three(
    office: Office, about: str
) -> None:
    status, message, fields, remedy = DECLINED[about]
    body = {"error": {"message": message, **fields}}
    office.server.reply = lambda *_: sent(body, status, location="http://127.0.0.2:9/v1/x")
    writer = office.writer()
    for number in range(6):
        with pytest.raises(WorkError, match=remedy):
            writer.write(brief(id=f"r{number}", description=f"Cup {number}"), material(), ("en",))
    assert len(office.server.asked) == 3
    assert office.spent() == 0


@pytest.mark.parametrize(
    "declined",
    [
        error(400, "The response was filtered", code="content_filter"),
        error(400, "This model's maximum context length is 4096 tokens"),
    ],
)
def test_what_a_server_declines_about_one_row_is_that_rows_and_free(
    office: Office, declined: Reply
) -> None:
    office.server.reply = lambda *_: declined
    writer = office.writer()
    writer.write(ROW, material(), ("en",))
    assert "in its own words" in (writer.shortfall(ROW, material()) or "")
    assert len(office.server.asked) == 2
    assert office.spent() == 0
    writer.write(ROW, material(), ("en",))
    assert len(office.server.asked) == 2


@pytest.mark.parametrize("status", [503, 529])
def test_an_overload_that_says_when_to_come_back_took_nothing(office: Office, status: int) -> None:
    def reply(_: Asked, completion: dict[str, Any]) -> Reply:
        if len(office.server.asked) <= 2:
            return sent({"error": {"message": "overloaded"}}, status, retry_after="1")
        return sent(completion)

    office.server.reply = reply
    office.writer().write(ROW, material(), ("en",))
    assert len(office.server.asked) == 4
    assert office.rests == [1, 1]


@pytest.mark.parametrize("answer", [{"error": {"message": "provider gone"}}, {"id": "x"}])
def test_an_answer_without_a_choice_is_no_answer_for_good(
    office: Office, answer: dict[str, Any]
) -> None:
    office.server.reply = lambda *_: sent(answer)
    with pytest.raises(RowError) as caught:
        office.writer().write(ROW, material(), ("en",))
    assert caught.value.code == "DOUBT"
    assert office.paid_calls().answers([]) == {}


def test_a_zipped_error_is_not_unpacked_further_than_anyone_reads(office: Office) -> None:
    bomb = gzip.compress(b'{"error": {"message": "' + b" " * 200_000_000 + b'"}}')
    office.server.reply = lambda *_: (400, {"content-encoding": "gzip"}, bomb)
    began = time.monotonic()
    with pytest.raises(CallsheetError):
        office.writer().write(ROW, material(), ("en",))
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("used", [10**30, 10**9, 0, -1, "many", True])
def test_use_is_believed_only_within_what_was_asked_for(office: Office, used: Any) -> None:
    def reply(_: Asked, completion: dict[str, Any]) -> Reply:
        usage = {"prompt_tokens": used, "completion_tokens": used}
        return sent(completion | {"usage": usage})

    office.server.reply = reply
    writer = office.writer()
    most = writer.assignment(ROW, material(), ("en",))
    writer.write(ROW, material(), ("en",))
    assert most is not None
    assert most.most is not None
    assert 0 < office.spent() <= most.most.amount


def test_a_repair_is_a_turn_after_the_answer_that_it_is_about(office: Office) -> None:
    office.server.moods, office.server.mends = {"script": "lying"}, True
    office.writer().write(ROW, material(), ("en",))
    roles = [message["role"] for message in office.server.asked[-1].messages]
    assert roles == ["system", "user", "assistant", "user"]
    assert "lifetime guarantee" in office.server.asked[-1].messages[2]["content"]
