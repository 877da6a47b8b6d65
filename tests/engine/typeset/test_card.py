"""On a brand's own cards the logo stands large in its place, and the legal line at the foot."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.brand import Brand
from engine.files import sha256_of
from engine.inputs import InputFile
from engine.placement import layout_of
from engine.typeset import Placed, draw, lay_out, logo_corner
from schemas.edit import Layer, TextTone
from schemas.errors import RowError
from schemas.placement import TypePlace
from schemas.setup import Canvas
from schemas.understanding import Area
from tests.engine.typeset.conftest import LANDSCAPE, PORTRAIT, SAFE, layer, with_tokens

LEGAL = "© 2026 Fjell & Co AS, Bergen. Prices include VAT. Offer valid while stocks last."
SQUARE = Canvas(width=1080, height=1080)


def in_place(one: Layer, canvas: Canvas) -> Layer:
    layout = layout_of(canvas, "brand_card")
    assert layout is not None
    assert layout.logo is not None
    left, top, right, bottom = layout.logo
    box = Area(left=left, top=top, right=right, bottom=bottom)
    return one.model_copy(update={"place": TypePlace(box=box, on="#14323a")})


def set_alone(one: Layer, canvas: Canvas, brand: Brand) -> Placed:
    (piece,) = lay_out([one], canvas, SAFE.get(canvas, SAFE[LANDSCAPE]), brand)
    return piece


@pytest.mark.parametrize("canvas", [LANDSCAPE, PORTRAIT, SQUARE], ids=str)
def test_the_logo_of_a_card_is_centred_and_larger_than_in_its_corner(
    brand: Brand, canvas: Canvas
) -> None:
    corner = set_alone(layer("logo"), canvas, brand)
    card = set_alone(in_place(layer("logo"), canvas), canvas, brand)
    assert card.x + card.width / 2 == pytest.approx(canvas.width / 2, abs=1)
    assert card.width >= corner.width
    assert card.width * card.height <= 0.051 * canvas.width * canvas.height


@pytest.mark.parametrize("canvas", [LANDSCAPE, PORTRAIT, SQUARE], ids=str)
def test_a_legal_line_stands_small_at_the_foot_of_the_safe_area(
    brand: Brand, canvas: Canvas
) -> None:
    legal = set_alone(in_place(layer("legal", LEGAL), canvas), canvas, brand)
    safe = SAFE.get(canvas, SAFE[LANDSCAPE])
    assert legal.bottom == pytest.approx((1 - safe.bottom) * canvas.height, abs=1)
    assert legal.x >= safe.left * canvas.width - 1
    assert legal.right <= (1 - safe.right) * canvas.width + 1
    assert 0.021 * 1080 <= legal.recipe.size <= 0.027 * 1080
    assert legal.recipe.strength == 0


def test_over_a_picture_a_legal_line_has_a_plate(brand: Brand) -> None:
    assert set_alone(layer("legal", LEGAL), LANDSCAPE, brand).recipe.strength > 0.5


def test_a_legal_text_that_nobody_could_read_is_refused(brand: Brand) -> None:
    with pytest.raises(RowError, match="a legal line does not fit 3 lines at a legible size"):
        set_alone(layer("legal", LEGAL * 6), PORTRAIT, brand)


def test_clear_space_is_a_share_of_the_logos_height(brand: Brand) -> None:
    near, far = (
        logo_corner(with_tokens(brand, logo_space=space), LANDSCAPE, SAFE[LANDSCAPE])
        for space in (0.0, 1.0)
    )
    piece = set_alone(layer("logo", tone=TextTone.LIGHT), LANDSCAPE, brand)
    assert near.bottom * 1080 == pytest.approx(piece.bottom, abs=1)
    assert (far.bottom - near.bottom) * 1080 == pytest.approx(piece.height, abs=1)
    assert far.left < near.left


def test_the_corner_of_a_brand_without_a_logo_is_nothing(brand: Brand) -> None:
    bare = replace(brand, logo=None, logo_dark=None)
    corner = logo_corner(bare, LANDSCAPE, SAFE[LANDSCAPE])
    assert (corner.right - corner.left) * 1920 < 3


def test_a_logo_of_lines_is_drawn_as_large_as_it_is_shown(brand: Brand, tmp_path: Path) -> None:
    svg = tmp_path / "logo.svg"
    svg.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="10">'
        '<rect width="15" height="10" fill="#fff"/></svg>'
    )
    own = replace(brand, logo=InputFile(svg, sha256_of(svg)))
    piece = set_alone(in_place(layer("logo"), LANDSCAPE), LANDSCAPE, own)
    assert piece.width > 200
    row = draw(piece.recipe, own)[piece.height // 2, :, 3].astype(int)
    # An edge that was scaled up from 15 pixels would be 20 times as wide.
    assert ((row > 10) & (row < 245)).sum() <= 3


def test_type_keeps_out_of_the_clear_space_under_the_logo(brand: Brand) -> None:
    wide = with_tokens(brand, logo_space=2.0)
    words = layer("headline", "Nord").model_copy(
        update={"place": TypePlace(box=Area(left=0, top=0, right=1, bottom=1), anchor="top")}
    )
    pieces = lay_out([layer("logo"), words], LANDSCAPE, SAFE[LANDSCAPE], wide)
    (logo,) = [one for one in pieces if one.recipe.form == "logo"]
    lines = [one for one in pieces if one.recipe.text]
    assert min(one.y + one.recipe.pad for one in lines) >= logo.bottom + 2 * logo.height - 2
