"""What changes the key of a take, and what does not: the table "Keys" of the design."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from schemas.brief import Picture, Video
from schemas.placement import Placement, Staging
from schemas.setup import Canvas, Setup
from schemas.shot import Animate, Blend, Camera, CopySpace, Description, Move, PictureRef, ShotRef
from tests.seen import seen

PICTURE = Picture(
    path="cup.jpg", sha256="c0" * 32, width=800, height=600, format="JPEG", seen=seen(800)
)
VIDEO = Video(path="turn.mp4", sha256="d0" * 32, width=640, height=360, rate=25, frames=50)
SHOT = Animate(
    operation="animate", name="open", frames=72, handle=24, picture=PictureRef(picture=0)
)
SETUP = Setup(
    shot=SHOT,
    canvas=Canvas(width=320, height=180),
    frames=96,
    renderer="animatic",
    fingerprint={"revision": 1},
    style_inputs={"background": "#14323a"},
    pictures=(PICTURE,),
    videos=(VIDEO,),
    sources=("k1", "k2"),
)


def changed(**fields: Any) -> Setup:
    return SETUP.model_copy(update=fields)


def shot(**fields: Any) -> Animate:
    return SHOT.model_copy(update=fields)


SAME = {
    "what was seen in it, but for where that places it": changed(
        pictures=(PICTURE.model_copy(update={"seen": seen(800, confidence=0.3)}),)
    ),
    "the layout that it would have liked": changed(shot=shot(staging=Staging(layouts=("hero",)))),
    "how it is joined": changed(shot=shot(joined="push")),
    "the shot's name": changed(shot=shot(name="other")),
    "the split between body and handle": changed(shot=shot(frames=60, handle=36)),
    "where the picture lies": changed(pictures=(PICTURE.model_copy(update={"path": "b/c.jpg"}),)),
    "where the video lies": changed(videos=(VIDEO.model_copy(update={"path": "b/c.mp4"}),)),
    "who looked at the picture": changed(
        pictures=(PICTURE.model_copy(update={"seen": seen(800, eyes="eyes 2")}),)
    ),
}
OTHER = {
    "a picture's bytes": changed(pictures=(PICTURE.model_copy(update={"sha256": "ff" * 32}),)),
    "a video's bytes": changed(videos=(VIDEO.model_copy(update={"sha256": "ff" * 32}),)),
    "where it stands": changed(placement=Placement(layout="words", ground="#102030")),
    "the length in all": changed(frames=97),
    "the size": changed(canvas=Canvas(width=180, height=320)),
    "the rate": changed(canvas=Canvas(width=320, height=180, rate=Fraction(25))),
    "the renderer": changed(renderer="diffusion"),
    "the renderer's revision": changed(fingerprint={"revision": 2}),
    "the brand's background": changed(style_inputs={"background": "#000000"}),
    "a source's key": changed(sources=("k1", "k3")),
    "the order of the sources": changed(sources=("k2", "k1")),
    "the seed": changed(seed=1),
    "the attempt": changed(attempt=1),
    "the move": changed(shot=shot(description=Description(camera=Camera(move=Move.ARC)))),
    "the room for type": changed(shot=shot(description=Description(copy_space=CopySpace.SIDE))),
    "the style": changed(shot=shot(description=Description(style="dusk"))),
    "the cast": changed(shot=shot(cast=("anna",))),
}


@pytest.mark.parametrize("setup", SAME.values(), ids=SAME)
def test_what_changes_no_pixel_changes_no_key(setup: Setup) -> None:
    assert setup != SETUP
    assert setup.key() == SETUP.key()


@pytest.mark.parametrize("setup", OTHER.values(), ids=OTHER)
def test_what_changes_pixels_changes_the_key(setup: Setup) -> None:
    assert setup.key() != SETUP.key()


def test_no_two_of_these_changes_share_a_key() -> None:
    assert len({setup.key() for setup in OTHER.values()}) == len(OTHER)


@pytest.mark.parametrize(("width", "height"), [(321, 180), (320, 181)])
def test_a_canvas_with_an_odd_side_is_refused(width: int, height: int) -> None:
    with pytest.raises(ValidationError, match=f"even numbers of pixels, not {width}x{height}"):
        Canvas(width=width, height=height)


def test_a_canvas_knows_its_shape() -> None:
    assert Canvas(width=320, height=180).aspect == pytest.approx(16 / 9)


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a"), ("first", "second")])
def test_renaming_a_shot_re_keys_neither_it_nor_what_starts_from_it(names: tuple[str, str]) -> None:
    def blend(first: str, second: str) -> Setup:
        refs = {"first": ShotRef(shot=first), "second": ShotRef(shot=second)}
        joined = Blend(operation="blend", name="join", frames=96, **refs)
        return changed(shot=joined, pictures=())

    assert blend(*names).key() == blend("one", "two").key()
    assert blend("one", "one").key() != blend("one", "two").key()
