"""A videos server is asked once for what was offered, and each of its answers is understood."""

from __future__ import annotations

import io
import re
import socket
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from engine import ffmpeg
from engine.inspection import limits_for
from engine.media import probe
from engine.placement import Seen, framed
from engine.pool import LocalPool
from engine.renderers import Offer, Order, RendererRouter, Unsupported
from engine.renderers.videos_api import VideosApi
from engine.renderers.videos_api.jobs import VideoJobs
from engine.shooting import Selects, shoot_all
from engine.spending import NotAccepted, OutcomeUnknown
from engine.spending.jobs import Failed, Finished, JobProvider, Running
from engine.store import BlobKind, Store, open_store
from schemas.brief import Picture
from schemas.errors import RenderError, WorkError
from schemas.money import Money
from schemas.production import PoolSettings
from schemas.rendering import VideosSettings
from schemas.setup import Canvas, Setup
from schemas.shot import Animate, Card, Description, Generate, Loop, PictureRef, Shot, ShotRef
from tests.seen import seen
from tests.videos_server import VideosServer, serving

CANVAS = Canvas(width=640, height=360)
KEY = "vk-canary-2718"
MOOD = Generate(
    operation="generate", name="mood", frames=24, description=Description(subject="a lamp")
)
OPEN = Animate(operation="animate", name="open", frames=24, picture=PictureRef(picture=0))
PRICE = Money(amount=Decimal("0.10"), currency="USD")


@pytest.fixture(scope="session")
def video(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """2 s in another size and rate than are asked for, with a tone."""
    path = tmp_path_factory.mktemp("video") / "video.mp4"
    picture = ("-f", "lavfi", "-i", "testsrc2=size=160x96:rate=24:duration=2")
    tone = ("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=2")
    ffmpeg.run([*picture, *tone, "-pix_fmt", "yuv420p", str(path)], what="a video")
    return path.read_bytes()


@pytest.fixture
def server(video: bytes) -> Iterator[VideosServer]:
    with serving(video) as running:
        yield running


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store") as opened:
        yield opened


def renderer_of(url: str, **fields: Any) -> VideosApi:
    small = {"height": 64, "multiple": 32, "price": PRICE, "animates": True}
    settings = {"base_url": url, "model": "wan-2.2", **small, **fields}
    return VideosApi(VideosSettings.model_validate(settings), KEY)


def offer_of(renderer: VideosApi, shot: Shot, frames: int = 24) -> Offer:
    offer = renderer.offer(shot, CANVAS, frames, {})
    assert isinstance(offer, Offer), offer
    return offer


COLOURS = {"background": "#14323a", "light": "#f4f1ea", "dark": "#12181b"}


def setup_of(renderer: VideosApi, shot: Shot, pictures: int = 0) -> Setup:
    offer = offer_of(renderer, shot)
    blank = Picture(path="a.png", sha256="0" * 64, width=96, height=96, format="PNG", seen=seen(96))
    return Setup(
        shot=shot,
        canvas=offer.canvas,
        frames=offer.frames,
        renderer=renderer.name,
        fingerprint=dict(offer.fingerprint),
        pictures=(blank,) * pictures,
        placement=framed(shot, offer.canvas, [Seen.of(blank)] * pictures, COLOURS),
        seed=7,
    )


def jobs_at(url: str, **fields: Any) -> VideoJobs:
    return VideoJobs(url, {"prompt": "a lamp"}, Decimal("0.11"), KEY, **fields)


def test_it_offers_the_models_own_size_rate_and_length_at_its_price() -> None:
    offer = offer_of(renderer_of("http://x/v1"), MOOD)
    assert offer.canvas == Canvas(width=128, height=64, rate=Fraction(16))
    assert offer.frames == 17  # 1 s at 16 fps, and 4k+1
    assert offer.max_cost == Money(amount=Decimal("0.106250"), currency="USD")
    assert (offer.where, offer.seeded, offer.sound) == ("remote", True, False)
    assert "a lamp" in offer.prompt.lower()
    assert offer_of(renderer_of("http://x/v1", price="free"), MOOD).max_cost is None


@pytest.mark.parametrize(
    ("shot", "frames", "fields", "reason"),
    [
        (MOOD, 240, {}, r"its 161 frames are longer than one video of the server \(81\)"),
        (OPEN, 24, {"animates": False}, "takes no picture to begin with"),
        (OPEN.model_copy(update={"last": PictureRef(picture=1)}), 24, {}, "no last picture"),
        (MOOD.model_copy(update={"references": (PictureRef(picture=0),)}), 24, {}, "reference"),
        (MOOD.model_copy(update={"cards": (Card(frame=3),)}), 24, {}, "no cards"),
        (
            Loop(operation="loop", name="x", frames=9, source=ShotRef(shot="mood")),
            9,
            {},
            "does not offer 'loop'",
        ),
    ],
)
def test_what_the_protocol_or_the_model_cannot_do_is_refused(
    shot: Shot, frames: int, fields: dict[str, Any], reason: str
) -> None:
    found = renderer_of("http://x/v1", **fields).offer(shot, CANVAS, frames, {})
    assert isinstance(found, Unsupported)
    assert re.search(reason, found.reason)


def test_the_form_says_exactly_what_was_offered(server: VideosServer, tmp_path: Path) -> None:
    renderer = renderer_of(server.url)
    noise = np.random.default_rng(1).integers(0, 256, (96, 96, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "a.png")
    order = Order(setup_of(renderer, OPEN, pictures=1), (tmp_path / "a.png",))
    assert renderer.shooter().provider(order).submit("k" * 64) == "video_1"
    (form,) = server.forms
    assert form["size"] == b"128x64"
    assert (form["num_frames"], form["fps"], form["seed"]) == (b"17", b"16", b"7")
    assert form["seconds"] == b"1.0625"
    assert form["model"] == b"wan-2.2"
    assert Image.open(io.BytesIO(form["input_reference"])).size == (128, 64)
    assert server.keys == [f"Bearer {KEY}"]
    assert server.asked == ["POST /v1/videos"]


@pytest.mark.parametrize(
    ("status", "body", "kind", "message"),
    [
        (429, {"error": {"message": "busy"}}, NotAccepted, "answered 429: busy"),
        (500, {"error": {"message": "oops"}}, OutcomeUnknown, "answered 500: oops"),
        (409, {}, OutcomeUnknown, "answered 409"),
        (200, {"object": "video"}, OutcomeUnknown, "answered 200"),
        (
            400,
            {"error": {"code": "moderation_blocked", "message": f"no, {KEY}"}},
            RenderError,
            r"declined the shot .*moderation_blocked no, \*\*\*\).*a refused prompt",
        ),
        (401, {"detail": "who are you"}, RenderError, "answered 401: who are you"),
    ],
)
def test_each_answer_to_a_submission_says_whether_it_was_taken(
    server: VideosServer,
    status: int,
    body: dict[str, Any],
    kind: type[Exception],
    message: str,
) -> None:
    server.submit_status, server.submit_body = status, body
    with pytest.raises(kind, match=message) as error:
        jobs_at(server.url).submit("k" * 64)
    assert KEY not in str(error.value)
    assert len(server.forms) == 1  # nothing is sent twice


def test_a_line_that_breaks_after_the_form_leaves_it_in_doubt(server: VideosServer) -> None:
    server.drops = True
    with pytest.raises(OutcomeUnknown, match="broke off"):
        jobs_at(server.url).submit("k" * 64)
    assert len(server.forms) == 1


def test_a_server_that_is_not_there_has_taken_nothing() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(NotAccepted, match="out of reach"):
        jobs_at(f"http://127.0.0.1:{port}/v1").submit("k" * 64)


@pytest.mark.parametrize(
    ("status", "body", "state"),
    [
        (200, {"status": "queued"}, Running(0.0)),
        (200, {"status": "in_progress", "progress": 40}, Running(0.4)),
        (200, {"status": "in_progress", "progress": None}, Running(0.0)),
        (200, {"status": "completed"}, Finished(Decimal("0.11"))),
        (200, {"status": "failed", "error": {"message": "NaN"}}, Failed("NaN", Decimal(0))),
        # vLLM-Omni's way of telling of a failed job.
        (500, {"status": "failed", "error": "out of memory"}, Failed("out of memory", Decimal(0))),
    ],
)
def test_each_state_of_a_job_is_understood(
    server: VideosServer, status: int, body: dict[str, Any], state: Running | Finished | Failed
) -> None:
    server.states = [(status, body)]
    assert jobs_at(server.url).poll("video_1") == state
    assert server.asked == ["GET /v1/videos/video_1"]


def test_a_job_that_no_server_behind_the_address_knows_is_lost(server: VideosServer) -> None:
    server.forgotten.add("video_1")  # a restart; what it had made may have been charged
    lost = Failed("the server does not know the job any more", Decimal("0.11"))
    assert jobs_at(server.url).poll("video_1") == lost
    assert set(server.asked) == {"GET /v1/videos/video_1"}
    assert len(server.asked) > 2, "it is looked for, because another server may have it"


@pytest.mark.parametrize(
    ("status", "body"), [(500, {"error": "oops"}), (200, {"status": "dreaming"}), (200, {})]
)
def test_an_answer_that_says_nothing_of_the_job_is_no_state(
    server: VideosServer, status: int, body: dict[str, Any]
) -> None:
    server.states = [(status, body)]
    with pytest.raises(OutcomeUnknown, match=f"answered {status}"):
        jobs_at(server.url).poll("video_1")


def test_a_jobs_id_cannot_lead_elsewhere(server: VideosServer) -> None:
    jobs_at(server.url).poll("../../admin?x=1")
    assert server.asked == ["GET /v1/videos/..%2F..%2Fadmin%3Fx%3D1"]


class Once:
    """Runs each job once for its key, and waits for nothing: what `PaidCalls.run_job` promises."""

    def __init__(self) -> None:
        self.costs: list[Money | None] = []

    def run_job(
        self,
        key: str,
        max_cost: Money | None,
        provider: JobProvider,
        save: Callable[[Callable[[Path], None]], dict[str, Any]],
        **_options: Any,
    ) -> dict[str, Any]:
        job = provider.submit(key)
        while isinstance(state := provider.poll(job), Running):
            pass
        if isinstance(state, Failed):
            raise WorkError("the job failed", state.why)
        self.costs.append(max_cost)
        return save(lambda target: provider.fetch(job, target))


def shot_all(store: Store, renderer: VideosApi, *shots: Shot, runner: Once) -> Selects:
    setups = {setup.key(): setup for setup in (setup_of(renderer, shot) for shot in shots)}
    with LocalPool(PoolSettings(cpus=1)) as pool:
        return shoot_all(
            setups,
            {},
            {},
            pool=pool,
            store=store,
            router=RendererRouter([(renderer, ())]),
            limits=limits_for(),
            retakes=0,
            paid_calls=runner,
            name="lamp-7",
        )


def test_what_a_server_sends_becomes_a_take_of_exactly_the_setup(
    server: VideosServer, store: Store
) -> None:
    server.states = [(200, {"status": "queued"}), (200, {"status": "in_progress", "progress": 50})]
    runner = Once()
    selects = shot_all(store, renderer_of(server.url, sound=True), MOOD, runner=runner)
    assert not selects.failures
    (take,) = selects.takes.values()
    found = probe(store.blobs.path(take.key, BlobKind.TAKE))
    assert found.picture
    assert found.sound
    picture = found.picture
    assert (picture.width, picture.height, picture.rate, picture.frames) == (
        128,
        64,
        Fraction(16),
        17,
    )
    assert found.sound.seconds == pytest.approx(17 / 16)
    made = store.ledger.made(take.key, BlobKind.TAKE)
    assert made
    assert made.lineage["sent"] == "160x96 at 24 fps"
    assert (made.lineage["server"], made.lineage["model"]) == (server.url, "wan-2.2")
    assert server.asked[0] == "POST /v1/videos"
    assert server.asked[-1] == "GET /v1/videos/video_1/content"
    assert len(server.forms) == 1
    assert runner.costs == [Money(amount=Decimal("0.106250"), currency="USD")]


def test_a_video_that_is_too_short_is_an_error_and_no_take(
    server: VideosServer, store: Store
) -> None:
    long = MOOD.model_copy(update={"frames": 72})
    renderer = renderer_of(server.url)
    offer = offer_of(renderer, long, frames=72)
    setup = setup_of(renderer, long).model_copy(update={"frames": offer.frames})
    with LocalPool(PoolSettings(cpus=1)) as pool:
        selects = shoot_all(
            {setup.key(): setup},
            {},
            {},
            pool=pool,
            store=store,
            router=RendererRouter([(renderer, ())]),
            limits=limits_for(),
            retakes=0,
            paid_calls=Once(),
        )
    (error,) = selects.failures.values()
    asked = "shot 'mood': 32 frames at 16 fps, asked for 49"
    assert f"the server's video is shorter than was asked for ({asked})" in str(error)
    assert not store.blobs.has(setup.key(), BlobKind.TAKE)


def test_a_failed_job_fails_its_shot_with_the_servers_words(
    server: VideosServer, store: Store
) -> None:
    server.states = [(200, {"status": "failed", "error": {"message": "out of memory"}})]
    selects = shot_all(store, renderer_of(server.url), MOOD, runner=Once())
    assert [str(error) for error in selects.failures.values()] == [
        "the job failed (out of memory)."
    ]
