"""A production that asks for approval waits for it, and does what was said."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from flows.serving import approval
from flows.serving.approval import Gate
from flows.serving.diary import Diary
from schemas.errors import ProductionError
from schemas.money import Money
from schemas.run import Action, PlannedFilm
from tests.flows.serving.office import Office, until
from tests.flows.shop import Shop
from tests.flows.terminal import callsheet


class Asked:
    """Stands for Prefect's suspension: what was answered, and how often it was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, approved: bool) -> None:
        self.times = 0
        self._approved = approved
        silent = SimpleNamespace(info=lambda *_words: None)
        monkeypatch.setattr(approval, "suspend_flow_run", self._suspend)
        monkeypatch.setattr(approval, "get_run_logger", lambda: silent)

    def _suspend(self, **_options: object) -> approval.Answer:
        self.times += 1
        return approval.Answer(approved=self._approved, name="Ada", note="too dear")


def plan(cost: str = "", why: str = "new", films: int = 1) -> Any:
    """A plan of one film that costs so much."""
    film = PlannedFilm(
        id="a", slug="a", locale="en", profile="p", file="a.mp4", action=Action.CREATE, why=why
    )
    money = Money.model_validate({"amount": cost, "currency": "EUR"}) if cost else None
    counts = SimpleNamespace(films=SimpleNamespace(made=films, withdrawn=0))
    return SimpleNamespace(cost=money, films=lambda *_actions: [film], counts=counts)


def test_what_costs_nothing_is_not_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked(monkeypatch, approved=True)
    Gate("spending", Diary(tmp_path)).before_spending(plan())
    Gate(None, Diary(tmp_path)).before_spending(plan("9"))
    Gate("publishing", Diary(tmp_path)).before_spending(plan("9"))
    Gate("publishing", Diary(tmp_path)).before_publishing(plan(films=0), lambda: None)
    assert asked.times == 0


def test_an_approved_plan_is_not_asked_for_again_and_a_later_change_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked(monkeypatch, approved=True)
    for _ in range(2):
        Gate("spending", Diary(tmp_path)).before_spending(plan("12.50"))
    assert asked.times == 1
    Gate("spending", Diary(tmp_path)).before_spending(plan("12.60"))
    Gate("spending", Diary(tmp_path)).before_spending(plan("12.50", why="price: 1 -> 2"))
    assert asked.times == 3
    kept = [json.loads(path.read_text()) for path in tmp_path.glob("approvals/*.json")]
    assert {(one["name"], one["approved"]) for one in kept} == {("Ada", True)}
    assert "spending up to 12.50 EUR" in {one["what"] for one in kept}


def test_a_rejected_plan_ends_the_run_with_who_and_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Asked(monkeypatch, approved=False)
    with pytest.raises(ProductionError, match=r"12 EUR was rejected by Ada on .*too dear"):
        Gate("spending", Diary(tmp_path)).before_spending(plan("12"))


@pytest.mark.timeout(900)
def test_films_are_made_and_published_once_somebody_approved_them(
    office: Office, shop: Shop
) -> None:
    folder = shop.folder.parent
    run = office.start("asked")
    until(lambda: office.run(run)["state_name"] == "Suspended")
    assert not list(folder.glob("asked/films/*/*.mp4"))
    answer = callsheet(
        "approve", run, "--serving", folder / "serving.yaml", "--name", "Ada", "--json"
    )
    assert answer.json["approved"], answer.err
    assert office.ended(run)["state_name"] == "Completed"
    assert len(list(folder.glob("asked/films/*/*.mp4"))) == 1
    counts = json.loads((folder / "asked" / "run.json").read_text("utf-8"))
    assert counts["shots"]["rendered"] == 0  # what was made before the question is used after it
    (kept,) = (folder / ".callsheet" / "serving").glob("approvals/*.json")
    assert json.loads(kept.read_text("utf-8"))["name"] == "Ada"
    again = callsheet("approve", run, "--serving", folder / "serving.yaml", "--json")
    assert again.status == 2
    assert "does not wait for approval" in again.out
