"""Whatever befalls a videos server, each video is asked for as often as is right and paid for once.

The whole way of a shot: the ledger, the budget, the jobs, the take.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from engine import ffmpeg
from engine.inspection import limits_for
from engine.pool import LocalPool
from engine.renderers import RendererRouter
from engine.renderers.videos_api import jobs
from engine.shooting import Selects, shoot_all
from engine.spending import PaidCalls
from engine.store import BlobKind, Store, open_store
from schemas.errors import EncodeError, RenderError, RowError, WorkError
from schemas.money import Money
from schemas.production import PoolSettings
from tests.engine.renderers.videos_api.test_videos_api import MOOD, PRICE, renderer_of, setup_of
from tests.videos_server import VideosServer, serving

CAP = Money(amount=Decimal(10), currency="USD")
COST = Decimal("0.106250")
ZERO = Decimal(0)
Kind = type[Exception] | tuple[type[Exception], ...]
RUNNING = (200, {"status": "in_progress", "progress": 10})


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("video") / "video.mp4"
    source = ("-f", "lavfi", "-i", "testsrc2=size=128x64:rate=16:duration=1.5")
    ffmpeg.run([*source, "-pix_fmt", "yuv420p", str(path)], what="a video")
    return path.read_bytes()


@pytest.fixture
def server(video: bytes) -> Iterator[VideosServer]:
    with serving(video) as running:
        running.each = True
        yield running


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store") as opened:
        yield opened


class Runs:
    """Runs of one production, each as another process would be; none of them really sleeps."""

    def __init__(self, store: Store, server: VideosServer) -> None:
        self.store, self.server = store, server
        self.cost: Money | str = PRICE
        self.timeout = 60.0

    def run(self, url: str = "") -> Selects:
        renderer = renderer_of(url or self.server.url, price=self.cost, timeout=self.timeout)
        setup = setup_of(renderer, MOOD)
        calls = PaidCalls(self.store.ledger.calls, "shop", CAP, sleep=lambda _: None)
        with LocalPool(PoolSettings(cpus=1)) as pool:
            return shoot_all(
                {setup.key(): setup},
                {},
                {},
                pool=pool,
                store=self.store,
                router=RendererRouter([(renderer, ())]),
                limits=limits_for(),
                retakes=0,
                paid_calls=calls,
                name="lamp-7",
            )

    def shot(self) -> None:
        """A run that gives the take, which lies in the store."""
        selects = self.run()
        assert not selects.failures, selects.failures
        (take,) = selects.takes.values()
        assert self.store.blobs.has(take.key, BlobKind.TAKE)

    def failed(self, kind: Kind, match: str, url: str = "") -> None:
        """A run that gives no take, but this error."""
        selects = self.run(url)
        (error,) = selects.failures.values()
        with pytest.raises(kind, match=match):
            raise error
        assert not selects.takes

    @property
    def money(self) -> tuple[Decimal, Decimal]:
        """What is spent, and what is reserved."""
        return self.store.ledger.calls.spending("shop", "USD")


@pytest.fixture
def runs(store: Store, server: VideosServer) -> Runs:
    return Runs(store, server)


def test_nothing_wrong_is_one_post_one_price_and_one_take(runs: Runs) -> None:
    runs.shot()
    runs.shot()
    assert (runs.server.posts, runs.money) == (1, (COST, ZERO))


@pytest.mark.parametrize("fault", ["drops", "hangs"])
def test_a_submission_whose_answer_is_lost_waits_for_a_person(
    runs: Runs, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_ANSWER", 0.2)
    setattr(runs.server, fault, 0.6)
    for _again in range(3):
        runs.failed(RowError, "it is not known whether .* was paid for")
    assert (runs.server.posts, runs.money) == (1, (ZERO, COST))
    (call,) = runs.store.ledger.calls.unknown("shop")
    setattr(runs.server, fault, 0)
    assert runs.store.ledger.calls.retry(call.key)
    runs.shot()
    assert (runs.server.posts, runs.money) == (2, (2 * COST, ZERO))


def test_a_busy_server_is_asked_again_and_one_that_stays_busy_is_left(runs: Runs) -> None:
    busy = (429, {"error": {"message": "busy"}})
    runs.server.submits = [busy] * 5
    runs.failed(WorkError, "was not answered .*429: busy")
    assert (runs.server.posts, runs.money) == (5, (ZERO, ZERO))
    runs.server.submits = [busy] * 2
    runs.shot()
    assert (runs.server.posts, runs.money) == (8, (COST, ZERO))


@pytest.mark.parametrize(("cost", "posts"), [(PRICE, 1), ("free", 2)])
def test_an_overloaded_server_is_asked_a_second_time_only_for_nothing(
    runs: Runs, cost: Money | str, posts: int
) -> None:
    runs.cost, runs.server.submits = cost, [(503, {"error": {"message": "overloaded"}})]
    if cost == "free":
        runs.shot()
    else:
        runs.failed(RowError, "it is not known whether .* was paid for")
    assert runs.server.posts == posts


def test_a_job_that_hangs_is_left_and_collected_by_the_next_run(runs: Runs) -> None:
    runs.timeout, runs.server.states = 0.001, [RUNNING] * 50
    runs.failed(WorkError, r"is not done yet \(job video_1 at")
    runs.server.states = []
    runs.shot()
    assert (runs.server.posts, runs.money) == (1, (COST, ZERO))


def test_a_job_told_as_failed_by_an_error_costs_nothing_and_may_be_asked_for_again(
    runs: Runs,
) -> None:
    runs.server.states = [RUNNING, (422, {"status": "failed", "error": "NaN in the latents"})]
    runs.failed(WorkError, r"failed at its provider, and cost nothing \(NaN in the latents\)")
    assert (runs.server.posts, runs.money) == (1, (ZERO, ZERO))
    runs.shot()
    assert (runs.server.posts, runs.money) == (2, (COST, ZERO))


BLOCKED = {"code": "moderation_blocked", "message": "no weapons"}


def test_moderation_is_shown_as_such_and_costs_nothing(runs: Runs) -> None:
    runs.server.submits = [(400, {"error": BLOCKED})]
    runs.failed(RenderError, "declined the shot .*moderation_blocked no weapons.*other words")
    runs.server.states = [(200, {"status": "failed", "error": BLOCKED})]
    runs.failed(WorkError, "moderation_blocked no weapons")
    assert (runs.server.posts, runs.money) == (2, (ZERO, ZERO))


@pytest.mark.parametrize("sent", ["page", "half", "nothing", "brackets"])
def test_a_download_that_is_no_video_is_fetched_again_and_paid_for_once(
    runs: Runs, video: bytes, sent: str
) -> None:
    hostile = {
        "page": b"<html>" + b"sign in " * 900,
        "half": video[: len(video) // 2],
        "nothing": b"",
        "brackets": b"[" * 100_000,
    }
    runs.server.contents = [hostile[sent]]
    runs.failed((EncodeError, WorkError), ".")
    assert runs.server.posts == 1
    assert len(runs.store.ledger.calls.submitted("shop")) == 1, "the job is still to be fetched"
    runs.shot()
    assert (runs.server.posts, runs.money) == (1, (COST, ZERO))


def test_a_download_that_breaks_off_is_begun_again(runs: Runs) -> None:
    runs.server.cuts = 2
    runs.shot()
    assert runs.server.asked.count("GET /v1/videos/video_1/content") == 3
    assert (runs.server.posts, runs.money) == (1, (COST, ZERO))


@pytest.mark.parametrize("body", [b"[" * 200_000, b"\xff\xfe", b'{"status": {"a": []}}'])
def test_an_answer_that_is_no_answer_is_no_state(runs: Runs, body: bytes) -> None:
    runs.server.raw = body
    runs.failed(WorkError, "cannot be collected .*answered 200")
    runs.server.raw = b""
    runs.shot()
    assert (runs.server.posts, runs.money) == (1, (COST, ZERO))


@pytest.mark.parametrize("replicas", [2, 3])
def test_behind_one_address_the_replica_that_has_the_job_is_found(
    runs: Runs, replicas: int
) -> None:
    runs.server.replicas, runs.server.states = replicas, [RUNNING] * 3
    runs.shot()
    assert (runs.server.posts, runs.money) == (1, (COST, ZERO))


def test_a_job_is_collected_where_it_was_given_and_another_address_is_another_shot(
    runs: Runs, video: bytes
) -> None:
    runs.timeout, runs.server.states = 0.001, [RUNNING] * 50
    runs.failed(WorkError, "is not done yet")
    with serving(video) as other:
        assert not runs.run(other.url).failures
        assert other.posts == 1
    runs.server.states = []
    runs.shot()
    assert (runs.server.posts, runs.money) == (1, (2 * COST, ZERO))


def test_what_a_restart_forgot_is_paid_for_again_only_by_a_person(runs: Runs) -> None:
    runs.timeout, runs.server.states = 0.001, [RUNNING] * 50
    runs.failed(WorkError, "is not done yet")
    runs.server.restart()
    for _again in range(2):
        runs.failed(WorkError, r"charged for it \(the server does not know the job any more\)")
    assert (runs.server.posts, runs.money) == (1, (COST, ZERO))
    setup = setup_of(renderer_of(runs.server.url), MOOD)
    assert runs.store.ledger.calls.retry(setup.key())
    runs.server.states = []
    runs.shot()
    assert (runs.server.posts, runs.money) == (2, (2 * COST, ZERO))
