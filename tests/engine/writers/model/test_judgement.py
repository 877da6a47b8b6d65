"""A second model judges what evidence alone does not carry; what it does not allow is not said."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from engine.writers.model import ModelWriter
from schemas.brief import Brief
from schemas.errors import RowError
from schemas.outside import JudgeSettings, WriterSettings
from tests.chat_server import Asked, Mood
from tests.engine.writers.briefs import brief, material
from tests.engine.writers.model.conftest import PRICE, Office, worded

FREE = "Clay forgives whoever bruised it."
"""Words that no vocabulary allows, and that the row supports as an honest judge reads it."""
LIE = "Dragons guard the moon."


def row() -> Brief:
    return brief(texts={})


def saying(said: str) -> Callable[[Asked, dict[str, Any]], tuple[int, dict[str, str], bytes]]:
    """A server whose scripts say that over their first shot."""

    def reply(asked: Asked, completion: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
        message = completion["choices"][0]["message"]
        if asked.name == "script":
            answer = json.loads(message["content"])
            answer["shots"][0]["say"] = said
            message["content"] = json.dumps(answer)
        return 200, {}, json.dumps(completion).encode()

    return reply


def judged(office: Office, said: str, mood: Mood = "honest", **fields: Any) -> ModelWriter:
    office.server.reply = saying(said)
    office.server.moods = {"judgement": mood}
    judge = JudgeSettings(base_url=office.server.url, model="j-1", price=PRICE, timeout=20.0)
    return office.writer(truth="judged", judge=judge, **fields)


def spoken(writer: ModelWriter) -> str:
    return worded(writer, row(), "en").lines[0].text


def test_what_the_judge_allows_is_said(office: Office) -> None:
    writer = judged(office, FREE)
    assigned = writer.assignment(row(), material(), ("en",))
    assert assigned is not None
    assert assigned.calls == 3
    writer.write(row(), material(), ("en",))
    assert office.server.names == ["storyboard", "script", "judgement"]
    assert [one["text"] for one in office.server.asked[-1].row["statements"]] == [FREE]
    assert office.server.asked[-1].body["model"] == "j-1"
    assert spoken(writer) == FREE
    assert writer.assignment(row(), material(), ("en",)) is None


def test_the_plan_prices_the_judge_and_the_ledger_counts_it(office: Office) -> None:
    alone = office.writer().assignment(row(), material(), ("en",))
    assigned = judged(office, FREE).assignment(row(), material(), ("en",))
    assert alone is not None
    assert assigned is not None
    assert alone.most is not None
    assert assigned.most is not None
    assert assigned.most.amount > alone.most.amount
    judged(office, FREE).write(row(), material(), ("en",))
    before = office.spent()
    assert before > 0
    judged(office, FREE).write(row(), material(), ("en",))
    assert office.spent() == before
    assert len(office.server.asked) == 3


def test_what_the_judge_does_not_allow_is_told_in_the_rows_own_words(office: Office) -> None:
    writer = judged(office, LIE)
    writer.write(row(), material(), ("en",))
    assert office.server.names == ["storyboard", "script", "judgement"]
    assert LIE not in worded(writer, row(), "en").texts()
    assert "the judge finds no support" in (writer.shortfall(row(), material()) or "")


@pytest.mark.parametrize("mood", ["broken", "refusing", "truncating"])
def test_a_judge_that_gives_no_verdict_has_allowed_nothing(office: Office, mood: Mood) -> None:
    writer = judged(office, FREE, mood)
    writer.write(row(), material(), ("en",))
    assert FREE not in worded(writer, row(), "en").texts()
    assert "in its own words" in (writer.shortfall(row(), material()) or "")


@pytest.mark.parametrize("verdicts", [[], [{"number": 2, "supported": True}], [{"number": 1}]])
def test_a_judge_that_leaves_a_statement_out_has_not_allowed_it(
    office: Office, verdicts: list[dict[str, Any]]
) -> None:
    writer = judged(office, FREE)
    honest = office.server.reply

    def reply(asked: Asked, completion: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
        if asked.name == "judgement":
            message = completion["choices"][0]["message"]
            message["content"] = json.dumps({"verdicts": verdicts})
        assert honest is not None
        return honest(asked, completion)

    office.server.reply = reply
    writer.write(row(), material(), ("en",))
    assert FREE not in worded(writer, row(), "en").texts()


def test_a_judge_that_is_not_there_stops_the_row_and_allows_nothing(office: Office) -> None:
    writer = judged(office, FREE, "failing")
    with pytest.raises(RowError, match="the judgement of 'cup' was paid for"):
        writer.write(row(), material(), ("en",))
    assert [office.server.names[-1], len(office.server.asked)] == ["judgement", 3]
    with pytest.raises(LookupError):
        spoken(writer)


@pytest.mark.parametrize(
    "said",
    [
        "Now 20 % off.",
        "It holds 300 ml of tea.",
        "Made of solid gold.",
        "With a lifetime guarantee.",
        "The best cup there is.",
        "Order at cup-shop.com.",
    ],
)
def test_numbers_prices_materials_and_claims_are_not_the_judges_to_allow(
    office: Office, said: str
) -> None:
    writer = judged(office, said, "lying")
    writer.write(row(), material(), ("en",))
    assert "judgement" not in office.server.names
    assert said not in worded(writer, row(), "en").texts()


def test_a_script_that_evidence_carries_asks_no_judge(office: Office) -> None:
    writer = judged(office, "Take a closer look.")
    writer.write(row(), material(), ("en",))
    assert office.server.names == ["storyboard", "script"]


def test_a_strict_writer_refuses_the_row_and_does_not_tell_it_otherwise(office: Office) -> None:
    office.server.moods = {"script": "lying"}
    writer = office.writer(strict=True)
    with pytest.raises(RowError, match="twice"):
        writer.write(row(), material(), ("en",))
    with pytest.raises(RowError, match="twice"):
        writer.storyboard(row(), material())
    assert office.writer().shortfall(row(), material())


def test_a_judge_is_named_where_one_judges_and_paid_as_the_writer_is() -> None:
    fields: dict[str, Any] = {
        "name": "model",
        "base_url": "https://models.example/v1",
        "model": "m",
        "price": PRICE,
    }
    judge = {"base_url": "https://models.example/v1", "model": "j", "price": "free"}
    assert WriterSettings(**fields, truth="judged", judge=judge).judging is not None
    with pytest.raises(ValueError, match="belong together"):
        WriterSettings(**fields, truth="judged")
    with pytest.raises(ValueError, match="belong together"):
        WriterSettings(**fields, judge=judge)
    dollars = {"input": "1", "output": "1", "currency": "USD"}
    with pytest.raises(ValueError, match="one currency"):
        WriterSettings(**fields, truth="judged", judge={**judge, "price": dollars})
