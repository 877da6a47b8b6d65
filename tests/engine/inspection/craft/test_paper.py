"""A film on paper: from its plan with estimated voices, and from its edit with drawn type."""

from __future__ import annotations

import pytest

from engine.brand import Brand, open_brand
from engine.inspection.craft import PaperEdit, edited, planned, timed
from engine.sound.pace import estimate_seconds
from engine.typeset import lay_out
from schemas.brand import BrandSettings
from schemas.brief import Kind
from schemas.edit import Edit
from schemas.script import Line, Role, Script, Title
from schemas.setup import Setup
from schemas.storyboard import Storyboard
from tests.engine.edit.conftest import PREVIEW, TALL, board, edit_of, voiced

TEXT = "It keeps its heat for six hours."
TITLES = (
    Title(shot="one", role=Role.HEADLINE, text=("Cast iron pan",), start=12),
    Title(shot="two", role=Role.POINT, text=("Warm for hours",), start=6),
)


@pytest.fixture(scope="module")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Brand:
    return open_brand(BrandSettings(), tmp_path_factory.mktemp("brand"))


def setups_of(storyboard: Storyboard) -> dict[str, Setup]:
    return {
        shot.name: Setup(shot=shot, canvas=PREVIEW.canvas, frames=shot.frames, renderer="animatic")
        for shot in storyboard.shots
    }


def on_paper(storyboard: Storyboard, *lines: Line) -> PaperEdit:
    timing = timed(
        storyboard,
        Script(locale="en", lines=lines, titles=TITLES),
        kind=Kind.PRODUCT,
        rate=PREVIEW.rate,
        lines=lines,
        wpm=165,
    )
    return planned(timing, setups_of(storyboard), kind=Kind.PRODUCT, profile=PREVIEW)


def laid_out(edit: Edit, storyboard: Storyboard, brand: Brand) -> PaperEdit:
    placed = lay_out(edit.layers, edit.canvas, PREVIEW.safe, brand)
    setups = setups_of(storyboard)
    return edited(edit, placed, setups, kind=Kind.PRODUCT, profile=PREVIEW)


def test_the_plan_foretells_when_words_stand_in_the_edit(brand: Brand) -> None:
    storyboard = board(72, 72)
    line = Line(shot="two", text=TEXT, offset=8)
    foretold = on_paper(storyboard, line)
    said = voiced("two", estimate_seconds(TEXT, "en", 165), TEXT, offset=8)
    film = laid_out(edit_of(storyboard, *TITLES, lines=[said]), storyboard, brand)
    assert [(one.start, one.end) for one in foretold.scenes] == [
        (one.start, one.end) for one in film.scenes
    ]
    for before, after in zip(foretold.scenes, film.scenes, strict=True):
        assert [(one.role, one.text, one.start, one.end) for one in before.words] == [
            (one.role, one.text, one.start, one.end) for one in after.words
        ]
    assert (foretold.drawn, film.drawn) == (False, True)


def test_lines_that_are_estimated_too_long_do_not_stop_the_paper_edit() -> None:
    """What is spoken may be quicker; whether it fits is asked of the voice."""
    film = on_paper(board(24, 24, handle=0), Line(shot="one", text=TEXT * 4))
    assert film.end == 24 + 24 - 8


def test_drawn_letters_have_boxes_in_the_frame_and_sizes_at_1080(brand: Brand) -> None:
    storyboard = board(72, 72)
    film = laid_out(edit_of(storyboard, *TITLES), storyboard, brand)
    for scene in film.scenes:
        (one,) = scene.words
        assert one.box is not None
        left, top, right, bottom = one.box
        assert 0 < left < right < 1
        assert 0 < top < bottom < 1
        assert 30 < one.size < 160


def test_lines_without_captions_are_unread_and_burnt_ones_stand_beside(brand: Brand) -> None:
    storyboard = board(96, 72)
    said = voiced("one", 2.0, TEXT)
    edit = edit_of(storyboard, *TITLES, lines=[said], profile=TALL)
    assert [one.text for one in laid_out(edit, storyboard, brand).beside]
    assert laid_out(edit, storyboard, brand).unread == 0
    bare = edit.model_copy(update={"captions": ()})
    assert laid_out(bare, storyboard, brand).unread == 1
