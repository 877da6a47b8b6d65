"""What is refused before anything is shot is what could not be laid out, and nothing else."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.brand import Brand
from engine.placement.table import layouts
from engine.typeset import Fitting, block, lay_out, letters
from engine.typeset.context import TypeContext
from schemas.brand import TypeScale, TypeStyle
from schemas.delivery import SafeArea
from schemas.edit import Layer
from schemas.errors import RowError
from schemas.placement import TypePlace
from schemas.script import Role, Title
from schemas.setup import Canvas
from schemas.shot import CopySpace
from schemas.understanding import Area
from tests.engine.typeset.conftest import LANDSCAPE, PORTRAIT, SAFE, SMALL, layer, with_tokens

SQUARE, FOUR_FIVE = Canvas(width=1080, height=1080), Canvas(width=1080, height=1350)
CANVASES = st.sampled_from([LANDSCAPE, PORTRAIT, SMALL, SQUARE, FOUR_FIVE])
WORDS = st.sampled_from(
    [
        *("Nord", "a", "of", "steel", "Isolierflasche", "Schraubverschluss", "500 ml", "WWWWW"),
        *(
            "Donaudampfschifffahrtsgesellschaft",
            "不锈钢保温杯",
            "A中B文",
            "“精钢”",
            "Ấn",
            "24 h",
            "É",
        ),
    ]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=16).map(" ".join)


@st.composite
def blocks(draw: st.DrawFn) -> tuple[Title, ...]:
    """One to four titles of a shot, of any length."""
    roles = draw(st.lists(st.sampled_from(list(Role)), min_size=1, max_size=4))
    return tuple(
        title(role.value, *draw(st.lists(TEXTS, min_size=1, max_size=3)), number=draw(NUMBERS))
        for role in roles
    )


NUMBERS = st.sampled_from([0, 0, 3])


def title(role: str, *text: str, number: int = 0) -> Title:
    return Title(shot="one", role=Role(role), text=text, number=number)


def laid_out(
    titles: Sequence[Title],
    copy_space: CopySpace,
    canvas: Canvas,
    brand: Brand,
    corners: Sequence[Layer],
    safe: SafeArea | None = None,
    place: TypePlace | None = None,
) -> RowError | None:
    """What laying the titles out raises."""
    shown = [
        layer(
            one.role.value, *one.text, copy_space=copy_space, number=one.number, locale="de"
        ).model_copy(update={"place": place})
        for one in titles
    ]
    try:
        lay_out((*shown, *corners), canvas, safe or SAFE.get(canvas, SafeArea()), brand)
    except RowError as error:
        return error
    return None


PLACES = st.sampled_from(
    [
        TypePlace(box=Area(left=box[0], top=box[1], right=box[2], bottom=box[3]), on="#14323a")
        for shape in layouts().values()
        for layout in shape.values()
        for box in (layout.type or (layout.edge and layout.split_at(layout.extent[1])[1]),)
        if box
    ]
)


@settings(max_examples=30, deadline=None)
@given(blocks(), CANVASES, PLACES)
def test_titles_with_a_place_are_refused_exactly_where_laying_them_out_fails(
    brand: Brand, titles: tuple[Title, ...], canvas: Canvas, place: TypePlace
) -> None:
    fitting = Fitting(canvas, SAFE.get(canvas, SafeArea()), brand)
    expected = laid_out(titles, CopySpace.NONE, canvas, brand, [], place=place)
    refused = fitting.refusal(titles, CopySpace.NONE, "de", place)
    assert (refused and refused.args) == (expected and expected.args)


@settings(max_examples=15, deadline=None)
@given(blocks(), CANVASES, st.sampled_from(list(CopySpace)), st.booleans())
def test_titles_are_refused_exactly_where_laying_them_out_fails(
    brand: Brand,
    titles: tuple[Title, ...],
    canvas: Canvas,
    copy_space: CopySpace,
    logo: bool,
) -> None:
    fitting = Fitting(canvas, SAFE.get(canvas, SafeArea()), brand, logo=logo)
    expected = laid_out(titles, copy_space, canvas, brand, [layer("logo")] * logo)
    refused = fitting.refusal(titles, copy_space, "de")
    assert (refused and refused.args) == (expected and expected.args)


def test_a_text_that_is_too_long_is_named(brand: Brand) -> None:
    fitting = Fitting(LANDSCAPE, SAFE[LANDSCAPE], brand)
    refused = fitting.refusal([title("headline", "endless " * 60)], CopySpace.SIDE, "en")
    assert refused
    assert refused.code == "TOO_LONG"
    assert "shot 'one', text 'endless endless" in str(refused)


def test_a_character_that_no_font_draws_is_refused_however_short_its_text(brand: Brand) -> None:
    fitting = Fitting(LANDSCAPE, SAFE[LANDSCAPE], brand)
    refused = fitting.refusal([title("headline", "Nord \U0001fae9")], CopySpace.SIDE, "en")
    assert refused
    assert refused.code == "GLYPH"


SHORT = (
    title("kicker", "New in"),
    title("headline", "Kiln Mugs, set of three"),
    title("subhead", "Thrown and glazed by hand in a small workshop by the sea"),
    title("price", "€48.00", "€60.00"),
    title("cta", "Set the table"),
)


@pytest.mark.parametrize("canvas", [LANDSCAPE, PORTRAIT, SQUARE, FOUR_FIVE], ids=str)
def test_what_is_plainly_short_is_decided_without_pango(
    brand: Brand, canvas: Canvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drawn(*_: object, **__: object) -> None:
        raise AssertionError("Pango was asked")

    monkeypatch.setattr(letters, "_image", drawn)
    fitting = Fitting(canvas, SAFE.get(canvas, SafeArea()), brand, logo=True)
    for titles, copy_space in itertools.product((SHORT[1:3], SHORT[1:2], SHORT[3:]), CopySpace):
        assert fitting.refusal(titles, copy_space, "en") is None


def test_what_fits_and_is_not_plainly_short_is_laid_out_once(
    brand: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was laid out at each scale from the largest down, and larger again: 20 ms for a shot."""
    stacked, tries = block._stacked, []

    def counted(layers: Sequence[tuple[int, Layer]], context: TypeContext) -> Any:
        tries.append(context.scale)
        return stacked(layers, context)

    monkeypatch.setattr(block, "_stacked", counted)
    place = TypePlace(box=Area(left=0.06, top=0.1, right=0.43, bottom=0.6), on="#14323a")
    titles = (title("headline", "Kiln Mugs,\nset of three"),)  # its own lines are not foretold
    assert (
        Fitting(LANDSCAPE, SAFE[LANDSCAPE], brand).refusal(titles, CopySpace.NONE, "en", place)
        is None
    )
    assert tries == [block.SMALLEST]


@pytest.mark.parametrize("size", [0.75, 1.3])
def test_the_brands_own_sizes_count(brand: Brand, size: float) -> None:
    style = TypeStyle(size=size, weight=700)
    own = with_tokens(brand, type=TypeScale(headline=style, subhead=style))
    fitting = Fitting(PORTRAIT, SAFE[PORTRAIT], own, logo=True)
    for words in (1, 4, 6, 9, 14):
        text = "Schraubverschluss " * words
        titles = (title("headline", text), title("subhead", text))
        expected = laid_out(titles, CopySpace.SIDE, PORTRAIT, own, [layer("logo")])
        refused = fitting.refusal(titles, CopySpace.SIDE, "de")
        assert (refused and refused.args) == (expected and expected.args)
