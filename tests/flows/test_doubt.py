"""What a person decides about paid calls and rows: not charged, written anew; and who judges."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.production import run
from engine.store import open_store
from flows.command_line import producing
from tests.chat_server import ChatServer, chat_server
from tests.flows.shop import ROWS, Shop
from tests.flows.terminal import callsheet

BOTTLE, LAMP = ({**row, "seconds": None} for row in ROWS[:2])


@pytest.fixture
def chat(
    home: Path,  # noqa: ARG001 - keys of the tests' own
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[ChatServer]:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    with chat_server() as server:
        yield server
        assert server.problems == []


@pytest.fixture
def shop(tmp_path: Path, chat: ChatServer) -> Shop:
    shop = Shop.opened(tmp_path / "shop")
    shop.set(
        writer={
            "name": "model",
            "base_url": chat.url,
            "model": "small-writer",
            "price": {"input": "0.15", "output": "0.60", "currency": "USD"},
            "timeout": 20.0,
        },
        moderation={"name": "off"},
        budget={"amount": "5", "currency": "USD"},
        deliveries=[{"profile": "preview"}],
        voice={"engine": "none"},
    )
    shop.write((BOTTLE,))
    return shop


@pytest.fixture
def _unmade(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs end once everything is written and planned: films would take most of the time."""
    written = functools.partial(run.produce, make=lambda *_: iter(()))
    monkeypatch.setattr(producing, "produce", written)


def spent(shop: Shop) -> tuple[Decimal, Decimal]:
    """What the account has spent, and what it holds back."""
    with open_store(str(shop.folder / ".callsheet"), None, shop.folder / ".callsheet") as store:
        return store.ledger.calls.spending("production", "USD")


def answers(shop: Shop) -> int:
    """Answers that the ledger keeps."""
    with open_store(str(shop.folder / ".callsheet"), None, shop.folder / ".callsheet") as store:
        names = ("the storyboard of ", "the script of ")
        return store.ledger.calls.history("production", "USD", names).answers


@pytest.mark.usefixtures("_unmade")
def test_what_a_call_did_not_cost_goes_back_and_it_is_sent_again(
    shop: Shop, chat: ChatServer
) -> None:
    chat.mood = "dropping"
    assert shop.callsheet("produce").status == 1
    paid, held = spent(shop)
    assert (paid, held > 0) == (Decimal(0), True)
    (doubt,) = shop.callsheet("calls").json["unknown"]
    both = shop.callsheet("calls", "--not-charged", doubt["key"], "--retry", doubt["key"])
    assert (both.status, spent(shop)) == (2, (paid, held))
    answer = shop.callsheet("calls", "--not-charged", doubt["key"])
    assert (answer.status, [one["key"] for one in answer.json["retried"]]) == (0, [doubt["key"]])
    assert spent(shop) == (Decimal(0), Decimal(0))
    chat.mood = "honest"
    assert shop.callsheet("produce").status == 0
    assert len(chat.asked) == 3
    refused = shop.callsheet("calls", "--not-charged", doubt["key"])
    assert (refused.status, "was answered, and charged" in refused.err) == (2, True)


def test_a_row_in_doubt_holds_up_neither_free_work_nor_other_rows(
    shop: Shop, chat: ChatServer
) -> None:
    """All that is left of the budget is held for the lamp; the bottle's price changes for free."""
    assert shop.callsheet("produce").status == 0
    chat.mood = "dropping"
    shop.write((BOTTLE, LAMP))
    assert shop.callsheet("produce").status == 1
    paid, held = spent(shop)
    shop.set(budget={"amount": str(paid + held), "currency": "USD"})
    shop.write((BOTTLE | {"price": Decimal("29.90")}, LAMP))
    planned = shop.callsheet("plan").json
    assert (planned["over_budget"], planned["in_doubt"]) == ("", 1)
    assert planned["would"]["writing"]["asked"] == 0, "what is in doubt is not asked for"
    answer = shop.callsheet("produce")
    assert (answer.status, answer.json["films"]["made"], answer.json["films"]["failed"]) == (
        1,
        1,
        1,
    )
    assert len(chat.asked) == 3
    new = {**BOTTLE, "id": "cup", "title": "Cup", "description": "A steel cup."}
    shop.write((BOTTLE, LAMP, new))
    refused = shop.callsheet("produce")
    assert refused.status == 2
    assert "held for calls in doubt" in refused.json["error"]["where"]
    assert "--not-charged" in refused.json["error"]["remedy"]


@pytest.mark.usefixtures("_unmade")
def test_one_row_is_written_anew_and_nothing_else_is_asked_for(
    shop: Shop, chat: ChatServer
) -> None:
    shop.write((BOTTLE, LAMP))
    assert shop.callsheet("produce").status == 0
    assert (len(chat.asked), answers(shop)) == (4, 4)
    answer = shop.callsheet("produce", "--rewrite", "lamp")
    assert answer.status == 0
    assert answer.json["writing"] == {"asked": 1, "failed": 0}
    assert chat.names[4:] == ["storyboard", "script"]
    assert {"brass" in str(asked.row) for asked in chat.asked[4:]} == {True}
    assert answers(shop) == 6, "the old answers stay in the ledger"
    assert shop.callsheet("produce").json["writing"]["asked"] == 0
    assert len(chat.asked) == 6


@pytest.mark.usefixtures("_unmade")
def test_a_row_that_may_not_be_paid_for_is_not_written_anew(shop: Shop, chat: ChatServer) -> None:
    assert shop.callsheet("produce").status == 0
    shop.set(budget={"amount": "0.000001", "currency": "USD"})
    assert shop.callsheet("produce", "--rewrite", "bottle").status == 2
    assert shop.callsheet("produce").json["writing"]["asked"] == 0
    assert len(chat.asked) == 2
    assert shop.callsheet("produce", "--rewrite", "nobody").status == 2
    shop.write((BOTTLE, LAMP))
    apart = shop.callsheet("produce", "--only", "lamp", "--rewrite", "bottle")
    assert (apart.status, "leaves it out" in apart.err) == (2, True)
    shop.set(writer={"name": "template"})
    refused = shop.callsheet("produce", "--rewrite", "bottle")
    assert (refused.status, "nobody who would write" in refused.err) == (2, True)


@pytest.mark.usefixtures("_unmade")
def test_the_likely_cost_stands_beside_the_most_once_answers_were_paid(
    shop: Shop, chat: ChatServer
) -> None:
    assert shop.callsheet("plan").json["would"]["spent"]["likely"] is None
    chat.moods, chat.mends = {"script": "lying"}, True
    paid = shop.callsheet("produce").json["spent"]["amount"]
    shop.write((BOTTLE, LAMP))
    would = shop.callsheet("plan").json["would"]["spent"]
    assert would["likely"] == pytest.approx(paid, rel=0.25)
    assert would["likely"] < would["amount"] / 4
    assert (
        f"likely about {Decimal(str(would['likely']))} USD"
        in callsheet("plan", shop.production).out
    )


def judged_by(shop: Shop, chat: ChatServer, forbidden: str) -> None:
    chat.forbidden = forbidden
    shop.set(moderation={"name": "server", "base_url": chat.url})


def test_a_row_that_a_model_may_not_be_shown_is_not_shown(shop: Shop, chat: ChatServer) -> None:
    judged_by(shop, chat, "matte powder")
    assert shop.callsheet("produce").status == 1
    assert (len(chat.judged), chat.asked) == (1, [])
    found: list[dict[str, Any]] = shop.callsheet("plan").json["rejects"]
    assert [one["code"] for one in found] == ["MODERATION"]
    assert len(chat.judged) == 1, "a verdict is kept"


@pytest.mark.usefixtures("_unmade")
def test_what_a_model_wrote_is_judged_before_it_is_shown(shop: Shop, chat: ChatServer) -> None:
    judged_by(shop, chat, "closer look")
    answer = shop.callsheet("produce")
    assert (answer.status, answer.json["films"]["made"]) == (1, 0)
    assert [one["code"] for one in shop.callsheet("plan").json["rejects"]] == ["MODERATION"]
    assert chat.names == ["storyboard", "script"]
    assert ["closer look" in text.lower() for text in chat.judged] == [False, True]


def test_the_plan_says_where_nobody_judges_what_a_model_writes(shop: Shop) -> None:
    assert shop.callsheet("plan").json["unjudged"] is True
    assert "Nobody judges what the model is shown" in callsheet("plan", shop.production).out
    shop.set(moderation={"name": "server", "base_url": "http://127.0.0.1:9/v1"})
    assert shop.callsheet("plan").json["unjudged"] is False
