"""Many rows written at once: how many at a time, who waits for whom, and when asking stops."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image

from engine.production.check import check_catalog
from engine.production.outcome import rejected
from engine.production.planning.build import build_plan
from engine.production.prerequisites import fulfil_all
from engine.production.watch import Quiet
from flows.catalog import catalog_of
from schemas.reject import Reject
from tests.chat_server import Asked, ChatServer, Reply, chat_server
from tests.engine.production.conftest import Studio

Done = tuple[str, Reject | None]


@pytest.fixture
def chat() -> Iterator[ChatServer]:
    with chat_server() as server:
        yield server


@contextmanager
def written(
    folder: Path, chat: ChatServer, rows: int, concurrency: int
) -> Iterator[Iterator[Done]]:
    """Rows `r0`, `r1`, ... as they are written, of a catalog that a model writes for money."""
    Image.new("RGB", (320, 320), "#886644").save(folder / "thing.jpg")
    writer: dict[str, Any] = {"name": "model", "base_url": chat.url, "model": "m", "timeout": 60.0}
    production = {
        "catalog": "catalog.csv",
        "writer": {**writer, "price": {"input": 1, "output": 1}, "concurrency": concurrency},
        "moderation": {"name": "off"},
        "budget": {"amount": 100, "currency": "USD"},
        "voice": {"engine": "none"},
        "deliveries": [{"profile": "preview"}],
    }
    (folder / "production.yaml").write_text(yaml.safe_dump(production), "utf-8")
    studio = Studio(folder)
    studio.write(
        tuple(
            {"id": f"r{n}", "title": "Cup", "description": f"Cup {n}.", "images": "thing.jpg"}
            for n in range(rows)
        )
    )
    with studio.opened() as context:
        check = check_catalog(context, catalog_of(context))
        with build_plan(context, check, Quiet()) as plan:
            done = fulfil_all(context, plan.pending(), Quiet())
            yield (
                (row.brief.id, rejected(row.brief, error) if error else None) for row, error in done
            )


def sent(completion: dict[str, Any]) -> Reply:
    return 200, {}, json.dumps(completion).encode()


def test_as_many_rows_are_asked_for_at_once_as_was_said(tmp_path: Path, chat: ChatServer) -> None:
    """Each waits for the other 18; the first alone shows that the server serves."""
    together, first = threading.Barrier(19), threading.Lock()

    def reply(asked: Asked, completion: dict[str, Any]) -> Reply:
        if asked.name == "storyboard" and not first.acquire(blocking=False):
            together.wait(60)
        return sent(completion)

    chat.reply = reply
    with written(tmp_path, chat, rows=20, concurrency=20) as rows:
        assert not [reject for _, reject in rows if reject]
    assert Counter(chat.names) == {"storyboard": 20, "script": 20}


def test_a_slow_row_holds_up_no_other(tmp_path: Path, chat: ChatServer) -> None:
    others = threading.Event()

    def reply(asked: Asked, completion: dict[str, Any]) -> Reply:
        if asked.row["description"] == "Cup 1.":
            others.wait(60)
        return sent(completion)

    chat.reply = reply
    done = []
    with written(tmp_path, chat, rows=12, concurrency=2) as rows:
        for row, reject in rows:
            done.append(row)
            assert reject is None
            if len(done) == 11:
                others.set()
    assert done[-1] == "r1"


@pytest.mark.parametrize(
    ("status", "codes"), [(401, {"WORK": 50}), (500, {"DOUBT": 3, "WORK": 47})]
)
def test_what_fails_for_every_row_is_asked_for_three_of_fifty(
    tmp_path: Path, chat: ChatServer, status: int, codes: dict[str, int]
) -> None:
    chat.reply = lambda *_: (status, {}, b'{"error": {"message": "no"}}')
    with written(tmp_path, chat, rows=50, concurrency=16) as rows:
        assert Counter(reject.code for _, reject in rows if reject) == codes
    assert len(chat.asked) == 3


def test_a_server_that_begins_to_refuse_everybody_is_left_soon(
    tmp_path: Path, chat: ChatServer
) -> None:
    """After 20 answers its credit is gone."""

    def reply(_: Asked, completion: dict[str, Any]) -> Reply:
        if len(chat.asked) <= 20:
            return sent(completion)
        return 429, {}, b'{"error": {"message": "no", "type": "insufficient_quota"}}'

    chat.reply = reply
    with written(tmp_path, chat, rows=50, concurrency=4) as rows:
        failed = [reject for _, reject in rows if reject]
    assert len(failed) >= 40
    assert len(chat.asked) <= 20 + 3 + 3, "three that failed, and what was under way"
