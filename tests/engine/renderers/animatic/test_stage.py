"""What stands in a box, by how a picture is used in it."""

from __future__ import annotations

from itertools import product

import cv2
import numpy as np
import pytest

from engine.placement import Seen, placed
from engine.renderers.animatic import stage
from schemas.brief import Picture
from schemas.placement import Placement, Staging, Use
from schemas.setup import Canvas
from schemas.shot import shot_of
from schemas.understanding import Area, PictureKind, Understanding
from tests.engine.renderers.animatic.conftest import (
    BRAND,
    CANVASES,
    LANDSCAPE,
    SEEN,
    Pixels,
    box_of,
    flat,
    studio,
    texture,
    thing_in,
)

CORNERS = ((200, 30, 30), (30, 160, 30), (30, 30, 200), (210, 180, 20))
BOX = (0.4, 0.3, 0.6, 0.8)
STANDING = SEEN.model_copy(
    update={
        "kind": PictureKind.PACKSHOT,
        "plain": "#cec8be",
        "subject": Area(left=BOX[0], top=BOX[1], right=BOX[2], bottom=BOX[3]),
    }
)
UNSURE = SEEN.model_copy(update={"confidence": 0.0})


def frame_of(
    pixels: Pixels,
    layout: str,
    canvas: Canvas = LANDSCAPE,
    known: Understanding = SEEN,
    radius: float = 0.014,
    background: str = "#14323a",
) -> tuple[Placement, Pixels]:
    """The placement and the frame at rest, (h, w, 3) RGB."""
    rgba = pixels
    if pixels.shape[2] == 3:
        rgba = np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])
    height, width = rgba.shape[:2]
    found = Picture(
        path="a.png", sha256="0" * 64, width=width, height=height, format="PNG", seen=known
    )
    shot = shot_of("animate", name="a", frames=9, pictures=[0], staging=Staging(layouts=(layout,)))
    brand = {**BRAND, "background": background}
    placement = placed(shot, canvas, [Seen.of(found)], brand)
    one = stage.composed(rgba, placement.pictures[0], canvas, radius=radius)
    frame = np.empty((canvas.height, canvas.width, 3), np.uint8)
    frame[:] = (stage.colour_of(placement.ground) * 255 + 0.5).astype(np.uint8)
    rect = one.rect
    shown = cv2.resize(
        stage.over(one, placement.pictures[0].ground),
        (rect.width, rect.height),
        interpolation=cv2.INTER_AREA,
    )
    frame[rect.top : rect.top + rect.height, rect.left : rect.left + rect.width] = shown
    return placement, frame


@CANVASES
def test_a_scene_covers_its_box_with_detail_and_leaves_the_panel_flat(canvas: Canvas) -> None:
    placement, frame = frame_of(texture(), "split_right", canvas)
    assert placement.pictures[0].use is Use.FILL
    rect = stage.rect_of(placement.pictures[0], canvas)
    shown = frame[rect.top : rect.top + rect.height, rect.left : rect.left + rect.width]
    rough = cv2.GaussianBlur((shown.astype(np.float32) - 128) ** 2, (0, 0), 6)
    assert cv2.resize(rough, (6, 6)).min() > 60
    panel = frame.copy()
    panel[rect.top : rect.top + rect.height, rect.left : rect.left + rect.width] = frame[0, 0]
    assert np.ptp(panel.reshape(-1, 3), axis=0).max() == 0


@CANVASES
def test_a_packshot_stands_whole_on_its_own_ground_without_seams(canvas: Canvas) -> None:
    placement, frame = frame_of(studio(BOX), "field_right", canvas, STANDING)
    assert placement.pictures[0].use is Use.PLAIN
    left, top, right, bottom = box_of(thing_in(frame))
    assert min(left, top, 1 - right, 1 - bottom) > 0.02
    area = placement.pictures[0].box
    assert area.left <= left < right <= area.right
    mask = cv2.dilate(thing_in(frame).astype(np.uint8), np.ones((15, 15), np.uint8)) > 0
    smooth = frame.astype(np.float32)
    assert np.abs(np.diff(smooth, axis=1)).max(2)[~mask[:, 1:]].max() < 5
    assert np.abs(np.diff(smooth, axis=0)).max(2)[~mask[1:]].max() < 5


def test_a_cut_out_stands_on_the_ground_and_casts_a_shadow() -> None:
    pixels = np.zeros((480, 640, 4), np.uint8)
    pixels[144:384, 256:384] = (230, 230, 230, 255)
    known = STANDING.model_copy(update={"plain": None, "transparent": True})
    placement, frame = frame_of(pixels, "field_right", LANDSCAPE, known, background="#808080")
    assert placement.pictures[0].use is Use.CUT_OUT
    thing = frame.min(2) > 200
    _, _, _, bottom = box_of(thing)
    column = frame[:, round(np.flatnonzero(thing.any(0)).mean())].astype(int).mean(1)
    below = round(bottom * LANDSCAPE.height)
    assert column[below + 1] < column[-1] - 8
    edges = np.abs(frame.astype(int) - frame.astype(int).mean(2, keepdims=True)).max()
    assert edges <= 2  # no fringe of another colour


def four_corners(size: tuple[int, int]) -> Pixels:
    """A grey picture whose corners are of four colours, a fifth of it each way."""
    picture = flat((128, 128, 128), size)
    w, h = size[0] // 5, size[1] // 5
    tops, lefts = (slice(h), slice(-h, None)), (slice(w), slice(-w, None))
    for place, colour in zip(product(tops, lefts), CORNERS, strict=True):
        picture[place] = colour
    return picture


@pytest.mark.parametrize("size", [(640, 480), (480, 640), (900, 300)], ids=str)
@pytest.mark.parametrize("layout", ["hero", "split_right", "card_left", "field_left", "alone"])
@CANVASES
def test_a_picture_that_nobody_understands_is_seen_whole(
    size: tuple[int, int], layout: str, canvas: Canvas
) -> None:
    placement, frame = frame_of(four_corners(size), layout, canvas, UNSURE)
    # As a card; or over a box of its very shape, which cuts nothing either.
    assert placement.pictures[0].use in {Use.CARD, Use.FILL}
    areas = [(np.abs(frame.astype(int) - colour).max(2) < 16).sum() for colour in CORNERS]
    assert min(areas) > 0.75 * max(areas)


def test_a_card_has_the_corners_that_are_asked_for_and_a_shadow() -> None:
    def light(radius: float) -> Pixels:
        _, frame = frame_of(
            flat((240, 240, 240)), "card_right", radius=radius, background="#808080", known=UNSURE
        )
        rows, columns = (np.flatnonzero((frame.min(2) > 200).any(axis)) for axis in (1, 0))
        below = frame[rows[-1] + 2, (columns[0] + columns[-1]) // 2].astype(int)
        assert below.mean() < frame[2, 2].mean() - 8
        return np.asarray(frame[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].min(2) > 200)

    square, small, large = (int((~light(radius)).sum()) for radius in (0, 0.014, 0.05))
    assert square <= small < large


def test_black_lines_on_nothing_are_read_on_white() -> None:
    pixels = np.zeros((480, 640, 4), np.uint8)
    pixels[100:110, 50:600] = (0, 0, 0, 255)
    known = SEEN.model_copy(
        update={"kind": PictureKind.DIAGRAM, "transparent": True, "colours": ("#000000",)}
    )
    _, frame = frame_of(pixels, "card_right", known=known)
    assert (frame.min(2) > 240).mean() > 0.1
    assert (frame.max(2) < 40).any()
