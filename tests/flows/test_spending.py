"""What a run may cost is said before it, what it spent after it, and nothing is spent unasked."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.production.opening import open_context
from engine.production.planning.plan import Plan
from engine.production.run import Choices, produce
from engine.production.watch import Quiet
from flows.catalog import catalog_of
from flows.settings import Overrides, open_target, paths_of, secrets_of
from schemas.errors import BudgetError
from tests.chat_server import ChatServer, chat_server
from tests.flows.shop import ROWS, Shop
from tests.flows.terminal import callsheet


@pytest.fixture
def chat() -> Iterator[ChatServer]:
    with chat_server() as server:
        yield server


@pytest.fixture
def shop(tmp_path: Path, chat: ChatServer, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """One row that a model writes for money; nobody looks at its runs in Prefect."""
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.delenv("CALLSHEET_POOL__ADDRESS", raising=False)
    opened = Shop.opened(tmp_path / "shop")
    opened.set(
        writer={
            "name": "model",
            "base_url": chat.url,
            "model": "small-writer",
            "price": {"input": "0.15", "output": "0.60", "currency": "USD"},
        },
        moderation={"name": "off"},
        budget={"amount": "5", "currency": "USD"},
        deliveries=[{"profile": "preview"}],
        voice={"engine": "none"},
        pool={"kind": "local"},
    )
    opened.write((ROWS[0] | {"seconds": None},))
    return opened


def run_of(shop: Shop) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shop.out / "run.json").read_text("utf-8"))
    return found


def test_a_stated_budget_is_the_consent_and_both_sums_are_said(shop: Shop) -> None:
    answer = callsheet("produce", shop.production)
    assert answer.status == 0, answer.err
    spent = run_of(shop)["spent"]
    assert 0 < spent["amount"] <= spent["most"]
    assert (spent["currency"], spent["reserved"], spent["unknown"]) == ("USD", 0, 0)
    assert (
        f"may cost up to {Decimal(str(spent['most']))} USD for having 1 row written" in answer.err
    )
    assert f"Spent {Decimal(str(spent['amount']))} USD of at most" in answer.out


@pytest.mark.parametrize("more", [(), ("--yes",)])
def test_without_a_budget_nothing_is_spent_and_the_way_out_is_named(
    shop: Shop, chat: ChatServer, more: tuple[str, ...]
) -> None:
    shop.set(budget={"amount": "0", "currency": "USD"})
    cost = shop.callsheet("plan").json["would"]["spent"]["amount"]
    answer = shop.callsheet("produce", *more)
    assert answer.status == 2
    error = answer.json["error"]
    assert f"up to {Decimal(str(cost))} USD" in error["where"]
    assert error["remedy"].startswith(f"Raise `budget` in the production by {Decimal(str(cost))}")
    assert chat.asked == []
    assert not (shop.out / "films").exists()


def test_what_is_in_doubt_is_said_by_the_run_and_counted_by_the_plan_for_nothing(
    shop: Shop, chat: ChatServer
) -> None:
    chat.mood = "dropping"
    answer = callsheet("produce", shop.production)
    assert answer.status == 1
    ran = run_of(shop)
    assert ran["films"] == {"made": 0, "reused": 0, "withdrawn": 0, "failed": 1}
    spent = ran["spent"]
    assert (spent["amount"], spent["unknown"]) == (0, 1)
    assert spent["reserved"] > 0
    assert "USD is reserved for what is in doubt" in answer.out
    planned = shop.callsheet("plan")
    assert (planned.status, planned.json["in_doubt"]) == (1, 1)
    would = planned.json["would"]["spent"]
    assert (would["amount"], would["unknown"]) == (0, 1)
    assert "1 row is in doubt" in callsheet("plan", shop.production).out
    assert len(chat.asked) == 1


def test_a_check_says_that_it_asked_nobody(shop: Shop, chat: ChatServer) -> None:
    shop.set(moderation={"name": "server", "base_url": chat.url})
    answer = shop.callsheet("check")
    assert (answer.status, answer.json["not_asked"]) == (
        0,
        {"words": 1, "moderation": 1, "pictures": 0},
    )
    assert "have yet to be judged" in callsheet("check", shop.production).out
    assert (chat.asked, chat.judged) == ([], [])


def test_rejects_that_one_remedy_cures_are_told_in_one_line(shop: Shop) -> None:
    shop.write(tuple(ROWS[0] | {"id": f"row-{n}", "title": " "} for n in range(40)))
    answer = callsheet("check", shop.production)
    assert answer.status == 1
    told = "40 rows, from row 1 row-0 on, Q:TITLE_MISSING: the row has no title. Write the name"
    assert told in answer.out
    assert "more; --json" not in answer.out
    assert "rejects.csv" not in answer.out
    assert len(shop.callsheet("check").json["rejects"]) == 40
    assert not shop.out.exists()


def test_what_is_known_to_cost_only_when_rows_are_written_wants_a_second_consent(
    shop: Shop, chat: ChatServer, tmp_path: Path
) -> None:
    price = {"per_million_characters": "15", "currency": "USD"}
    voice = {"engine": "server", "base_url": "http://127.0.0.1:9/v1", "price": price}
    shop.set(voice=voice)
    heard: list[str] = []

    def consent(plan: Plan) -> None:
        heard.append(str(plan.cost))
        if len(heard) == 2:
            raise BudgetError("not agreed to")

    target = open_target(shop.production, Overrides(), os.environ)
    paths = paths_of(target, tmp_path / "config")
    with (
        open_context(target.production, paths, secrets_of(os.environ)) as context,
        pytest.raises(BudgetError, match="not agreed"),
    ):
        produce(context, catalog_of(context), Choices(), Quiet(), consent=consent)
    assert len(set(heard)) == 2
    assert chat.names == ["storyboard", "script"]
