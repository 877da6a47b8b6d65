from __future__ import annotations

from itertools import product

import cv2
import numpy as np
import pytest

from engine.renderers.animatic import stage
from engine.renderers.animatic.subject import find_subject
from schemas.setup import Canvas
from schemas.shot import CopySpace, Framing
from tests.engine.renderers.animatic.conftest import (
    CANVASES,
    LANDSCAPE,
    PORTRAIT,
    Pixels,
    box_of,
    flat,
    studio,
    texture,
    thing_in,
)

TALL, BROAD = (0.42, 0.2, 0.58, 0.8), (0.2, 0.4, 0.8, 0.65)
COPY_SPACES = pytest.mark.parametrize("copy_space", CopySpace)
CORNERS = ((200, 30, 30), (30, 160, 30), (30, 30, 200), (210, 180, 20))


def at_rest(composed: stage.Stage) -> Pixels:
    """The frame as it stands in the middle of the shot."""
    height, width = composed.pixels.shape[:2]
    top, left = (height - composed.canvas.height) // 2, (width - composed.canvas.width) // 2
    return composed.pixels[top : top + composed.canvas.height, left : left + composed.canvas.width]


def filled(
    picture: Pixels,
    canvas: Canvas,
    *,
    framing: Framing = Framing.WIDE,
    copy_space: CopySpace = CopySpace.NONE,
    detail: int = 0,
) -> Pixels:
    subject = find_subject(picture)
    composed = stage.filled(
        picture, subject, canvas, framing=framing, copy_space=copy_space, detail=detail, margin=0.1
    )
    return at_rest(composed)


@pytest.mark.parametrize("box", [TALL, BROAD], ids=["tall", "broad"])
@CANVASES
@COPY_SPACES
def test_in_a_wide_shot_the_subject_stands_whole(
    box: tuple[float, float, float, float], canvas: Canvas, copy_space: CopySpace
) -> None:
    left, top, right, bottom = box_of(thing_in(filled(studio(box), canvas, copy_space=copy_space)))
    assert min(left, top, 1 - right, 1 - bottom) > 0.02


@pytest.mark.parametrize("box", [TALL, BROAD], ids=["tall", "broad"])
def test_beside_type_the_subject_leaves_the_left_of_a_landscape_frame(
    box: tuple[float, float, float, float],
) -> None:
    left, _, right, _ = box_of(thing_in(filled(studio(box), LANDSCAPE, copy_space=CopySpace.SIDE)))
    assert left > 0.4
    assert (left + right) / 2 > 0.6


@pytest.mark.parametrize("box", [TALL, BROAD], ids=["tall", "broad"])
def test_beside_type_the_subject_leaves_the_top_of_a_portrait_frame(
    box: tuple[float, float, float, float],
) -> None:
    _, top, _, bottom = box_of(thing_in(filled(studio(box), PORTRAIT, copy_space=CopySpace.SIDE)))
    assert top > 0.3
    assert (top + bottom) / 2 > 0.55


@pytest.mark.parametrize("box", [TALL, BROAD], ids=["tall", "broad"])
@CANVASES
def test_where_no_room_is_asked_for_the_subject_stands_in_the_middle(
    box: tuple[float, float, float, float], canvas: Canvas
) -> None:
    left, _, right, _ = box_of(thing_in(filled(studio(box), canvas)))
    assert (left + right) / 2 == pytest.approx(0.5, abs=0.02)


def test_where_the_subject_stood_in_its_picture_does_not_matter() -> None:
    near = thing_in(filled(studio((0.1, 0.1, 0.3, 0.5)), LANDSCAPE, copy_space=CopySpace.SIDE))
    far = thing_in(filled(studio((0.6, 0.4, 0.8, 0.8)), LANDSCAPE, copy_space=CopySpace.SIDE))
    assert box_of(near) == pytest.approx(box_of(far), abs=0.03)


@CANVASES
def test_a_nearer_framing_shows_the_subject_larger(canvas: Canvas) -> None:
    areas = [thing_in(filled(studio(), canvas, framing=framing)).mean() for framing in Framing]
    wide, medium, close, detail = areas
    assert wide < medium < close
    assert detail > 0.95 * close  # as near as the picture's own pixels allow
    assert close > 1.5 * wide


def test_a_close_framing_looks_at_the_detail_that_is_asked_for() -> None:
    picture = studio((0.1, 0.2, 0.9, 0.8), (1600, 1200))
    noise = texture((1600, 1200)).astype(int) - 128
    for spot, gain in (
        ((slice(300, 500), slice(250, 450)), 2),
        ((slice(700, 900), slice(1150, 1350)), 1),
    ):
        picture[spot] = np.clip(picture[spot] + gain * noise[spot], 0, 255)
    frames = [filled(picture, LANDSCAPE, framing=Framing.DETAIL, detail=n) for n in (0, 1)]
    busy = [cv2.Laplacian(frame, cv2.CV_32F).std() for frame in frames]
    assert min(busy) > 10  # both look at a spot of noise,
    assert np.abs(frames[0].astype(int) - frames[1]).mean() > 10  # each at its own


@CANVASES
@COPY_SPACES
def test_a_picture_without_a_plain_ground_covers_the_frame(
    canvas: Canvas, copy_space: CopySpace
) -> None:
    frame = filled(texture(), canvas, copy_space=copy_space)
    tiles = cv2.resize(cv2.GaussianBlur((frame.astype(np.float32) - 128) ** 2, (0, 0), 6), (8, 8))
    assert tiles.min() > 100  # detail in every part: nothing smeared, nothing empty


def test_a_cut_subject_is_not_continued_past_its_cut() -> None:
    # A thing that the right edge cuts stays at the right edge, whatever copy space is asked for.
    frame = filled(studio((0.6, 0.3, 1.0, 0.8)), LANDSCAPE, copy_space=CopySpace.NONE)
    mask = thing_in(frame)
    rows = np.flatnonzero(mask.any(1))
    assert mask[rows[len(rows) // 2], -1]


@CANVASES
@COPY_SPACES
def test_a_continued_ground_has_no_seams(canvas: Canvas, copy_space: CopySpace) -> None:
    frame = filled(studio(TALL), canvas, copy_space=copy_space).astype(np.float32)
    mask = cv2.dilate(thing_in(frame).astype(np.uint8), np.ones((15, 15), np.uint8)) > 0
    smooth = cv2.GaussianBlur(frame, (0, 0), 1.5)  # less the dither
    across, down = np.abs(np.diff(smooth, axis=1)).max(2), np.abs(np.diff(smooth, axis=0)).max(2)
    assert across[:, :][~mask[:, 1:]].max() < 3
    assert down[~mask[1:]].max() < 3


def test_a_continued_ground_shows_no_streaks() -> None:
    # A photograph has grain; its edge pixels, only carried on, would draw a line each.
    grain = np.random.default_rng(3).normal(0, 6, (480, 640, 1))
    picture = np.clip(studio(TALL) + grain, 0, 255).astype(np.uint8)
    frame = filled(picture, LANDSCAPE, copy_space=CopySpace.SIDE).astype(float)
    rows = frame[:, :32].mean((1, 2))  # far from the picture's own left edge
    assert np.diff(rows).std() < 0.5


def four_corners(size: tuple[int, int]) -> Pixels:
    """A grey picture whose corners are of four colours, a fifth of it each way."""
    picture = flat((128, 128, 128), size)
    w, h = size[0] // 5, size[1] // 5
    tops, lefts = (slice(h), slice(-h, None)), (slice(w), slice(-w, None))
    for place, colour in zip(product(tops, lefts), CORNERS, strict=True):
        picture[place] = colour
    return picture


@pytest.mark.parametrize("size", [(640, 480), (480, 640), (900, 300)], ids=str)
@CANVASES
@COPY_SPACES
def test_a_mounted_picture_is_seen_whole(
    size: tuple[int, int], canvas: Canvas, copy_space: CopySpace
) -> None:
    picture = four_corners(size)
    composed = stage.mounted(
        picture, canvas, copy_space=copy_space, background="#14323a", radius=0.014, margin=0.1
    )
    frame = at_rest(composed)
    areas = [(np.abs(frame.astype(int) - colour).max(2) < 12).sum() for colour in CORNERS]
    assert min(areas) > 0.85 * max(areas)
    known = np.abs(frame.astype(int) - 128).max(2) < 12
    grey = known.sum() + sum(areas)
    assert max(areas) == pytest.approx(grey / 25, rel=0.25)


def test_a_mounted_picture_leaves_the_left_of_a_landscape_frame_to_type() -> None:
    composed = stage.mounted(
        flat((240, 240, 240)),
        LANDSCAPE,
        copy_space=CopySpace.SIDE,
        background="#14323a",
        radius=0.014,
        margin=0.1,
    )
    left, _, right, _ = box_of(at_rest(composed).min(2) > 200)
    assert left > 0.4
    assert right < 0.98


def test_a_mounted_picture_has_the_corners_that_are_asked_for() -> None:
    def corner(radius: float) -> int:
        composed = stage.mounted(
            flat((240, 240, 240)),
            LANDSCAPE,
            copy_space=CopySpace.NONE,
            background="#14323a",
            radius=radius,
            margin=0.1,
        )
        light = at_rest(composed).min(2) > 200
        rows, columns = np.flatnonzero(light.any(1)), np.flatnonzero(light.any(0))
        inside = light[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        return int((~inside).sum())

    assert corner(0) == 0
    assert 0 < corner(0.014) < corner(0.05)


def test_a_mounted_picture_casts_a_shadow() -> None:
    composed = stage.mounted(
        flat((240, 240, 240)),
        LANDSCAPE,
        copy_space=CopySpace.NONE,
        background="#808080",
        radius=0.014,
        margin=0.1,
    )
    frame = at_rest(composed).astype(int)
    _, _, _, bottom = box_of(frame.min(2) > 200)
    below = round(bottom * LANDSCAPE.height)
    column = frame[:, LANDSCAPE.width // 2].mean(1)
    assert column[below + 3] < column[-1] - 15


@CANVASES
@pytest.mark.parametrize("background", ["#14323a", "#f4f1ea", "#e0703a"])
def test_a_bare_stage_is_the_brands_background_lit_softly(canvas: Canvas, background: str) -> None:
    pixels = stage.bare(canvas, background=background, margin=0.1).pixels.astype(float)
    base = np.array([int(background[i : i + 2], 16) for i in (1, 3, 5)])
    assert (pixels >= 0.72 * base - 2).all()
    assert (pixels <= base + 0.16 * (255 - base) + 2).all()
    height, width = pixels.shape[:2]
    lit = pixels[round(0.3 * height), round(0.35 * width)]
    assert (lit > base).all()
    assert (pixels[-1, -1] < base).all()


def test_a_ground_has_no_bands() -> None:
    pixels = stage.bare(Canvas(width=640, height=360), background="#14323a", margin=0.1).pixels
    row = pixels[200, :, 1].astype(int)
    runs = np.diff(np.flatnonzero(np.diff(row)))
    assert runs.mean() < 6  # without dither a level lasts for dozens of pixels


def test_a_small_picture_is_not_blown_up_beyond_use() -> None:
    picture = studio((0.45, 0.45, 0.55, 0.55), (160, 120))
    big = Canvas(width=1920, height=1080)
    left, _, right, _ = box_of(thing_in(filled(picture, big, framing=Framing.DETAIL)))
    assert (right - left) * big.width <= 16 * 2 + 4
