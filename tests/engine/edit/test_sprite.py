"""Sprites are blended as a float reference says, and nothing beside them is touched."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.edit.motion import REST, Pose
from engine.edit.sprite import Sprite
from engine.media import Planes

HEIGHT, WIDTH = 64, 96
TALL, WIDE = 20, 30

Floats = NDArray[np.float64]


def _frame(seed: int) -> Planes:
    noise = np.random.default_rng(seed)
    shapes = ((HEIGHT, WIDTH), (HEIGHT // 2, WIDTH // 2), (HEIGHT // 2, WIDTH // 2))
    y, u, v = (noise.integers(0, 256, shape, np.uint8) for shape in shapes)
    return y, u, v


def _rgba(seed: int) -> NDArray[np.uint8]:
    """Noise in colour and coverage, with whole and empty places."""
    noise = np.random.default_rng(seed)
    pixels = noise.integers(0, 256, (TALL, WIDE, 4), np.uint8)
    pixels[:6, :, 3] = 0
    pixels[-6:, :, 3] = 255
    return pixels


def _blended(frame: Planes, sprite: Sprite, pose: Pose = REST) -> Planes:
    y, u, v = (plane.copy() for plane in frame)
    sprite.blend((y, u, v), pose)
    return y, u, v


def _reference(frame: Planes, rgba: NDArray[np.uint8], x: int, y: int) -> list[Floats]:
    """ITU-R BT.709-6 in limited range, straight alpha, chroma the mean of 2x2; all in floats.

    `x` and `y` are even.
    """
    red, green, blue, alpha = (rgba[..., i].astype(float) / 255 for i in range(4))
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    samples = [
        16 + 219 * luma,
        128 + 224 * (blue - luma) / 1.8556,
        128 + 224 * (red - luma) / 1.5748,
    ]
    blended = []
    for n, (plane, sample) in enumerate(zip(frame, samples, strict=True)):
        step = 1 if n == 0 else 2
        ink, cover = (_binned(each, step) for each in (sample * alpha, alpha))
        out = plane.astype(float)
        place = (
            slice(y // step, (y + TALL) // step),
            slice(x // step, (x + WIDE) // step),
        )
        out[place] = out[place] * (1 - cover) + ink
        blended.append(out)
    return blended


def _binned(values: Floats, step: int) -> Floats:
    rows, columns = values.shape[0] // step, values.shape[1] // step
    return np.asarray(values.reshape(rows, step, columns, step).mean(axis=(1, 3)))


@given(
    seed=st.integers(0, 2**31),
    x=st.integers(0, (WIDTH - WIDE) // 2),
    y=st.integers(0, (HEIGHT - TALL) // 2),
)
@settings(max_examples=60, deadline=None)
def test_blending_is_within_one_level_of_the_reference(seed: int, x: int, y: int) -> None:
    frame, rgba = _frame(seed), _rgba(seed + 1)
    found = _blended(frame, Sprite(rgba, 2 * x, 2 * y))
    for plane, wanted in zip(found, _reference(frame, rgba, 2 * x, 2 * y), strict=True):
        assert np.abs(plane - np.clip(wanted, 0, 255)).max() <= 1


def test_what_a_sprite_does_not_cover_keeps_its_bits() -> None:
    frame, rgba = _frame(1), _rgba(2)
    found = _blended(frame, Sprite(rgba, 40, 20))
    covered = np.zeros((HEIGHT, WIDTH), bool)
    covered[20 : 20 + TALL, 40 : 40 + WIDE] = rgba[..., 3] > 0
    half = covered.reshape(HEIGHT // 2, 2, WIDTH // 2, 2).any(axis=(1, 3))
    for before, after, mask in zip(frame, found, (covered, half, half), strict=True):
        assert np.array_equal(before[~mask], after[~mask])
        assert not np.array_equal(before[mask], after[mask])


def _disc() -> NDArray[np.uint8]:
    """A soft white disc, whose centre can be measured to a hundredth of a pixel."""
    y, x = np.ogrid[:24, :24]
    alpha = np.clip(9 - np.hypot(x - 11.5, y - 11.5), 0, 4) / 4
    return np.dstack([*(np.full((24, 24), 255, np.uint8),) * 3, np.uint8(alpha * 255)])


def _centre(frame: Planes) -> Floats:
    """Of what is brighter than black, in luma pixels: (x, y)."""
    light = frame[0].astype(float) - 16
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    return np.array([(light * x).sum() / light.sum(), (light * y).sum() / light.sum()])


def _black() -> Planes:
    half = np.full((HEIGHT // 2, WIDTH // 2), 128, np.uint8)
    return np.full((HEIGHT, WIDTH), 16, np.uint8), half, half


@pytest.mark.parametrize("part", [0.1, 0.25, 0.5, 0.9])
def test_a_shift_by_part_of_a_pixel_moves_the_centre_by_that_part(part: float) -> None:
    at_rest = _centre(_blended(_black(), Sprite(_disc(), 30, 20)))
    placed = _centre(_blended(_black(), Sprite(_disc(), 30 + part, 20)))
    posed = _centre(_blended(_black(), Sprite(_disc(), 30, 20), Pose(dy=part)))
    assert placed - at_rest == pytest.approx([part, 0], abs=0.02)
    assert posed - at_rest == pytest.approx([0, part], abs=0.02)


def test_a_sprite_grows_about_its_middle() -> None:
    sprite = Sprite(_disc(), 30, 20)
    whole, small = _blended(_black(), sprite), _blended(_black(), sprite, Pose(scale=0.8))
    assert _centre(small) == pytest.approx(_centre(whole), abs=0.06)
    area = (small[0].astype(float) - 16).sum() / (whole[0].astype(float) - 16).sum()
    assert area == pytest.approx(0.64, abs=0.02)


def test_opacity_is_the_share_of_the_change() -> None:
    frame, sprite = _frame(3), Sprite(_rgba(4), 20, 10)
    whole, half = _blended(frame, sprite), _blended(frame, sprite, Pose(opacity=0.5))
    for before, full, part in zip(frame, whole, half, strict=True):
        assert np.abs(part - (before.astype(float) + full) / 2).max() <= 1.5


def test_a_wipe_opens_from_the_left() -> None:
    plate = np.full((20, 60, 4), 255, np.uint8)
    luma = _blended(_black(), Sprite(plate, 10, 20), Pose(open=0.5))[0][30]
    assert luma[12:30].min() >= 234
    assert luma[50:].max() == 16
    assert np.all(np.diff(luma[12:].astype(int)) <= 0)


@pytest.mark.parametrize(("x", "y"), [(-10, -6), (80, 50), (-200, 0), (0, 500)])
def test_beyond_the_frame_a_sprite_is_cut_and_not_wrapped(x: int, y: int) -> None:
    frame, rgba = _frame(5), _rgba(6)
    wide: Any = [np.pad(plane, 1024 >> (n > 0), mode="edge") for n, plane in enumerate(frame)]
    Sprite(rgba, x + 1024, y + 1024).blend(tuple(wide), REST)
    for n, plane in enumerate(_blended(frame, Sprite(rgba, x, y))):
        edge = 1024 >> (n > 0)
        assert np.array_equal(plane, wide[n][edge:-edge, edge:-edge])
