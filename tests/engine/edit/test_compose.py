"""Takes, dissolves and type become the frames that were asked for."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine import ffmpeg
from engine.edit.compose import composed
from engine.edit.conform import conformed
from engine.edit.segments import EncoderSettings, Incoming, Overlay, Segment, TakeRange
from engine.encode import encode_segment
from engine.media import Planes, planes
from schemas.edit import Transition
from schemas.errors import EncodeError
from schemas.setup import Canvas

CANVAS = Canvas(width=160, height=90, rate=Fraction(24))
FRAMES = 30
ENCODER = EncoderSettings(crf=10, preset="veryfast", binary="0" * 64)


@pytest.fixture(scope="module")
def takes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two moving pictures that have nothing in common."""
    folder = tmp_path_factory.mktemp("takes")
    sources = {
        "bars": "testsrc2=size=160x90:rate=24",
        "zoom": "mandelbrot=size=160x90:rate=24,negate",
    }
    for name, source in sources.items():
        coded = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-crf", "8", "-bf", "0", "-g", "12")
        made = ["-f", "lavfi", "-i", source, "-frames:v", str(FRAMES), *coded]
        ffmpeg.run([*made, str(folder / f"{name}.mp4")], what=name)
    return {name: folder / f"{name}.mp4" for name in sources}


def segment_of(
    frames: int, shown: TakeRange, over: TakeRange | None = None, *overlays: Overlay
) -> Segment:
    incoming = Incoming(over, Transition(kind="dissolve", frames=frames)) if over else None
    return Segment(CANVAS, frames, shown, ENCODER, incoming, overlays)


def plate(_key: str) -> NDArray[np.uint8]:
    """A white plate."""
    return np.full((20, 40, 4), 255, np.uint8)


def white(start: int, frames: int, motion: str = "cut") -> Overlay:
    return Overlay(
        sprite="plate", x=60, y=30, start=start, frames=frames, motion=motion, enter=0, exit=0
    )


def composed_of(segment: Segment, takes: dict[str, Path]) -> list[Planes]:
    return [_planes(frame) for frame in composed(segment, takes.__getitem__, plate)]


def _planes(frame: bytes) -> Planes:
    width, height = CANVAS.width, CANVAS.height
    samples = np.frombuffer(frame, np.uint8)
    sizes = ((height, width), (height // 2, width // 2), (height // 2, width // 2))
    edges = np.cumsum([rows * columns for rows, columns in sizes])
    y, u, v = (
        part.reshape(size) for part, size in zip(np.split(samples, edges[:2]), sizes, strict=True)
    )
    return y, u, v


def _apart(one: Planes, other: Any) -> float:
    """The largest difference of any two samples, in levels."""
    return max(float(np.abs(a.astype(float) - b).max()) for a, b in zip(one, other, strict=True))


def test_frames_are_the_takes_own_from_the_first_that_is_asked_for(takes: dict[str, Path]) -> None:
    found = composed_of(segment_of(7, TakeRange(take="bars", first=11)), takes)
    wanted = list(planes(takes["bars"], 11, 7))
    assert [_apart(a, b) for a, b in zip(found, wanted, strict=True)] == [0] * 7


def test_halfway_through_a_dissolve_a_frame_is_the_mean_of_both_takes(
    takes: dict[str, Path],
) -> None:
    dissolve = segment_of(11, TakeRange(take="bars", first=19), TakeRange(take="zoom", first=3))
    middle = composed_of(dissolve, takes)[5]
    bars, zoom = next(planes(takes["bars"], 24, 1)), next(planes(takes["zoom"], 8, 1))
    mean = [(a.astype(float) + b) / 2 for a, b in zip(bars, zoom, strict=True)]
    assert _apart(middle, mean) <= 0.5
    assert _apart(middle, bars) > 40
    assert _apart(middle, zoom) > 40


def test_the_decoded_middle_of_a_dissolve_is_the_mean_of_both_takes(
    takes: dict[str, Path], tmp_path: Path
) -> None:
    dissolve = segment_of(11, TakeRange(take="bars", first=19), TakeRange(take="zoom", first=3))
    encode_segment(dissolve, composed(dissolve, takes.__getitem__, plate), tmp_path / "segment.mp4")
    middle = next(planes(tmp_path / "segment.mp4", 5, 1))
    bars, zoom = next(planes(takes["bars"], 24, 1)), next(planes(takes["zoom"], 8, 1))
    for seen, a, b in zip(middle, bars, zoom, strict=True):
        assert np.abs(seen - (a.astype(float) + b) / 2).mean() < 1.5


def test_a_dissolve_goes_evenly_from_one_take_to_the_other(takes: dict[str, Path]) -> None:
    dissolve = segment_of(3, TakeRange(take="bars", first=0), TakeRange(take="zoom", first=0))
    for n, frame in enumerate(composed_of(dissolve, takes), 1):
        bars, zoom = (next(planes(takes[name], n - 1, 1)) for name in ("bars", "zoom"))
        share = n / 4
        mixed = [a * (1 - share) + b * share for a, b in zip(bars, zoom, strict=True)]
        assert _apart(frame, mixed) <= 0.5


def test_type_is_there_for_its_own_frames_and_in_its_own_place(takes: dict[str, Path]) -> None:
    titled = segment_of(10, TakeRange(take="bars", first=0), None, white(3, 4))
    for n, (found, bare) in enumerate(
        zip(composed_of(titled, takes), planes(takes["bars"], 0, 10), strict=True)
    ):
        luma, under = found[0].copy(), bare[0].copy()
        if 3 <= n < 7:
            assert np.all(luma[30:50, 60:100] == 235)
            luma[30:50, 60:100] = under[30:50, 60:100] = 0
        assert np.array_equal(luma, under)


def test_type_that_began_before_the_segment_goes_on(takes: dict[str, Path]) -> None:
    found = composed_of(segment_of(5, TakeRange(take="bars", first=9), None, white(-30, 33)), takes)
    assert [bool(np.all(luma[30:50, 60:100] == 235)) for luma, _, _ in found] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_type_over_a_dissolve_does_not_dissolve(takes: dict[str, Path]) -> None:
    dissolve = segment_of(
        3, TakeRange(take="bars", first=0), TakeRange(take="zoom", first=0), white(0, 9)
    )
    assert all(np.all(luma[30:50, 60:100] == 235) for luma, _, _ in composed_of(dissolve, takes))


@pytest.fixture(scope="module")
def slower(takes: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both takes, and one of a model: 208x120, 16 frames a second."""
    target = tmp_path_factory.mktemp("slower") / "model.mp4"
    coded = ("-c:v", "libx264", "-pix_fmt", "yuv420p", "-crf", "8", "-bf", "0", "-g", "12")
    source = ("-f", "lavfi", "-i", "mandelbrot=size=208x120:rate=16", "-frames:v", "20")
    ffmpeg.run([*source, *coded, str(target)], what="model")
    return {**takes, "model": target}


NATIVE = Canvas(width=208, height=120, rate=Fraction(16))


def test_a_take_of_a_model_fills_the_frame_at_the_edits_rate(slower: dict[str, Path]) -> None:
    shown = TakeRange(take="model", first=3, native=NATIVE)
    found = composed_of(segment_of(20, shown), slower)
    wanted = conformed(slower["model"], 3, 20, native=NATIVE, canvas=CANVAS)
    assert [_apart(a, b) for a, b in zip(found, wanted, strict=True)] == [0] * 20


def test_a_take_of_a_model_dissolves_into_one_that_fits(slower: dict[str, Path]) -> None:
    model = TakeRange(take="model", first=19, native=NATIVE)
    dissolve = segment_of(11, model, TakeRange(take="bars", first=3))
    middle = composed_of(dissolve, slower)[5]
    (first,) = conformed(slower["model"], 24, 1, native=NATIVE, canvas=CANVAS)
    second = next(planes(slower["bars"], 8, 1))
    mean = [(a.astype(float) + b) / 2 for a, b in zip(first, second, strict=True)]
    assert _apart(middle, mean) <= 0.5
    assert _apart(middle, first) > 40
    assert _apart(middle, second) > 40


def test_type_stands_over_a_take_of_a_model_as_over_any_other(slower: dict[str, Path]) -> None:
    shown = TakeRange(take="model", first=0, native=NATIVE)
    for luma, _, _ in composed_of(segment_of(5, shown, None, white(0, 5)), slower):
        assert np.all(luma[30:50, 60:100] == 235)


def test_a_take_that_ends_too_early_is_an_error(takes: dict[str, Path]) -> None:
    with pytest.raises(EncodeError, match=r"too short .*no frame 30"):
        composed_of(segment_of(8, TakeRange(take="bars", first=25)), takes)
