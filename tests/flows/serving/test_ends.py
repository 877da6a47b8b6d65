"""Runs that have ended: everyone is told once, and what was interrupted goes on."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from prefect.client.schemas.objects import FlowRun, State
from prefect.states import Cancelled, Completed, Crashed, Failed, Suspended

from engine.production.run import RunResult
from flows.serving.diary import Diary, record_of
from flows.serving.ends import Ends
from flows.serving.figures import Figures
from flows.serving.notify import Message, Messenger, outcomes_of
from schemas.reject import Code, Reject
from schemas.run import Counts, FilmCounts, Spending
from schemas.served_run import ServedRun
from schemas.serving import Notifications

SHOP, DROP = uuid4(), uuid4()


class Server:
    """Remembers ended runs and the runs that were asked for."""

    def __init__(self, *runs: FlowRun) -> None:
        self.runs = list(runs)
        self.started: dict[str, dict[str, Any]] = {}

    async def read_flow_runs(self, *, offset: int = 0, **filters: Any) -> list[FlowRun]:
        """As Prefect's client does."""
        wanted = filters["flow_run_filter"]
        if wanted.end_time is not None:
            return self.runs[offset:]
        kinds = wanted.state.type.any_
        return [run for run in self.runs if run.state is not None and run.state.type in kinds]

    async def create_flow_run_from_deployment(self, deployment: UUID, **run: Any) -> None:
        """As Prefect's client does."""
        self.started[run["idempotency_key"]] = {"deployment": deployment, **run}


class Told(Messenger):
    """A messenger whose receiver answers 500 so many times."""

    def __init__(self, refusals: int = 0, **settings: Any) -> None:
        hook = {"url": "http://127.0.0.1/hook"}
        super().__init__(Notifications.model_validate({"webhook": hook, **settings}), {})
        self._refusals = refusals
        self.messages: list[Message] = []

    async def send(self, way: str, message: Message) -> None:
        """Take it, or refuse it."""
        assert way == "webhook"
        if self._refusals:
            self._refusals -= 1
            raise httpx.HTTPError("it answered 500")
        self.messages.append(message)


def ended(state: State, deployment: UUID = SHOP, **fields: Any) -> FlowRun:
    now = datetime.now(UTC) - timedelta(minutes=1)
    state = state.model_copy(update={"timestamp": now})
    run = FlowRun(flow_id=uuid4(), deployment_id=deployment, name="shop", state=state)
    return run.model_copy(update={"start_time": now, "end_time": now, **fields})


def record(run: FlowRun, *rejects: Reject) -> ServedRun:
    films = FilmCounts(made=11, failed=3)
    spent = Spending(amount=Decimal("1.20"), currency="EUR")
    counts = Counts(rejects=len(rejects), films=films, seconds={"make": 7.5}, spent=spent)
    return record_of(str(run.id), "shop", RunResult(counts, rejects), "http://films/shop")


def looked(
    state: Path, server: Any, messenger: Messenger, looks: int = 2
) -> tuple[Figures, list[str]]:
    """The figures after some looks, and what was said."""
    said: list[str] = []
    diary = Diary(state)
    figures = Figures(["shop"], diary.records())
    names = {"produce/shop": SHOP, "drop/shop": DROP}
    ends = Ends(names, "http://ui", diary, messenger, figures, said.append)

    async def look() -> None:
        for _ in range(looks):
            await ends.look(server)

    asyncio.run(look())
    return figures, said


def test_everyone_is_told_once_also_over_a_restart(tmp_path: Path) -> None:
    server, messenger = Server(ended(Completed()), ended(Failed(message="no"))), Told()
    for _ in range(2):
        looked(tmp_path, server, messenger)
    assert len(messenger.messages) == 2


def test_a_message_that_is_not_taken_is_sent_again_and_that_is_said_once(tmp_path: Path) -> None:
    messenger = Told(refusals=2)
    _, said = looked(tmp_path, Server(ended(Completed())), messenger, looks=4)
    assert len(messenger.messages) == 1
    (line,) = said
    assert "it answered 500" in line
    assert "tried again" in line


def test_who_did_not_ask_for_it_is_not_told(tmp_path: Path) -> None:
    messenger = Told(when=["rejects"])
    runs = [ended(Completed()), ended(Completed(name="Completed with rejects")), ended(Failed())]
    looked(tmp_path, Server(*runs), messenger)
    assert [one.run.id for one in messenger.messages] == [runs[1].id]


def test_the_message_has_the_commonest_causes_and_the_links(tmp_path: Path) -> None:
    run = ended(Completed(message="11 of 14 films made, 6 rows rejected.", name="With rejects"))
    codes = [Code.PRICE, Code.PRICE, Code.PRICE, Code.URL, Code.URL, Code.KIND, Code.TEXT]
    rejects = [
        Reject(row=n, id=f"r{n}", code=code, reason=f"bad {n}", remedy="Mend it.")
        for n, code in enumerate(codes)
    ]
    Diary(tmp_path).write(record(run, *rejects))
    messenger = Told()
    looked(tmp_path, Server(run), messenger)
    (message,) = messenger.messages
    found = message.document
    assert [(one["code"], one["rows"]) for one in found["causes"]] == [
        ("Q:PRICE", 3),
        ("Q:URL", 2),
        ("Q:KIND", 1),
    ]
    assert found["links"] == {
        "run": f"http://ui/runs/flow-run/{run.id}",
        "films": "http://films/shop/index.html",
        "rejects": "http://films/shop/rejects.csv",
    }
    assert "3 rows Q:PRICE: bad 0. Mend it." in found["text"]
    assert "rejects: http://films/shop/rejects.csv" in message.letter


@pytest.mark.parametrize(
    "state", [Crashed(message="killed"), Cancelled(message="Runner is shutting down.")]
)
def test_a_run_that_was_interrupted_goes_on_and_nobody_is_alarmed(
    tmp_path: Path, state: State
) -> None:
    run = ended(state, parameters={"production": "shop", "choices": {"strict": True}})
    server, messenger = Server(run), Told()
    looked(tmp_path, server, messenger)
    (started,) = server.started.values()
    assert started["parameters"] == run.parameters
    assert started["tags"] == ["attempt 2"]
    assert messenger.messages == []


def test_a_run_that_is_interrupted_again_and_again_ends_and_is_told(tmp_path: Path) -> None:
    server, messenger = Server(ended(Crashed(), tags=["attempt 5"])), Told()
    looked(tmp_path, server, messenger)
    assert server.started == {}
    assert len(messenger.messages) == 1


def test_a_run_that_was_cancelled_does_not_go_on(tmp_path: Path) -> None:
    server, messenger = Server(ended(Cancelled())), Told(when=["cancelled"])
    looked(tmp_path, server, messenger)
    assert server.started == {}
    assert len(messenger.messages) == 1


def test_a_run_whose_parameters_are_none_of_ours_does_not_crash_again(tmp_path: Path) -> None:
    server, messenger = Server(ended(Crashed(), parameters={"base": "/"})), Told()
    looked(tmp_path, server, messenger)
    assert server.started == {}
    assert len(messenger.messages) == 1


def test_a_crash_that_may_still_turn_out_to_be_a_cancelling_is_left_for_a_while(
    tmp_path: Path,
) -> None:
    run = ended(Crashed())
    server = Server(run.model_copy(update={"state": Crashed()}))
    looked(tmp_path, server, Told())
    assert server.started == {}


def test_a_drop_goes_on_by_its_claim_and_not_by_this(tmp_path: Path) -> None:
    server = Server(ended(Crashed(), DROP))
    looked(tmp_path, server, Told())
    assert server.started == {}


def test_somebody_is_told_once_that_a_run_waits_for_approval(tmp_path: Path) -> None:
    run = ended(Suspended(), end_time=None)
    messenger = Told()
    looked(tmp_path, Server(run), messenger, looks=3)
    (message,) = messenger.messages
    assert message.document["state"] == "suspended"
    assert f"callsheet approve {run.id}" in message.document["message"]
    later = run.model_copy(update={"state": Suspended()})  # asked again
    looked(tmp_path, Server(later), messenger)
    assert len(messenger.messages) == 2


def test_the_figures_count_films_rows_seconds_and_money(tmp_path: Path) -> None:
    run = ended(Completed())
    Diary(tmp_path).write(record(run))
    figures, _ = looked(tmp_path, Server(run), Told())
    text = figures.text().decode()
    assert 'callsheet_films_total{outcome="made",production="shop"} 11.0' in text
    assert 'callsheet_films_total{outcome="failed",production="shop"} 3.0' in text
    assert 'callsheet_runs_total{production="shop",state="Completed"} 1.0' in text
    assert 'callsheet_seconds_total{production="shop",stage="make"} 7.5' in text
    assert 'callsheet_spent_total{currency="EUR",production="shop"} 1.2' in text
    assert "callsheet_queue 0.0" in text


def test_the_age_of_the_last_good_run_outlives_a_restart(tmp_path: Path) -> None:
    run = ended(Completed())
    good = record(run).model_copy(update={"status": 0})
    bad = good.model_copy(update={"status": 1, "run": "other"})
    earlier = good.ended - timedelta(hours=2)
    Diary(tmp_path).write(good.model_copy(update={"ended": earlier}))
    Diary(tmp_path).write(bad)
    text = Figures(["shop"], Diary(tmp_path).records()).text().decode()
    line = next(one for one in text.splitlines() if one.startswith("callsheet_last_good_run_age"))
    assert 7200 <= float(line.split()[-1]) < 7300


@pytest.mark.parametrize(
    ("state", "outcomes"),
    [
        (Completed(), {"completed"}),
        (Completed(name="Completed with rejects"), {"completed", "rejects"}),
        (Failed(), {"failed"}),
        (Crashed(), {"crashed"}),
        (Cancelled(), {"cancelled"}),
    ],
)
def test_the_names_that_an_end_goes_by(state: State, outcomes: set[str]) -> None:
    assert outcomes_of(ended(state)) == outcomes
