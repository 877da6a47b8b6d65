from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.brand import Brand
from engine.typeset import Placed, draw, lay_out
from schemas.edit import Layer, TextTone
from schemas.setup import Canvas
from tests.engine.typeset.conftest import LANDSCAPE, PORTRAIT, SAFE, SMALL, layer

FILM = (
    layer("kicker", "Drinkware"),
    layer("headline", "Nord Bottle 500 ml, gypsy blue"),
    layer("subhead", "Insulated steel, matte finish"),
    layer("price", "€34.90", "€42.00"),
    layer("cta", "Choose your colour"),
    layer("point", "Screw lid", shot="two"),
    layer("point", "双层真空不锈钢", shot="three", locale="zh-CN", number=1),
    layer("lower_third", "Ada Fjell", "Potter", shot="four"),
    layer("recap", "Key", "Fill", "Rim", shot="five"),
    layer("caption", "Nord Bottle.\nInsulated steel."),
    layer("label", "AI-generated"),
    layer("logo"),
)


def pieces(layers: tuple[Layer, ...], brand: Brand, canvas: Canvas) -> tuple[Placed, ...]:
    return lay_out(layers, canvas, SAFE[canvas], brand)


@pytest.mark.parametrize("canvas", [LANDSCAPE, PORTRAIT, SMALL], ids=str)
def test_every_piece_has_the_size_it_was_laid_out_with_and_shows_something(
    brand: Brand, canvas: Canvas
) -> None:
    for piece in pieces(FILM, brand, canvas):
        pixels = draw(piece.recipe, brand)
        assert pixels.shape == (piece.height, piece.width, 4), piece.recipe
        assert pixels.dtype == np.uint8
        assert pixels[..., 3].max() > 20, piece.recipe


@pytest.mark.parametrize("canvas", [LANDSCAPE, PORTRAIT, SMALL], ids=str)
def test_letters_and_their_soft_tone_end_within_their_sprites(brand: Brand, canvas: Canvas) -> None:
    for piece in pieces(FILM, brand, canvas):
        if piece.recipe.form in {"line", "shade"}:
            alpha = draw(piece.recipe, brand)[..., 3]
            border = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
            assert border.max() == 0, piece.recipe


def test_drawing_twice_gives_the_same_bytes(brand: Brand) -> None:
    for piece in pieces(FILM, brand, LANDSCAPE):
        assert draw(piece.recipe, brand).tobytes() == draw(piece.recipe, brand).tobytes()


def test_a_plate_keeps_its_letters_inside(brand: Brand) -> None:
    plate, *_ = (
        p for p in pieces(FILM, brand, LANDSCAPE) if p.recipe.text[:1] == ("AI-generated",)
    )
    pixels = draw(plate.recipe, brand)
    light = pixels[..., :3].mean(axis=2) * (pixels[..., 3] > 200) > 128
    rows, columns = np.flatnonzero(light.any(axis=1)), np.flatnonzero(light.any(axis=0))
    above, below = rows[0], plate.height - 1 - rows[-1]
    assert abs(above - below) <= 0.2 * plate.height
    assert abs(columns[0] - (plate.width - 1 - columns[-1])) <= 2


def test_what_was_the_price_is_struck_through(brand: Brand) -> None:
    (tag,) = (p for p in pieces(FILM, brand, LANDSCAPE) if p.recipe.form == "tag")
    alpha = draw(tag.recipe, brand)[..., 3]
    beside = alpha[:, round(0.72 * tag.width) :]
    middle = (beside > 150).sum(axis=1)[tag.height // 2 - 2 : tag.height // 2 + 2].max()
    assert middle > 0.7 * np.flatnonzero((beside > 150).any(axis=0)).size


def composed(layers: tuple[Layer, ...], brand: Brand, ground: int) -> NDArray[Any]:
    """The layers over a plain ground, as RGB."""
    frame = np.full((LANDSCAPE.height, LANDSCAPE.width, 3), ground, np.float32)
    for piece in pieces(layers, brand, LANDSCAPE):
        x, y = round(piece.x), round(piece.y)
        rows, columns = slice(max(0, y), y + piece.height), slice(max(0, x), x + piece.width)
        under = frame[rows, columns]
        pixels = draw(piece.recipe, brand)[max(0, -y) :, max(0, -x) :].astype(np.float32)
        pixels = pixels[: under.shape[0], : under.shape[1]]
        share = pixels[..., 3:] / 255
        frame[rows, columns] = under * (1 - share) + pixels[..., :3] * share
    whole: NDArray[Any] = frame.astype(np.uint8)
    return whole


def read(frame: NDArray[Any]) -> str:
    from rapidocr_onnxruntime import RapidOCR  # noqa: PLC0415 - loads its models

    found, _ = RapidOCR()(frame[..., ::-1])
    return "".join(text for _, text, _ in found or ())


def test_headlines_are_read_back_by_a_machine_on_dark_and_on_light(brand: Brand) -> None:
    dark = composed(
        (layer("headline", "Nord Bottle"), layer("subhead", "双层真空不锈钢", locale="zh-CN")),
        brand,
        40,
    )
    light = composed(
        (
            layer("headline", "子午线腕表", locale="zh-CN", tone=TextTone.DARK),
            layer("subhead", "Insulated steel", tone=TextTone.DARK),
        ),
        brand,
        225,
    )
    assert read(dark).replace(" ", "") == "NordBottle双层真空不锈钢"
    assert read(light).replace(" ", "") == "子午线腕表Insulatedsteel"
