"""Setups become accepted takes with any renderer; what fails stops those that start from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.inspection import limits_for
from engine.jobs.shooting import AcceptedTake
from engine.pool import LocalPool, WorkerResources
from engine.renderers import Offer, Order, Renderer, RendererRouter, Unsupported
from engine.renderers.clips import frames_of_clip
from engine.renderers.take import encode_take
from engine.shooting import Selects, shoot_all
from engine.store import BlobKind, Store, open_store
from schemas.errors import InspectionError, RenderError
from schemas.production import PoolSettings
from schemas.setup import Canvas, Setup
from schemas.shot import Extend, Generate, Restyle, Shot, ShotRef
from schemas.storyboard import Storyboard, sources_of
from tests.engine.jobs.conftest import BLACK, GOOD, Projector
from tests.engine.renderers.animatic.conftest import decoded

CANVAS = Canvas(width=160, height=90)
SLOW = Canvas(width=96, height=64, rate=Fraction(12))
OPEN = Generate(operation="generate", name="open", frames=24)
AFTER = Extend(operation="extend", name="after", frames=24, source=ShotRef(shot="open"))
MIRROR = Restyle(operation="restyle", name="mirror", frames=24, source=ShotRef(shot="open"))


@dataclass
class Mirror:
    """A whole renderer of another's own rate and size: clips turned upside down."""

    name: str = "mirror"
    source_type: str = "composite"
    resources: WorkerResources | None = None
    seen: list[Order] = field(default_factory=list)

    def offer(
        self, shot: Shot, canvas: Canvas, frames: int, brand: Mapping[str, Any]
    ) -> Offer | Unsupported:
        del brand
        if not isinstance(shot, Restyle | Extend):
            return Unsupported("it only turns clips upside down")
        return Offer(SLOW, round(frames * SLOW.rate / canvas.rate), {"revision": 1})

    def models(self) -> Mapping[str, str]:
        return {}

    def shooter(self) -> Mirror:
        return self

    def shoot(self, order: Order, target: Path, report: Callable[[float], None]) -> dict[str, str]:
        self.seen.append(order)
        (clip,) = order.clips
        frames = list(frames_of_clip(clip, order.setup.canvas))[: order.setup.frames]
        turned = (b"".join(np.flipud(plane).tobytes() for plane in frame) for frame in frames)
        encode_take(turned, order.setup.canvas, target)
        report(1.0)
        return {"renderer": "mirror 1"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store") as opened:
        yield opened


def setups_of(router: RendererRouter, *shots: Shot, seed: int = 0) -> dict[str, Setup]:
    """As a plan has them: by key, sources first."""
    keys: dict[str, str] = {}
    setups = {}
    for shot in Storyboard(shots=shots).shooting_order():
        routed = router.route(shot, CANVAS, shot.frames, {})
        setup = Setup(
            shot=shot,
            canvas=routed.offer.canvas,
            frames=routed.offer.frames,
            renderer=routed.renderer,
            fingerprint=dict(routed.offer.fingerprint),
            sources=tuple(keys[name] for name in sources_of(shot)),
            seed=seed,
        )
        keys[shot.name] = setup.key()
        setups[setup.key()] = setup
    return setups


def shot_all(
    store: Store,
    router: RendererRouter,
    setups: Mapping[str, Setup],
    accepted: Mapping[str, AcceptedTake] | None = None,
    **options: Any,
) -> Selects:
    with LocalPool(PoolSettings(cpus=2)) as pool:
        return shoot_all(
            setups,
            accepted or {},
            {},
            pool=pool,
            store=store,
            router=router,
            limits=limits_for(),
            name="lamp-7",
            **{"retakes": 2, **options},
        )


def router_of(*renderers: Renderer) -> RendererRouter:
    return RendererRouter([(renderer, ()) for renderer in renderers])


def only_generates(projector: Projector) -> RendererRouter:
    """The projector for `generate`, a mirror for the rest."""
    return RendererRouter([(projector, ("generate",)), (Mirror(), ())])


def test_a_dependant_is_given_the_take_that_was_accepted_and_not_the_first(store: Store) -> None:
    mirror, seeds = Mirror(), {0: BLACK, 1: GOOD}
    router = RendererRouter([(Projector(seeds.__getitem__), ("generate",)), (mirror, ())])
    setups = setups_of(router, MIRROR, OPEN)
    selects = shot_all(store, router, setups)
    assert not selects.failures
    source, turned = (selects.take(key) for key in setups)
    assert source.key != next(iter(setups))  # the second attempt
    (order,) = mirror.seen
    (clip,) = order.clips
    assert clip.path == store.blobs.path(source.key, BlobKind.TAKE)
    assert (clip.canvas, clip.first, clip.frames, clip.role) == (CANVAS, 0, 24, "source")
    assert (selects.rendered, selects.retakes) == (3, 1)
    assert (turned.shot, turned.canvas) == ("mirror", SLOW)


def test_a_clip_of_another_size_and_rate_is_conformed_to_the_shot(store: Store) -> None:
    router = only_generates(Projector(lambda _seed: GOOD))
    selects = shot_all(store, router, setups_of(router, OPEN, MIRROR))
    first, turned = (
        decoded(store.blobs.path(take.key, BlobKind.TAKE)) for take in selects.takes.values()
    )
    assert (len(first), len(turned)) == (24, 12)
    assert turned[0].shape == (64, 96, 3)
    # Every other frame, upside down: what was above is below.
    above, below = first[2][:40].mean((0, 1)), turned[1][-28:].mean((0, 1))
    assert np.abs(above - below).max() < 12


@dataclass
class Jumps(Mirror):
    """A renderer whose extensions jump where they begin: from there on upside down."""

    name: str = "jumps"

    def offer(
        self, shot: Shot, canvas: Canvas, frames: int, brand: Mapping[str, Any]
    ) -> Offer | Unsupported:
        del brand, shot
        return Offer(canvas, frames, {"times": {"kept": 8}})

    def shoot(self, order: Order, target: Path, report: Callable[[float], None]) -> dict[str, str]:
        frames = list(frames_of_clip(order.clips[0], order.setup.canvas))
        shown = [frame if n < 8 else tuple(map(np.flipud, frame)) for n, frame in enumerate(frames)]
        encode_take((b"".join(p.tobytes() for p in one) for one in shown), CANVAS, target)
        report(1.0)
        return {}


def test_an_extension_that_jumps_at_its_joint_is_a_failed_take(store: Store) -> None:
    router = RendererRouter(
        [(Projector(lambda _seed: GOOD), ("generate",)), (Jumps(), ("extend",))]
    )
    setups = setups_of(router, OPEN, AFTER)
    selects = shot_all(store, router, setups)
    (failure,) = selects.failures.values()
    assert re.search(r"joint is \d.* times the steps around it, allowed is .* to 2", str(failure))


def test_what_starts_from_a_failed_shot_is_not_shot_and_names_it(store: Store) -> None:
    router = only_generates(Projector(lambda _seed: BLACK))
    setups = setups_of(router, OPEN, MIRROR)
    selects = shot_all(store, router, setups, retakes=0)
    failed, stopped = (selects.failures[key] for key in setups)
    assert isinstance(failed, InspectionError)
    assert "shot 'open' of row 'lamp-7' fails its inspection" in str(failed)
    assert "shot 'mirror' is not shot, because a shot that it starts from failed" in str(stopped)
    assert "shot 'open': " in str(stopped)
    assert not selects.takes
    assert store.ledger.accepted(setups) == {}


def test_a_renderer_that_fails_stops_only_its_own_shot_and_its_dependants(store: Store) -> None:
    def source(seed: int) -> str:
        if seed == 0:
            raise RenderError("the lamp is broken", "shot 'open'")
        return GOOD

    router = only_generates(Projector(source))
    other = OPEN.model_copy(update={"name": "other", "frames": 30})
    broken = setups_of(router, OPEN, MIRROR)
    fine = setups_of(router, other, seed=5)
    selects = shot_all(store, router, broken | fine)
    assert {type(error) for error in selects.failures.values()} == {RenderError}
    assert selects.failures.keys() == broken.keys()
    assert selects.takes.keys() == fine.keys()
    with pytest.raises(RenderError, match=r"the lamp is broken \(shot 'open'\)"):
        selects.take(next(iter(broken)))


def test_what_was_accepted_before_is_a_source_and_is_not_shot_again(store: Store) -> None:
    projector = Projector(lambda _seed: GOOD)
    router = only_generates(projector)
    setups = setups_of(router, OPEN, MIRROR)
    before = shot_all(store, router, dict(list(setups.items())[:1]))
    after = shot_all(store, router, setups, before.takes)
    assert (projector.seeds, after.rendered) == ([0], 1)
    assert after.takes.keys() == setups.keys()
    assert after.inspections.keys() == {take.key for take in after.takes.values()}


def test_a_renderer_whose_seed_changes_nothing_gets_no_retake(store: Store) -> None:
    @dataclass
    class Fixed(Projector):
        def offer(self, *asked: Any) -> Offer | Unsupported:
            offer = super().offer(*asked)
            assert isinstance(offer, Offer)
            return replace(offer, seeded=False)

    projector = Fixed(lambda _seed: BLACK)
    router = router_of(projector)
    selects = shot_all(store, router, setups_of(router, OPEN))
    assert (projector.seeds, selects.retakes) == ([0], 0)
    assert "; 1 take)" in str(*selects.failures.values())


def test_takes_inspections_and_the_accepted_take_are_remembered(store: Store) -> None:
    router = router_of(Projector(lambda seed: GOOD if seed else BLACK))
    setups = setups_of(router, OPEN)
    (take,) = shot_all(store, router, setups).takes.values()
    (key,) = setups
    assert store.ledger.accepted([key]) == {key: take.key}
    made = store.ledger.made(take.key, BlobKind.TAKE)
    assert made
    assert (made.lineage["attempt"], made.lineage["setup"]) == (1, key)
    assert len(store.ledger.have([key, take.key], BlobKind.TAKE)) == 2
    assert store.ledger.inspections([take.key])[take.key].passed


def test_how_far_each_setup_is_is_heard(store: Store) -> None:
    heard: list[tuple[str, float]] = []
    router = only_generates(Projector(lambda _seed: GOOD))
    setups = setups_of(router, OPEN, MIRROR)
    shot_all(store, router, setups, report=lambda key, share: heard.append((key, share)))
    assert heard == [(key, 1.0) for key in setups]
