"""Paid jobs of a run that died, was cancelled or lost its row are collected by the next run."""

from __future__ import annotations

import csv
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from PIL import Image

from engine import ffmpeg
from engine.store import BlobKind, Calls, open_store
from flows.command_line.lookups import Calls as CallsAnswer
from flows.command_line.lookups import list_calls
from schemas.keys import key_of
from schemas.reject import Code
from tests.engine.production.conftest import DEMO, Studio
from tests.flows.terminal import callsheet
from tests.videos_server import VideosServer, serving

ROOT = Path(__file__).parents[3]
COST = Decimal("0.25625")
"""Of 41 frames at 16 per second."""
ZERO = Decimal(0)
RUNNING = (200, {"id": "video_1", "status": "in_progress", "progress": 40})
ROWS = (
    {"id": "lamp", "title": "Halo Lamp", "images": "lamp.jpg", "storyboard": "board.yaml"},
    {"id": "cup", "title": "Nord Cup", "images": "lamp.jpg", "storyboard": ""},
)
SHOTS = [
    {"name": "mood", "operation": "generate", "seconds": 2, "subject": "a brass lamp"},
    {"name": "lamp", "operation": "still", "seconds": 2, "picture": 0},
]


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("video") / "video.mp4"
    picture = ("-f", "lavfi", "-i", "testsrc2=size=128x72:rate=16:duration=4")
    ffmpeg.run([*picture, "-pix_fmt", "yuv420p", str(path)], what="a video")
    return path.read_bytes()


@pytest.fixture
def server(video: bytes) -> Iterator[VideosServer]:
    with serving(video) as running:
        running.states = [RUNNING] * 1000
        yield running


def write_rows(folder: Path, *rows: dict[str, str]) -> None:
    with (folder / "catalog.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ROWS[0].keys())
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def lamps(tmp_path: Path, server: VideosServer) -> Studio:
    """One row whose first shot a server makes, for exactly the budget."""
    with Image.open(DEMO / "halo-lamp-1.jpg") as opened:
        opened.resize((240, 240)).save(tmp_path / "lamp.jpg", quality=90)
    (tmp_path / "board.yaml").write_text(yaml.safe_dump({"shots": SHOTS}), "utf-8")
    write_rows(tmp_path, ROWS[0])
    price = {"amount": "0.10", "currency": "USD"}
    videos = {"base_url": server.url, "model": "wan", "height": 64, "price": price}
    production = {
        "catalog": "catalog.csv",
        "voice": {"engine": "none"},
        "pool": {"kind": "local"},
        "moderation": {"name": "off"},
        "takes": {"retakes": 0},
        "budget": {"amount": str(COST), "currency": "USD"},
        "renderers": [
            {"name": "videos-api", "operations": ["generate"], "videos": videos},
            {"name": "animatic"},
        ],
        "deliveries": [{"profile": "preview"}],
    }
    (tmp_path / "production.yaml").write_text(yaml.safe_dump(production), "utf-8")
    return Studio(tmp_path)


def killed(studio: Studio, server: VideosServer, after: str) -> None:
    """A run that is killed once the server has heard `after`."""
    command = [sys.executable, "-m", "flows.command_line.main", "produce"]
    own = {"XDG_CONFIG_HOME": str(studio.folder), "PREFECT_HOME": str(studio.folder / "prefect")}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    run = subprocess.Popen(
        [*command, str(studio.folder / "production.yaml")],
        env=kept | own,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 120
    while not any(asked.startswith(after) for asked in server.asked):
        assert run.poll() is None, "the run ended before it was killed"
        assert time.monotonic() < deadline
        time.sleep(0.02)
    run.kill()
    run.wait()


def interrupt_at_first_poll(server: VideosServer, number: signal.Signals) -> None:
    """Have this process sent a signal when the server is first asked after its job."""
    main = threading.main_thread().ident
    assert main is not None

    def interrupt() -> None:
        if server.asked[-1].startswith("GET"):
            server.hears = None
            signal.pthread_kill(main, number)

    server.hears = interrupt


def cancelled(studio: Studio, server: VideosServer) -> None:
    """A run that is ended by Ctrl-C when it has asked after its job."""
    # A shell starts what runs in the background with this signal ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        interrupt_at_first_poll(server, signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            studio.produce()
    finally:
        signal.signal(signal.SIGINT, before)


def calls_of(studio: Studio) -> CallsAnswer:
    """What `callsheet calls` answers."""
    return list_calls(studio.folder / "production.yaml", None, ())


def spent(studio: Studio) -> tuple[Decimal, Decimal]:
    """What the ledger says was spent, and what is reserved."""
    with open_store(studio.folder / ".callsheet") as store:
        calls: Calls = store.ledger.calls
        return calls.spending("production", "USD")


def test_a_job_whose_driver_was_killed_is_waited_for_by_the_next_run_and_paid_once(
    lamps: Studio, server: VideosServer, capsys: pytest.CaptureFixture[str]
) -> None:
    killed(lamps, server, "GET")
    assert spent(lamps) == (ZERO, COST)
    calls_of(lamps).show()
    told = capsys.readouterr().out
    assert f"{COST} USD reserved, " in told
    assert f"job video_1 at {server.url}, not collected yet" in told
    (job,) = calls_of(lamps).document["submitted"]
    assert (job["provider"], job["job"], job["max_cost"]) == (server.url, "video_1", f"{COST} USD")
    assert 0 <= job["age"] < 600
    server.states.clear()
    result = lamps.produce()
    assert (result.status, result.counts.films.made) == (0, 1), result.rejects
    assert len(server.forms) == 1
    assert spent(lamps) == (COST, ZERO)
    assert result.counts.spent.amount == COST
    assert calls_of(lamps).document["submitted"] == []


def test_a_job_whose_row_is_gone_is_collected_all_the_same(
    lamps: Studio, server: VideosServer
) -> None:
    cancelled(lamps, server)
    write_rows(lamps.folder, ROWS[1])
    still_running = lamps.produce()
    assert still_running.counts.films.made == 1
    assert spent(lamps) == (ZERO, COST), "it is not done yet"
    server.states.clear()
    result = lamps.produce()
    assert result.counts.spent.amount == COST
    assert spent(lamps) == (COST, ZERO)
    with open_store(lamps.folder / ".callsheet") as store:
        (call,) = sent_jobs(lamps)
        assert store.blobs.has(key_of("sent", take=call), BlobKind.TAKE)
    write_rows(lamps.folder, *ROWS)
    asked = len(server.asked)
    assert lamps.produce().counts.films.made == 1
    assert len(server.asked) == asked, "what was collected is not fetched again"


def sent_jobs(studio: Studio) -> list[str]:
    with closing(sqlite3.connect(studio.folder / ".callsheet" / "ledger.sqlite")) as base:
        return [key for (key,) in base.execute("SELECT key FROM calls WHERE job IS NOT NULL")]


def test_a_submission_whose_answer_was_lost_waits_for_a_person(
    lamps: Studio, server: VideosServer
) -> None:
    server.drops = True
    for _again in range(2):
        result = lamps.produce()
        assert [reject.code for reject in result.rejects] == [Code.DOUBT]
    assert len(server.forms) == 1, "it was not sent a second time"
    found = calls_of(lamps)
    assert (len(found.unknown), found.submitted, found.status) == (1, (), 1)


def test_a_cancelled_run_stops_polling_and_the_next_one_collects(
    lamps: Studio, server: VideosServer
) -> None:
    cancelled(lamps, server)
    polls = len(server.asked)
    assert polls < 5
    time.sleep(1.5)
    assert len(server.asked) == polls, "it went on polling"
    assert spent(lamps) == (ZERO, COST)
    server.states.clear()
    assert lamps.produce().counts.films.made == 1
    assert len(server.forms) == 1


def test_a_command_that_is_told_to_stop_says_so_in_a_document_and_is_no_crash(
    lamps: Studio, server: VideosServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(lamps.config))
    monkeypatch.setenv("PREFECT_HOME", str(lamps.folder / "prefect"))
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    interrupt_at_first_poll(server, signal.SIGTERM)
    answer = callsheet("produce", lamps.folder / "production.yaml", "--json")
    assert (answer.status, answer.json["error"]["what"]) == (130, "the run was cancelled")
    assert "Traceback" not in answer.err
    assert [call.job for call in calls_of(lamps).submitted] == ["video_1"]
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_a_provider_that_is_gone_is_asked_once_and_stops_nobody(
    lamps: Studio, server: VideosServer
) -> None:
    cancelled(lamps, server)
    with closing(sqlite3.connect(lamps.folder / ".callsheet" / "ledger.sqlite")) as base, base:
        base.execute("UPDATE calls SET base_url = 'http://127.0.0.1:9/v1'")
    write_rows(lamps.folder, ROWS[1])
    assert lamps.produce().counts.films.made == 1
    (job,) = calls_of(lamps).submitted
    assert job.base_url == "http://127.0.0.1:9/v1"
