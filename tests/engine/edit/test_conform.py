"""A take of another size or rate shows, at every frame of the edit, what its own time says."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.edit.conform import conform_of, conformed, kept
from engine.media import Planes, planes
from schemas.errors import EncodeError
from schemas.setup import Canvas
from tests.engine.edit.pictures import HEIGHT, WIDTH, Luma, clip, frame, halved, pan, ssim

FRAMES = 81
"""Of one clip of a diffusion model."""


def canvas(rate: str = "30", width: int = WIDTH, height: int = HEIGHT) -> Canvas:
    return Canvas(width=width, height=height, rate=Fraction(rate))


def _numbered(number: int, width: int = 96, height: int = 64) -> Planes:
    """A frame whose luma is 20 plus twice its number, on texture that does not move."""
    ground = pan(0)[:height, :width] / 16
    return frame(np.asarray(10 + ground + 2 * number, np.float32))


@pytest.fixture(scope="module")
def numbered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """81 frames, 16 a second, each a little brighter than the one before."""
    target = tmp_path_factory.mktemp("takes") / "numbered.mp4"
    return clip((_numbered(n) for n in range(FRAMES)), target, size=(96, 64), rate="16")


@pytest.fixture(scope="module")
def panning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """81 frames, 16 a second, of a camera that moves by 3.75 pixels a frame."""
    target = tmp_path_factory.mktemp("takes") / "panning.mp4"
    frames = (frame(pan(n / 16)) for n in range(FRAMES))
    return clip(frames, target, size=(WIDTH, HEIGHT), rate="16")


def _shown(path: Path, first: int, count: int, native: Canvas, wanted: Canvas) -> list[Planes]:
    return list(conformed(path, first, count, native=native, canvas=wanted))


@pytest.mark.parametrize("rate", ["24", "30", "30000/1001", "25", "60", "10"])
def test_every_frame_of_a_whole_take_is_of_its_own_time(numbered: Path, rate: str) -> None:
    """Brightness counts native frames: after 81 of them it has not drifted by a third of one."""
    native, wanted = canvas("16", 96, 64), canvas(rate, 96, 64)
    whole = int((FRAMES - 1) * wanted.rate / 16) + 1
    base = float(np.mean([y.mean() for y, _, _ in islice(planes(numbered), 1)]))
    for n, (y, _, _) in enumerate(_shown(numbered, 0, whole, native, wanted)):
        counted = (float(y.mean()) - base) / 2
        assert counted == pytest.approx(float(n * 16 / wanted.rate), abs=0.33), n


def test_where_a_moment_is_a_native_frames_own_it_is_shown_as_it_is(numbered: Path) -> None:
    """At 24 every third frame of the edit is every second frame of the take."""
    shown = _shown(numbered, 0, 60, canvas("16", 96, 64), canvas("24", 96, 64))
    for n in range(0, 60, 3):
        own = next(planes(numbered, n * 2 // 3, 1))
        assert all(np.array_equal(a, b) for a, b in zip(shown[n], own, strict=True))


@pytest.fixture(scope="module")
def whole(panning: Path) -> list[Planes]:
    """The panning take from its beginning on, at 30 frames a second."""
    return _shown(panning, 0, 64, canvas("16"), canvas("30"))


@pytest.mark.parametrize("first", [1, 2, 14, 15, 31, 61])
def test_reading_may_begin_anywhere_and_gives_the_same_frames(
    panning: Path, whole: list[Planes], first: int
) -> None:
    part = _shown(panning, first, 3, canvas("16"), canvas("30"))
    for one, other in zip(part, whole[first:], strict=False):
        assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_a_camera_moves_evenly_where_the_nearest_frames_stutter(
    panning: Path, whole: list[Planes]
) -> None:
    """Against the truth at 30 frames a second, over a take that was coded."""
    own = [y.copy() for y, _, _ in islice(planes(panning), 18)]
    scores, naive = [], []
    for n, (y, _, _) in enumerate(whole[:30]):
        truth: Luma = frame(pan(n / 30))[0]
        scores.append(ssim(y, truth))
        naive.append(ssim(own[round(n * 16 / 30)], truth))
    assert min(scores) > 0.98
    assert 1 - np.mean(scores) < (1 - np.mean(naive)) / 4


def test_a_last_frame_is_held_for_as_long_as_it_lasts_and_no_longer(tmp_path: Path) -> None:
    """Eight frames of 16 a second last half a second: 15 frames of 30, and not 16."""
    take = clip((_numbered(n) for n in range(8)), tmp_path / "t.mp4", size=(96, 64), rate="16")
    native, wanted = canvas("16", 96, 64), canvas("30", 96, 64)
    shown = _shown(take, 0, 15, native, wanted)
    last = next(planes(take, 7, 1))
    assert all(np.array_equal(a, b) for a, b in zip(shown[-1], last, strict=True))
    with pytest.raises(EncodeError, match=r"too short .*no frame 8"):
        _shown(take, 0, 16, native, wanted)
    with pytest.raises(EncodeError, match=r"too short .*no frame 8"):
        _shown(take, 15, 1, native, wanted)


@pytest.mark.parametrize(("native", "rate"), [("24", "24000/1001"), ("24000/1001", "24")])
def test_rates_that_are_nearly_the_same_are_shown_frame_for_frame(
    tmp_path: Path, native: str, rate: str
) -> None:
    take = clip((_numbered(n) for n in range(30)), tmp_path / "t.mp4", size=(96, 64), rate=native)
    shown = _shown(take, 0, 30, canvas(native, 96, 64), canvas(rate, 96, 64))
    for one, other in zip(shown, planes(take), strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_of_twice_the_rate_every_second_frame_is_shown(tmp_path: Path) -> None:
    take = clip((_numbered(n) for n in range(20)), tmp_path / "t.mp4", size=(96, 64), rate="60")
    shown = _shown(take, 2, 8, canvas("60", 96, 64), canvas("30", 96, 64))
    for n, picture in enumerate(shown):
        own = next(planes(take, 2 * (n + 2), 1))
        assert np.array_equal(picture[0], own[0])


def test_a_take_of_another_size_than_it_says_is_an_error(numbered: Path) -> None:
    with pytest.raises(EncodeError, match=r"of another size .*96x64, not 128x64"):
        _shown(numbered, 0, 1, canvas("16", 128, 64), canvas("30"))


@pytest.mark.parametrize(
    ("native", "wanted", "part"),
    [
        ((832, 480), (1920, 1080), (832, 468)),
        ((480, 832), (1080, 1920), (468, 832)),
        ((624, 624), (1080, 1080), (624, 624)),
        ((1280, 720), (320, 180), (1280, 720)),
        ((640, 480), (1920, 1080), (640, 360)),
    ],
)
def test_a_frame_covers_the_canvas_and_keeps_its_shape(
    native: tuple[int, int], wanted: tuple[int, int], part: tuple[int, int]
) -> None:
    one, other = (Canvas(width=width, height=height) for width, height in (native, wanted))
    assert kept(one, other) == part


@given(st.integers(32, 1000), st.integers(32, 1000), st.sampled_from([(1920, 1080), (1080, 1920)]))
def test_what_is_kept_lies_in_the_frame_and_has_the_canvas_shape_to_two_pixels(
    half_width: int, half_height: int, wanted: tuple[int, int]
) -> None:
    native = Canvas(width=2 * half_width, height=2 * half_height)
    width, height = kept(native, Canvas(width=wanted[0], height=wanted[1]))
    assert width % 2 == height % 2 == 0
    assert 0 < width <= native.width
    assert 0 < height <= native.height
    assert (width, height) == (width, native.height) or (native.width, height) == (width, height)
    assert abs(width - height * wanted[0] / wanted[1]) <= 2 * max(1, wanted[0] / wanted[1])


def test_a_scaled_take_shows_its_middle_with_colour_where_light_is(tmp_path: Path) -> None:
    """A square in 160x96, of which 160x90 is shown at twice the size."""
    luma = np.full((96, 160), 60, np.uint8)
    luma[40:56, 60:100] = 180
    half = halved(luma)
    picture = (luma, half, 255 - half)
    take = clip([picture] * 3, tmp_path / "t.mp4", size=(160, 96), rate="16")
    native, wanted = canvas("16", 160, 96), canvas("16", 320, 180)
    for y, u, v in _shown(take, 0, 3, native, wanted):
        assert (y.shape, u.shape, v.shape) == ((180, 320), (90, 160), (90, 160))
        for plane, part in ((y, 1), (u, 2)):
            rows, columns = np.nonzero(plane > 120)
            # 3 rows less above: (40 - 2) times 2, since what is cut off is even.
            box = [rows.min(), rows.max() + 1, columns.min(), columns.max() + 1]
            assert np.abs(np.array(box) * part - [76, 108, 120, 200]).max() <= part
        assert np.abs(u.astype(int) + v - 255).max() <= 3


def test_a_take_that_fits_needs_no_conforming() -> None:
    assert conform_of(canvas("30"), canvas("30")) is None


@pytest.mark.parametrize(
    ("native", "wanted", "rate", "how"),
    [
        (
            canvas("16", 832, 480),
            canvas("30", 1920, 1080),
            "16 to 30",
            "motion-compensated, 832x480 cropped to 832x468 and scaled to 1920x1080",
        ),
        (
            canvas("24", 1280, 720),
            canvas("24", 1920, 1080),
            "24 to 24",
            "1280x720 scaled to 1920x1080",
        ),
        (canvas("24"), canvas("24000/1001"), "24 to 23.976", "nearest frames"),
        (canvas("60"), canvas("30"), "60 to 30", "nearest frames"),
    ],
)
def test_how_a_take_is_conformed_is_said_in_words(
    native: Canvas, wanted: Canvas, rate: str, how: str
) -> None:
    said = conform_of(native, wanted)
    assert said is not None
    assert (said.native, said.rate, said.how) == (native, rate, how)
