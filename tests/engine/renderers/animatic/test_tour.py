"""A tour ends where it was sent, at the size that was promised, with its ring and its pointer."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from engine.layouts import Shape
from engine.placement import Seen, placed
from engine.renderers.animatic.shooter import frames_placed
from schemas.brief import Picture
from schemas.placement import Placement, Staging
from schemas.setup import Canvas, Setup
from schemas.shot import Camera, Description, Sight, shot_of
from schemas.understanding import Area, PictureKind, Words
from tests.seen import seen

BRAND: dict[str, Any] = {
    "background": "#14323a",
    "light": "#f4f1ea",
    "dark": "#12181b",
    "accent": "#e0703a",
    "panel_radius": 0.02,
}
SHAPES = {
    Shape.WIDE: Canvas(width=640, height=360, rate=Fraction(8)),
    Shape.SQUARE: Canvas(width=360, height=360, rate=Fraction(8)),
    Shape.FOUR_FIVE: Canvas(width=360, height=450, rate=Fraction(8)),
    Shape.TALL: Canvas(width=360, height=640, rate=Fraction(8)),
}
TARGET = Area(left=0.70, top=0.60, right=0.80, bottom=0.66)
WIDTH, HEIGHT = 1600, 1000


def filmed(folder: Path, canvas: Canvas) -> tuple[Placement, list[NDArray[Any]]]:
    """The placement and the RGB frames of 5 s over a white page with one green label."""
    page = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    page[600:660, 1120:1280] = (0, 128, 0)
    cv2.imwrite(str(folder / "page.png"), page)
    words = (Words(text="Save", area=TARGET),)
    known = seen(
        WIDTH, kind=PictureKind.SCREENSHOT, confidence=0.8, words=words, colours=("#ffffff",)
    )
    picture = Picture(
        path="page.png", sha256="0" * 64, width=WIDTH, height=HEIGHT, format="PNG", seen=known
    )
    look = Description(camera=Camera(tour=(Sight(at=TARGET, after=1.0),)))
    shot = shot_of(
        *("still",),
        name="a",
        frames=120,
        pictures=[0],
        description=look,
        staging=Staging(layouts=("screen",)),
    )
    placement = placed(shot, canvas, [Seen.of(picture)], BRAND)
    setup = Setup(
        shot=shot,
        canvas=canvas,
        frames=40,
        renderer="animatic",
        style_inputs=BRAND,
        pictures=(picture,),
        placement=placement,
    )
    frames = []
    for frame in frames_placed(setup, placement, [folder / "page.png"]):
        planes = np.frombuffer(frame, np.uint8).reshape(canvas.height * 3 // 2, canvas.width)
        frames.append(cv2.cvtColor(planes, cv2.COLOR_YUV2RGB_I420).astype(int))
    return placement, frames


def green(frame: NDArray[Any]) -> NDArray[Any]:
    return (frame[..., 1] > frame[..., 0] + 60) & (frame[..., 1] > frame[..., 2] + 60)


@pytest.mark.parametrize("canvas", SHAPES.values(), ids=[*SHAPES])
def test_it_shows_the_whole_and_ends_on_the_target(tmp_path: Path, canvas: Canvas) -> None:
    placement, frames = filmed(tmp_path, canvas)
    (stop,) = placement.pictures[0].tour
    across = (stop.box.right - stop.box.left) * canvas.width
    scale = across / (stop.window.right - stop.window.left) / WIDTH
    x = stop.box.left * canvas.width + (0.75 - stop.window.left) * WIDTH * scale
    y = stop.box.top * canvas.height + (0.63 - stop.window.top) * HEIGHT * scale
    # Under the ring's stroke and pointer the label is hidden, so it is measured before they come.
    arrived = frames[17]
    rows, columns = np.nonzero(green(arrived))
    assert (columns.min() + columns.max() + 1) / 2 == pytest.approx(x, abs=1.5)
    assert (rows.min() + rows.max() + 1) / 2 == pytest.approx(y, abs=1.5)
    assert columns.max() + 1 - columns.min() == pytest.approx(160 * scale, abs=2.5)
    before = np.nonzero(green(frames[0]))[1]
    ratio = (columns.max() + 1 - columns.min()) / (before.max() + 1 - before.min())
    assert 1.25 <= ratio <= 2.15
    assert (frames[0] == frames[7]).all()
    assert (frames[-1] == frames[-9]).all()


def test_a_ring_in_the_accent_goes_round_it_and_a_pointer_comes_to_it(tmp_path: Path) -> None:
    placement, frames = filmed(tmp_path, SHAPES[Shape.WIDE])
    (mark,) = placement.marks
    red = frames[-1][..., 0] - frames[-1][..., 2] > 90
    rows, columns = np.nonzero(red)
    left, top, right, bottom = mark.x * 640, mark.y * 360, mark.to_x * 640, mark.to_y * 360
    assert (columns.min(), columns.max()) == pytest.approx((left, right), abs=3)
    assert (rows.min(), rows.max()) == pytest.approx((top, bottom), abs=3)
    # The pointer's light body hides the ring's lower right corner and nothing of its left half.
    near = frames[-1][round(bottom) : round(bottom) + 12, round(right) - 4 : round(right) + 12]
    assert (near.min(axis=-1) < 60).any()
    assert not (frames[7][..., 0] - frames[7][..., 2] > 90).any()


def test_type_keeps_its_ground_all_the_way(tmp_path: Path) -> None:
    canvas = SHAPES[Shape.TALL]
    placement, frames = filmed(tmp_path, canvas)
    assert placement.type is not None
    box = placement.type.box
    rows = slice(round(box.top * canvas.height), round(box.bottom * canvas.height))
    assert all((frame[rows] == frames[0][rows]).all() for frame in frames)
