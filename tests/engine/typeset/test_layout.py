from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from engine.brand import Brand
from engine.colours import contrast
from engine.layouts import layout_for
from engine.typeset import Motion, Placed, lay_out
from schemas.delivery import SafeArea
from schemas.edit import Layer, TextTone
from schemas.errors import ProductionError, RowError
from schemas.placement import TypePlace
from schemas.setup import Canvas
from schemas.shot import CopySpace
from schemas.understanding import Area
from tests.engine.typeset.conftest import LANDSCAPE, PORTRAIT, SAFE, SMALL, layer, with_tokens

WORDS = (
    *("Nord", "Bottle", "500", "ml", "steel", "a", "lamp", "for", "the", "desk", "of", "three"),
    *("Isolierflasche", "Schraubverschluss", "不锈钢保温杯", "深蓝太阳纹表盘，", "“精钢”"),
)
TEXT = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
SHORT = st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(" ".join)
CANVASES = st.sampled_from([LANDSCAPE, PORTRAIT, SMALL, Canvas(width=1080, height=1080)])
PRICES = st.sampled_from(["€3", "€34.90", "CN¥1,680.00", "1.234.567,89 €"])


@st.composite
def films(draw: st.DrawFn) -> tuple[Layer, ...]:
    """Two shots, with captions, logo and label or without."""
    copy_space, tone = draw(st.sampled_from(list(CopySpace))), draw(st.sampled_from(list(TextTone)))
    layers = [
        layer("kicker", draw(SHORT), copy_space=copy_space, tone=tone),
        layer("headline", draw(TEXT), copy_space=copy_space, tone=tone),
        layer("price", draw(PRICES), draw(PRICES), copy_space=copy_space, tone=tone),
        layer("cta", draw(SHORT), copy_space=copy_space, tone=tone),
        layer("point", draw(TEXT), copy_space=draw(st.sampled_from(list(CopySpace))), shot="two"),
    ]
    extra = [layer("caption", f"{draw(TEXT)}\n{draw(TEXT)}"), layer("logo"), layer("label", "AI")]
    return (*layers, *draw(st.lists(st.sampled_from(extra), unique_by=lambda it: it.role)))


def laid(film: tuple[Layer, ...], canvas: Canvas, brand: Brand) -> list[Placed]:
    """The film's type; examples whose words are refused as too long are not counted."""
    try:
        return type_of(lay_out(film, canvas, SAFE.get(canvas, SafeArea()), brand))
    except RowError:
        reject()


def type_of(placed: tuple[Placed, ...]) -> list[Placed]:
    return [piece for piece in placed if piece.recipe.form != "scrim"]


def overlap(one: Placed, other: Placed) -> bool:
    across = one.x < other.right and other.x < one.right
    return across and one.y < other.bottom and other.y < one.bottom


def bare(piece: Placed) -> Placed:
    """The piece without the air around its letters."""
    pad = piece.recipe.pad if piece.recipe.form == "line" else 0
    return replace(
        piece,
        x=piece.x + pad,
        y=piece.y + pad,
        width=piece.width - 2 * pad,
        height=piece.height - 2 * pad,
    )


@settings(max_examples=40, deadline=None)
@given(films(), CANVASES)
def test_all_type_lies_in_the_safe_area(
    brand: Brand, film: tuple[Layer, ...], canvas: Canvas
) -> None:
    safe = SAFE.get(canvas, SafeArea())
    for piece in laid(film, canvas, brand):
        assert piece.x >= safe.left * canvas.width, piece
        assert piece.y >= safe.top * canvas.height, piece
        assert piece.right <= (1 - safe.right) * canvas.width, piece
        assert piece.bottom <= (1 - safe.bottom) * canvas.height, piece


@settings(max_examples=40, deadline=None)
@given(films(), CANVASES)
def test_blocks_captions_logo_and_label_never_touch(
    brand: Brand, film: tuple[Layer, ...], canvas: Canvas
) -> None:
    placed = laid(film, canvas, brand)
    for one, other in combinations(placed, 2):
        shots = {film[one.layer].shot, film[other.layer].shot}
        if "" in shots and one.layer != other.layer:
            assert not overlap(one, other), (one, other)


@settings(max_examples=40, deadline=None)
@given(films(), CANVASES)
def test_letters_of_a_block_never_touch_other_layers(
    brand: Brand, film: tuple[Layer, ...], canvas: Canvas
) -> None:
    placed = laid(film, canvas, brand)
    for one, other in combinations(placed, 2):
        if film[one.layer].shot == film[other.layer].shot and one.layer != other.layer:
            assert not overlap(bare(one), bare(other)), (one, other)


@pytest.mark.parametrize("canvas", [LANDSCAPE, PORTRAIT], ids=str)
@pytest.mark.parametrize("copy_space", list(CopySpace))
def test_another_price_changes_its_own_piece_and_moves_no_other(
    brand: Brand, canvas: Canvas, copy_space: CopySpace
) -> None:
    def film(price: str) -> tuple[Placed, ...]:
        texts = (("headline", "Nord Bottle"), ("price", price, "€42.00"), ("cta", "Buy"))
        layers = tuple(layer(role, *text, copy_space=copy_space) for role, *text in texts)
        return lay_out((*layers, layer("logo")), canvas, SAFE[canvas], brand)

    before, after = film("€34.90"), film("CHF 1’299.00")
    changed = [n for n, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    assert [before[n].recipe.form for n in changed] == ["tag"]
    assert before[changed[0]].key != after[changed[0]].key
    assert before[changed[0]].y == after[changed[0]].y
    assert before[changed[0]].height == after[changed[0]].height


def test_a_headline_enters_line_by_line(brand: Brand) -> None:
    placed = type_of(
        lay_out((layer("headline", "Kiln Mugs, set of three"),), LANDSCAPE, SAFE[LANDSCAPE], brand)
    )
    assert [piece.recipe.text[0] for piece in placed] == ["Kiln Mugs,", "set of three"]
    assert [piece.delay for piece in placed] == sorted({piece.delay for piece in placed})
    assert {piece.motion for piece in placed} == {Motion.RISE}


def test_a_column_beside_the_subject_takes_at_most_36_percent_of_the_frame(brand: Brand) -> None:
    film = (layer("headline", "Edelstahl-Isolierflasche mit Schraubverschluss", locale="de"),)
    for piece in type_of(lay_out(film, LANDSCAPE, SAFE[LANDSCAPE], brand)):
        assert piece.right <= (0.05 + 0.36) * 1920


def test_a_composed_card_is_centred(brand: Brand) -> None:
    film = (layer("question", "Why does the background blur?", copy_space=CopySpace.ALL),)
    for piece in type_of(lay_out(film, LANDSCAPE, SAFE[LANDSCAPE], brand)):
        assert abs((piece.x + piece.right) / 2 - 960) <= 1


@pytest.mark.parametrize("copy_space", [CopySpace.NONE, CopySpace.TOP, CopySpace.SIDE])
@pytest.mark.parametrize(
    ("tone", "luma", "scrimmed"),
    [
        (TextTone.DARK, None, True),
        (TextTone.DARK, (0.7, 0.9), False),
        (TextTone.DARK, (0.45, 0.9), True),
        (TextTone.LIGHT, (0.1, 0.3), False),
        (TextTone.LIGHT, (0.1, 0.5), True),
    ],
)
def test_type_has_a_scrim_unless_it_stands_out_from_a_plain_picture(
    brand: Brand,
    copy_space: CopySpace,
    tone: TextTone,
    luma: tuple[float, float] | None,
    scrimmed: bool,
) -> None:
    film = (layer("headline", "Nord", copy_space=copy_space, tone=tone, luma=luma),)
    placed = lay_out(film, LANDSCAPE, SafeArea(), brand)
    assert [piece.recipe.form for piece in placed] == [*(["scrim"] if scrimmed else []), "line"]


def test_a_brand_whose_dark_colour_is_pale_keeps_its_scrim(brand: Brand) -> None:
    film = (layer("headline", "Nord", tone=TextTone.DARK, luma=(0.7, 0.9)),)
    placed = lay_out(film, LANDSCAPE, SafeArea(), with_tokens(brand, dark="#606060"))
    assert placed[0].recipe.form == "scrim"


def test_on_a_portrait_frame_a_block_stands_above_the_subject(brand: Brand) -> None:
    texts = (("headline", "Kiln Mugs, set of three"), ("price", "€48.00"), ("cta", "Set the table"))
    film = (*(layer(role, *text) for role, *text in texts), layer("logo"))
    for piece in type_of(lay_out(film, PORTRAIT, SAFE[PORTRAIT], brand)):
        assert piece.bottom <= 0.37 * 1920


@pytest.mark.parametrize("copy_space", [CopySpace.SIDE, CopySpace.TOP])
@pytest.mark.parametrize("height", [1080, 1350], ids=["square", "four-five"])
def test_on_feed_frames_a_block_keeps_clear_of_the_subject(
    brand: Brand, height: int, copy_space: CopySpace
) -> None:
    canvas = Canvas(width=1080, height=height)
    texts = (
        ("headline", "Edelstahl-Isolierflasche mit Schraubverschluss"),
        ("subhead", "Thrown and glazed by hand in a small workshop by the sea"),
        *(("price", "€48.00", "€60.00"), ("cta", "Set the table")),
    )
    film = (*(layer(role, *text, copy_space=copy_space) for role, *text in texts), layer("logo"))
    subject = layout_for(canvas, copy_space).subject
    for piece in map(bare, type_of(lay_out(film, canvas, SafeArea(), brand))):
        below, beside = subject.top * canvas.height, subject.left * canvas.width
        assert piece.bottom <= below or piece.right <= beside, piece


def test_a_long_block_reaches_over_the_subject_before_it_gets_small(brand: Brand) -> None:
    title = "Edelstahl-Isolierflasche mit Schraubverschluss und Tasche"
    texts = (("headline", title), ("subhead", title), ("price", "48 €"), ("cta", "Jetzt ansehen"))
    film = (*(layer(role, *text, locale="de") for role, *text in texts), layer("logo"))
    placed = type_of(lay_out(film, PORTRAIT, SAFE[PORTRAIT], brand))
    assert max(piece.bottom for piece in placed) > 0.37 * 1920
    assert max(piece.recipe.size for piece in placed) >= 0.65 * 0.088 * 1080


def test_a_numbered_point_stands_beside_its_numeral(brand: Brand) -> None:
    film = (layer("point", "A key light shows form.", number=2),)
    numeral, *lines = type_of(lay_out(film, LANDSCAPE, SAFE[LANDSCAPE], brand))
    assert numeral.recipe.text == ("2",)
    assert all(line.x >= numeral.x + 0.5 * numeral.width for line in lines)
    assert all(line.recipe.size < numeral.recipe.size for line in lines)


@pytest.mark.parametrize("number", [0, 2])
def test_what_goes_on_with_a_sentence_stands_under_it_and_is_no_point_of_its_own(
    brand: Brand, number: int
) -> None:
    first = layer("point", "Keeps warm", number=number)
    own, more = (
        layer("point", "and cold", number=number).model_copy(update={"goes_on": goes_on})
        for goes_on in (False, True)
    )
    apart = lay_out((first, own), LANDSCAPE, SAFE[LANDSCAPE], brand)
    together = lay_out((first, more), LANDSCAPE, SAFE[LANDSCAPE], brand)

    def words(placed: Sequence[Placed], text: str) -> Placed:
        return next(piece for piece in placed if text in piece.recipe.text)

    upper, lower = words(together, "Keeps warm"), words(together, "and cold")
    assert lower.x == upper.x
    assert lower.y - upper.y < words(apart, "and cold").y - words(apart, "Keeps warm").y
    assert sum(piece.recipe.text == ("2",) for piece in together) == bool(number)
    bars = sorted((piece.y, piece.bottom) for piece in together if piece.recipe.form == "rule")
    assert all(bar[0] <= above[1] for above, bar in pairwise(bars))


def test_lines_of_a_column_share_their_left_edge(brand: Brand) -> None:
    film = (layer("headline", "Kiln Mugs, set of three"), layer("subhead", "Three glazes"))
    placed = type_of(lay_out(film, LANDSCAPE, SAFE[LANDSCAPE], brand))
    assert len({piece.x + piece.recipe.pad for piece in placed}) == 1


def test_words_that_fit_at_no_legible_size_are_refused(brand: Brand) -> None:
    film = (layer("headline", "an endless title that says everything " * 12),)
    with pytest.raises(RowError, match="do not fit its frame at a legible size") as caught:
        lay_out(film, LANDSCAPE, SAFE[LANDSCAPE], brand)
    assert caught.value.code == "TOO_LONG"


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=16).map(" ".join))
def test_headlines_are_never_smaller_than_4_percent_of_the_short_side(
    brand: Brand, text: str
) -> None:
    with contextlib.suppress(RowError):
        lines = type_of(lay_out((layer("headline", text),), LANDSCAPE, SAFE[LANDSCAPE], brand))
        assert len(lines) <= 3
        assert all(piece.recipe.size >= 0.04 * 1080 for piece in lines)


@pytest.mark.parametrize("tone", list(TextTone))
def test_letters_contrast_with_the_tone_behind_them(brand: Brand, tone: TextTone) -> None:
    film = (
        layer("headline", "Nord", tone=tone),
        layer("price", "€3", tone=tone),
        layer("cta", "Buy", tone=tone),
    )
    for piece in lay_out((*film, layer("caption", "Nord.")), LANDSCAPE, SAFE[LANDSCAPE], brand):
        behind = piece.recipe.fill or piece.recipe.shadow
        if piece.recipe.text:
            assert contrast(piece.recipe.colour, behind) >= 3


def test_a_logo_follows_its_tone(brand: Brand) -> None:
    light, dark = (
        lay_out((layer("logo", tone=tone),), LANDSCAPE, SAFE[LANDSCAPE], brand)[0]
        for tone in (TextTone.LIGHT, TextTone.DARK)
    )
    assert brand.logo is not None
    assert brand.logo_dark is not None
    assert (light.recipe.logo, dark.recipe.logo) == (brand.logo.sha256, brand.logo_dark.sha256)
    assert (light.x, light.y) == (dark.x, dark.y)


def test_a_logo_that_the_brand_does_not_have_is_refused(brand: Brand) -> None:
    with pytest.raises(ProductionError, match="the brand has none"):
        lay_out((layer("logo"),), LANDSCAPE, SAFE[LANDSCAPE], replace(brand, logo=None))


def test_entrances_and_exits_fit_short_layers(brand: Brand) -> None:
    film = (layer("headline", "Kiln Mugs, set of three", frames=6), layer("logo", frames=2))
    for piece in lay_out(film, LANDSCAPE, SAFE[LANDSCAPE], brand):
        assert piece.delay + piece.enter <= film[piece.layer].frames


def test_type_with_a_place_stands_within_it_larger_and_without_a_shadow(brand: Brand) -> None:
    box = Area(left=0.5, top=0.1, right=0.95, bottom=0.9)
    place = TypePlace(box=box, on="#f4f1ea")
    words = layer("headline", "Nord", tone=TextTone.DARK)
    there = words.model_copy(update={"place": place})
    (piece,) = lay_out([there], LANDSCAPE, SAFE[LANDSCAPE], brand)
    assert piece.x >= 0.5 * 1920
    assert piece.right <= 0.95 * 1920
    assert not piece.recipe.shadow
    usual = lay_out([words], LANDSCAPE, SAFE[LANDSCAPE], brand)[-1]
    assert piece.recipe.size > 1.2 * usual.recipe.size
    assert usual.recipe.shadow
