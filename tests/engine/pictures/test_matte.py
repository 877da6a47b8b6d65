"""A thing is cut out of its ground with soft edges, and brings nothing of the ground along."""

from __future__ import annotations

import numpy as np
import pytest

from engine.pictures.matte import cut_out, subject_mask
from engine.pictures.seeing import understand
from tests.engine.pictures.drawn import ellipse, on_ground

BOX, SIZE = (0.25, 0.25, 0.75, 0.75), (480, 600)


@pytest.mark.parametrize("slope", [0.0, 50.0])
def test_the_mask_is_the_things_to_a_pixel(slope: float) -> None:
    pixels = on_ground(BOX, slope=slope)
    mask = subject_mask(pixels, understand(pixels))
    assert mask.shape == SIZE
    assert mask.dtype == np.float32
    off = abs(mask - ellipse(BOX, SIZE))
    assert off.mean() < 0.006
    assert mask[:20].max() == 0


def test_no_rim_of_the_grounds_colour_is_left() -> None:
    pixels = on_ground(BOX, ground=(250, 250, 250), thing=(90, 20, 15))
    cut = cut_out(pixels, understand(pixels)).astype(np.float32)
    alpha = cut[..., 3:] / 255
    on_black = (cut[..., :3] * alpha).max(axis=-1)
    inside = ellipse(BOX, SIZE) > 0.99
    brightest = np.percentile(on_black[inside], 99)
    assert np.percentile(on_black[~inside & (alpha[..., 0] > 0)], 95) < brightest + 8


def test_a_soft_shadow_is_not_of_the_thing() -> None:
    pixels = on_ground(BOX).astype(np.float32)
    rows, columns = np.mgrid[: SIZE[0], : SIZE[1]]
    near = np.exp(-(((rows - 370) / 40) ** 2 + ((columns - 300) / 130) ** 2))
    lit = ellipse(BOX, SIZE)[..., None] < 0.01
    shaded = np.where(lit, pixels * (1 - 0.2 * near[..., None]), pixels).astype(np.uint8)
    mask = subject_mask(shaded, understand(shaded))
    assert mask[390:, :].mean() < 0.02


def test_a_pictures_own_transparency_is_its_mask() -> None:
    alpha = (ellipse(BOX, SIZE) * 255).astype(np.uint8)
    pixels = np.dstack([on_ground(BOX), alpha])
    seen = understand(pixels)
    assert np.array_equal(subject_mask(pixels, seen), alpha.astype(np.float32) / 255)
    assert np.array_equal(cut_out(pixels, seen), pixels)


def test_what_stands_in_a_place_is_not_cut_out() -> None:
    noise = np.random.default_rng(2).integers(0, 255, (90, 120, 3), np.uint8)
    pixels = noise.repeat(4, axis=0).repeat(4, axis=1)
    assert subject_mask(pixels, understand(pixels)).min() == 1
