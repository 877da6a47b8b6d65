"""What the animatic renderer makes of clips, measured in pixels."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from engine.renderers import Offer, Order, Unsupported
from engine.renderers.animatic import Animatic
from engine.renderers.animatic.blend import influence
from engine.renderers.animatic.extend import extended
from engine.renderers.clips import ClipInput
from engine.renderers.reel import Reel
from engine.renderers.take import encode_take, yuv420p
from engine.styles import styles
from schemas.setup import Canvas, Setup
from schemas.shot import Blend, Description, Extend, Loop, Restyle, Shot, ShotRef
from tests.engine.renderers.animatic.conftest import (
    BRAND,
    CANVASES,
    LANDSCAPE,
    Pixels,
    decoded,
    flat,
    texture,
)

A, B = ShotRef(shot="a"), ShotRef(shot="b")
FRAMES = 30
Camera = Callable[[int], tuple[float, float, float]]
"""Frame to the view's middle, in pixels off the scene's, and its zoom."""
WIDE = texture((900, 700))
COARSE = cv2.resize(texture((225, 175)), (900, 700), interpolation=cv2.INTER_CUBIC)


def panned(speed: float) -> Camera:
    return lambda n: (speed * n, 0.0, 1.0)


def zoomed(speed: float) -> Camera:
    return lambda n: (0.0, 0.0, 1.2 + speed * n)


def filmed(camera: Camera, canvas: Canvas, scene: Pixels = WIDE, frames: int = FRAMES) -> Any:
    """A camera over a scene, exact to a hundredth of a pixel."""
    for n in range(frames):
        x, y, zoom = camera(n)
        middle = np.array([(canvas.width - 1) / 2, (canvas.height - 1) / 2])
        target = np.array([scene.shape[1] / 2 + x, scene.shape[0] / 2 + y])
        linear = np.eye(2) / zoom
        matrix = np.column_stack([linear, target - linear @ middle])
        size = canvas.width, canvas.height
        flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
        yield cv2.warpAffine(scene, matrix, size, flags=flags)


class Studio:
    """Films sources and shoots operations over them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def source(self, name: str, frames: Any, canvas: Canvas = LANDSCAPE) -> ClipInput:
        path, pictures = self.folder / f"{name}.mp4", [yuv420p(one) for one in frames]
        encode_take(iter(pictures), canvas, path)
        return ClipInput(path, canvas, 0, len(pictures), name)

    def shoot(
        self, shot: Shot, *clips: ClipInput, frames: int = 48, canvas: Canvas = LANDSCAPE
    ) -> list[Pixels]:
        offer = Animatic().offer(shot, canvas, frames, BRAND)
        assert isinstance(offer, Offer)
        setup = Setup(
            shot=shot,
            canvas=canvas,
            frames=frames,
            renderer="animatic",
            style_inputs=dict(offer.style_inputs),
        )
        target = self.folder / "take.mp4"
        Animatic().shooter().shoot(Order(setup, (), clips), target, lambda _share: None)
        return decoded(target)


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio(tmp_path)


def extend(direction: Any = "forward", kept: int = 12) -> Extend:
    return Extend(operation="extend", name="x", frames=48, source=A, direction=direction, kept=kept)


LOOP = Loop(operation="loop", name="x", frames=48, source=A)


def blend(*curve: float) -> Blend:
    return Blend(operation="blend", name="x", frames=48, first=A, second=B, curve=curve or (0, 1))


def restyle(style: str, strength: float = 0.6) -> Restyle:
    look = Description(style=style)
    return Restyle(
        operation="restyle", name="x", frames=48, source=A, strength=strength, description=look
    )


def moved(before: Pixels, after: Pixels) -> Any:
    """Shift in pixels and zoom from one frame to another, about the middle, by ECC."""
    grey = [cv2.cvtColor(one, cv2.COLOR_RGB2GRAY) for one in (before, after)]
    stop = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 100, 1e-6)
    eye: Any = np.eye(2, 3, dtype=np.float32)
    _, warp = cv2.findTransformECC(grey[0], grey[1], eye, cv2.MOTION_AFFINE, stop)
    middle = np.array([before.shape[1] / 2, before.shape[0] / 2])
    return (warp[:, :2] @ middle + warp[:, 2] - middle)[0], float(np.linalg.det(warp[:, :2])) ** 0.5


def apart(before: Pixels, after: Pixels) -> float:
    return float(np.abs(before.astype(float) - after).mean())


@CANVASES
@pytest.mark.parametrize("shot", [extend(), extend("backward"), LOOP, blend(), restyle("noir")])
def test_a_take_of_clips_has_the_frames_and_the_size_that_were_asked_for(
    shot: Shot, canvas: Canvas, studio: Studio
) -> None:
    clips = [
        studio.source(name, filmed(panned(1), canvas, frames=12), canvas)
        for name in ("a", "b")[: 1 + isinstance(shot, Blend)]
    ]
    frames = studio.shoot(shot, *clips, frames=9, canvas=canvas)
    assert {frame.shape for frame in frames} == {(canvas.height, canvas.width, 3)}
    assert len(frames) == 9


@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_the_kept_frames_of_an_extension_are_exactly_the_sources(
    direction: str, studio: Studio
) -> None:
    reel = Reel(studio.source("a", filmed(panned(1.5), LANDSCAPE)), LANDSCAPE)
    frames = list(extended(reel, extend(direction), LANDSCAPE, 48))
    kept, first = (frames[:12], 18) if direction == "forward" else (frames[-12:], 0)
    assert all(
        np.array_equal(plane, own)
        for n, frame in enumerate(kept)
        for plane, own in zip(frame, reel[first + n], strict=True)
    )


@pytest.mark.parametrize("direction", ["forward", "backward"])
@pytest.mark.parametrize("speed", [-1.5, 0.6])
def test_an_extension_goes_on_with_a_pan(direction: str, speed: float, studio: Studio) -> None:
    clip = studio.source("a", filmed(panned(speed), LANDSCAPE))
    frames = studio.shoot(extend(direction), clip)
    joint = 12 if direction == "forward" else 36
    new = range(joint, joint + 4) if direction == "forward" else range(joint - 4, joint)
    steps = [moved(frames[n - 1], frames[n])[0] for n in range(new[0], new[-1] + 1)]
    assert steps == pytest.approx([-speed] * 4, rel=0.35)
    # It slows down rather than stopping or running on.
    far = moved(frames[-2], frames[-1]) if direction == "forward" else moved(*frames[:2])
    assert abs(far[0]) < 0.8 * abs(speed)


@pytest.mark.parametrize(("direction", "speed"), [("forward", 0.004), ("backward", -0.004)])
def test_an_extension_goes_on_coming_nearer(direction: str, speed: float, studio: Studio) -> None:
    clip = studio.source("a", filmed(zoomed(speed), LANDSCAPE))
    frames = studio.shoot(extend(direction), clip)
    pair = (frames[11], frames[15]) if direction == "forward" else (frames[36], frames[32])
    assert moved(*pair)[1] == pytest.approx(1 + 4 * 0.004 / 1.26, abs=0.004)


@pytest.mark.parametrize("camera", [panned(4), zoomed(-0.008), zoomed(0.008)])
def test_an_extension_shows_nothing_beyond_the_picture(camera: Camera, studio: Studio) -> None:
    # A bright scene: whatever is invented, black or smeared, shows at the frame's edges.
    scene = np.clip(WIDE.astype(int) + 90, 130, 255).astype(np.uint8)
    clip = studio.source("a", filmed(camera, LANDSCAPE, scene))
    frames = studio.shoot(extend(kept=1), clip)
    for frame in frames[::6]:
        edges = [frame[0], frame[-1], frame[:, 0], frame[:, -1]]
        assert min(int(edge.min()) for edge in edges) > 110
        # A smear has no detail across the edge.
        across = np.abs(np.diff(frame[:, :4].astype(int), axis=1)).mean()
        assert across > 0.4


def test_an_extension_of_what_stands_stands(studio: Studio) -> None:
    clip = studio.source("a", filmed(panned(0), LANDSCAPE))
    frames = studio.shoot(extend(), clip)
    assert max(apart(frames[12], frame) for frame in frames[13:]) < 0.5


@pytest.mark.parametrize("length", [12, 26, 70])
def test_a_loops_seam_is_no_larger_than_its_inner_steps(length: int, studio: Studio) -> None:
    clip = studio.source("a", filmed(panned(1), LANDSCAPE, frames=length))
    frames = studio.shoot(LOOP, clip, frames=24)
    steps = [apart(*pair) for pair in pairwise(frames)]
    assert apart(frames[-1], frames[0]) <= max(steps)
    assert min(steps) > 0.2  # it moves


def test_a_long_clips_loop_is_its_own_frames_where_they_come_back(studio: Studio) -> None:
    def swinging(n: int) -> tuple[float, float, float]:
        return 20 * np.sin(2 * np.pi * n / 48), 0.0, 1.0

    clip = studio.source("a", filmed(swinging, LANDSCAPE, frames=130))
    source, frames = decoded(clip.path), studio.shoot(LOOP, clip)
    found = [min(apart(frame, one) for one in source) for frame in frames[::6]]
    assert max(found) < 3


@pytest.mark.parametrize("curve", [(0, 1), (1, 0), (0, 0, 1, 1), (0, 0.5, 0.5, 1), (0.3,)])
def test_a_blend_follows_its_curve(curve: tuple[float, ...], studio: Studio) -> None:
    small = Canvas(width=96, height=64)
    clips = [
        studio.source(name, [flat((level,) * 3, (96, 64))] * 24, small)
        for name, level in (("a", 40), ("b", 200))
    ]
    frames = studio.shoot(blend(*curve), *clips, canvas=small)
    shares = [(frame.mean() - 40) / 160 for frame in frames]
    assert shares == pytest.approx(influence(curve, 48), abs=0.02)


def test_a_blend_leads_from_one_clip_to_the_other_along_their_motion(studio: Studio) -> None:
    # Both see one scene, 24 pixels apart: in the middle it stands between, and is no double.
    clips = [
        studio.source("a", filmed(lambda _n: (0, 0, 1), LANDSCAPE, COARSE)),
        studio.source("b", filmed(lambda _n: (24, 0, 1), LANDSCAPE, COARSE)),
    ]
    first, second = (decoded(clip.path)[0] for clip in clips)
    frames = studio.shoot(blend(), *clips, frames=25)
    assert apart(frames[0], first) < 2
    assert apart(frames[-1], second) < 2
    way = [moved(first, frames[n])[0] for n in (4, 8, 12, 16, 20)]
    assert np.all(np.diff(way) < -2)
    assert way[2] == pytest.approx(-12, abs=2)
    assert frames[12].std() > 0.9 * first.std()


@pytest.mark.parametrize("style", styles())
def test_a_restyles_strength_is_monotone(style: str, studio: Studio) -> None:
    scene = cv2.cvtColor(
        np.dstack([WIDE[..., 0], WIDE[..., 1] // 2 + 80, WIDE[..., 2]]), cv2.COLOR_HSV2RGB
    )
    clip = studio.source("a", filmed(panned(0), LANDSCAPE, scene, frames=3))
    plain = decoded(clip.path)[0]
    far = [
        apart(plain, studio.shoot(restyle(style, strength), clip, frames=3)[0])
        for strength in (0, 0.25, 0.5, 0.75, 1)
    ]
    assert far[0] < 1
    assert np.all(np.diff(far) > 0.5)


def test_monochrome_has_no_colour_and_duotone_the_brands(studio: Studio) -> None:
    clip = studio.source("a", filmed(panned(0), LANDSCAPE, frames=3))
    grey = studio.shoot(restyle("black and white", 1), clip, frames=3)[1].astype(int)
    assert np.abs(grey[..., 0] - grey[..., 2]).mean() < 2
    # Dark teal, orange and paper lie on two lines through the colours' space.
    toned = studio.shoot(restyle("duotone", 1), clip, frames=3)[1].reshape(-1, 3).astype(float)
    middle = toned[np.argsort(toned.sum(1))[len(toned) // 2]]
    assert middle[0] - middle[2] > 40


def test_a_dark_clip_in_a_style_of_much_contrast_is_still_seen(studio: Studio) -> None:
    dark = (WIDE // 5).astype(np.uint8)
    clip = studio.source("a", filmed(panned(0), LANDSCAPE, dark, frames=3))
    frame = studio.shoot(restyle("noir", 1), clip, frames=3)[1]
    assert (frame.mean(2) > 0.1 * 255).mean() > 0.1
    assert frame.std() > decoded(clip.path)[1].std()


def test_a_style_that_nobody_knows_is_refused_with_those_that_are_known() -> None:
    offer = Animatic().offer(restyle("in the manner of nobody"), LANDSCAPE, 48, BRAND)
    assert isinstance(offer, Unsupported)
    assert "warm film" in offer.reason
    assert "duotone" in offer.reason


def test_only_a_duotones_take_depends_on_the_brands_colours() -> None:
    duotone, noir = (
        Animatic().offer(restyle(style), LANDSCAPE, 48, BRAND) for style in ("duotone", "noir")
    )
    assert isinstance(duotone, Offer)
    assert isinstance(noir, Offer)
    assert set(duotone.style_inputs) == {"dark", "accent", "light"}
    assert not noir.style_inputs


def test_an_extension_that_adds_nothing_is_refused() -> None:
    offer = Animatic().offer(extend(kept=48), LANDSCAPE, 48, BRAND)
    assert isinstance(offer, Unsupported)
    assert "keeps 48 frames" in offer.reason


def test_what_a_shot_keeps_is_counted_in_the_takes_frames_and_keyed() -> None:
    at_24, at_12 = (
        Animatic().offer(extend(kept=24), LANDSCAPE, frames, BRAND) for frames in (48, 24)
    )
    assert isinstance(at_24, Offer)
    assert isinstance(at_12, Offer)
    assert (at_24.fingerprint["times"], at_12.fingerprint["times"]) == ({"kept": 24}, {"kept": 12})


def test_a_re_cut_grades_its_span_and_keeps_all_else_exactly(studio: Studio) -> None:
    clip = studio.source("a", filmed(panned(0), LANDSCAPE, frames=12))
    plain = decoded(clip.path)
    shot = restyle("noir", 1).model_copy(update={"frames": 12, "span": (3, 8)})
    for n, frame in enumerate(studio.shoot(shot, clip, frames=12)):
        assert (apart(plain[n], frame) < 4) == (not 3 <= n < 8), n


def test_a_re_cuts_times_are_part_of_its_fingerprint() -> None:
    shots = [
        restyle("noir").model_copy(update=update)
        for update in ({}, {"span": (3, 8)}, {"span": (3, 9)}, {"begin": 5})
    ]
    offers = [Animatic().offer(shot, LANDSCAPE, 48, BRAND) for shot in shots]
    prints = [json.dumps(dict(one.fingerprint)) for one in offers if isinstance(one, Offer)]
    assert len(set(prints)) == 4
