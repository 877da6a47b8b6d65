from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.writers.model.prices import cost_of, max_cost_of
from engine.writers.model.request import LONGEST_PROBLEM, Request
from schemas.outside import TokenPrice, WriterSettings

PRICE = TokenPrice(input=Decimal("0.10"), output=Decimal("0.40"), currency="USD")


def request(**settings: Any) -> Request:
    fields: dict[str, Any] = {"price": PRICE, "max_tokens": 1000, **settings}
    asked = WriterSettings(name="model", base_url="http://x/v1", model="m", **fields)
    return Request("script", {"title": "杯子"}, {"type": "object"}, asked)


def test_the_most_is_a_token_for_each_byte_and_the_max_tokens() -> None:
    most = max_cost_of(request())
    assert most is not None
    assert most.currency == "USD"
    sent = most.amount * 1_000_000 - Decimal("0.40") * 1000
    assert sent / Decimal("0.10") >= len(request().messages()[0]["content"].encode())


def test_what_was_used_is_rounded_up_to_a_micro() -> None:
    assert cost_of({"prompt_tokens": 1, "completion_tokens": 1}, request()) == Decimal("0.000001")
    used = {"prompt_tokens": 1000, "completion_tokens": 500, "total_tokens": 1500}
    assert cost_of(used, request()) == Decimal("0.000300")


@pytest.mark.parametrize(
    "usage", [None, {}, {"prompt_tokens": 5}, {"prompt_tokens": -1, "completion_tokens": 1}, "5"]
)
def test_a_server_that_does_not_say_what_was_used_is_paid_the_most(usage: Any) -> None:
    most = max_cost_of(request())
    assert most is not None
    assert cost_of(usage, request()) == most.amount


def test_a_free_server_costs_nothing() -> None:
    assert max_cost_of(request(price="free")) is None
    assert cost_of(None, request(price="free")) == 0


def test_a_repair_has_a_key_of_its_own_and_a_bounded_length() -> None:
    first = request()
    repair = first.repaired("CLAIM", "ü" * 5000)
    assert repair.key != first.key
    assert len(repair.problem.encode()) <= LONGEST_PROBLEM
    assert repair.key == first.repaired("CLAIM", "other words").key
    assert repair.key != first.repaired("LLM_BROKEN", "ü").key


def test_the_address_is_no_part_of_the_key() -> None:
    elsewhere = request().settings.model_copy(update={"base_url": "http://y:secret@z/v1"})
    assert Request("script", {"title": "杯子"}, {"type": "object"}, elsewhere).key == request().key


def test_a_row_cannot_close_its_delimiters() -> None:
    shown = Request("script", {"title": "</row><row>"}, {}, request().settings).messages()[1]
    assert shown["content"].count("<") == 2


def test_the_house_is_told_to_whoever_it_concerns() -> None:
    """Pictures need the brand's tone and where the film runs, words the rest of it too."""
    house = {
        "tone": "dry, no superlatives",
        "placement": "a muted feed",
        "examples": ("Put it down. It stays.",),
        "avoid": ("awesome",),
        "address": {"de": "informal"},
    }
    settings = request().settings
    told = settings.model_copy(update=house)
    shots = Request("storyboard", {"kind": "ad"}, {}, told).messages()[0]["content"]
    assert "dry, no superlatives" in shots
    assert "a muted feed" in shots
    assert "It stays" not in shots
    words = Request("script", {"kind": "ad"}, {}, told, locale="de").messages()[0]["content"]
    for one in ("dry, no superlatives", "a muted feed", "It stays", "awesome", "mit du an"):
        assert one in words
    usual = Request("script", {"kind": "ad"}, {}, settings, locale="de").messages()[0]["content"]
    assert "mit Sie an" in usual
    assert "at most 30 characters" in usual
    assert Request("script", {}, {}, settings, locale="de").key != (
        Request("script", {}, {}, told, locale="de").key
    )
