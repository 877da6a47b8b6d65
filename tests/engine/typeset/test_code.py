"""A program's lines stand to the letter on a card, in columns, one after the other."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from engine.brand import Brand
from engine.colours import contrast
from engine.pictures import models
from engine.pictures.installed import TEXTS
from engine.typeset import Placed, draw, lay_out
from engine.typeset.fonts import mono
from schemas.errors import RowError
from schemas.placement import TypePlace
from schemas.understanding import Area
from tests.engine.typeset.conftest import LANDSCAPE, PORTRAIT, SAFE, layer

has_mono = pytest.mark.skipif(not mono(), reason="no font of one width here")
reads = pytest.mark.skipif(TEXTS.path is None, reason="nobody reads here")
CODE = "odds = [1, 3, 5]\nfor num in odds:\n    print(num)"
GROUND = "#12181b"
PLACE = TypePlace(box=Area(left=0.09, top=0.16, right=0.91, bottom=0.64), on=GROUND)


def card(brand: Brand, text: str = CODE, canvas: object = LANDSCAPE) -> tuple[Placed, list[Placed]]:
    """The card and the words on it."""
    shown = layer("code", text).model_copy(update={"place": PLACE})
    size = PORTRAIT if canvas is PORTRAIT else LANDSCAPE
    first, *words = lay_out((shown,), size, SAFE[size], brand)
    return first, words


@has_mono
def test_words_stand_in_their_columns_and_lines(brand: Brand) -> None:
    _, words = card(brand)
    at = {word.recipe.text[0]: word for word in reversed(words)}
    below = next(word for word in words if word.recipe.text == ("num",) and word.y > at["num"].y)
    # One begins in column 4, the other in column 10; a column is 0.602 of the size wide.
    size = at["num"].recipe.size
    assert below.x - at["num"].x == pytest.approx(6 * 0.602 * size, abs=2)
    assert at["odds"].y < at["for"].y < at["print"].y
    assert at["odds"].delay < at["for"].delay < at["print"].delay


@has_mono
@pytest.mark.parametrize("canvas", [LANDSCAPE, PORTRAIT])
def test_words_stay_on_the_card_and_are_read_on_it(brand: Brand, canvas: object) -> None:
    plate, words = card(brand, canvas=canvas)
    assert min(word.x for word in words) > plate.x
    assert max(word.right for word in words) < plate.right
    assert max(word.bottom for word in words) < plate.bottom
    assert all(contrast(word.recipe.colour, plate.recipe.fill) >= 4.5 for word in words)
    assert len({word.recipe.colour for word in words}) > 2


def test_a_line_that_is_too_wide_is_refused_and_not_broken(brand: Brand) -> None:
    with pytest.raises(RowError, match="do not fit its frame at a legible size"):
        card(brand, "x" * 400)


@has_mono
@reads
def test_a_line_is_read_back(brand: Brand) -> None:
    plate, words = card(brand, "for num in odds:")
    page = np.full((plate.height, plate.width, 3), 10, np.float32)
    for word in words:
        pixels = draw(word.recipe, brand).astype(np.float32)
        x, y = round(word.x - plate.x), round(word.y - plate.y)
        part = page[y : y + pixels.shape[0], x : x + pixels.shape[1]]
        share = pixels[: part.shape[0], : part.shape[1], 3:] / 255
        part[:] = part * (1 - share) + pixels[: part.shape[0], : part.shape[1], :3] * share
    small = cv2.resize(page.astype(np.uint8), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    text, sure = models.read(small)
    assert text.replace(" ", "") == "fornuminodds:"
    assert sure > 0.8


@has_mono
def test_what_a_lesson_brings_at_most_fits_a_tall_frame(brand: Brand) -> None:
    plate, words = card(brand, "\n".join(["x" * 48] * 10), PORTRAIT)
    assert len(words) == 10
    assert plate.bottom <= 0.64 * 1920
