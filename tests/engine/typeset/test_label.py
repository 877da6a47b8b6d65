"""A film that shows generated pictures says so at once, legibly, and out of the way."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from engine.brand import Brand
from engine.edit.label import label_layer
from engine.edit.motion import pose_at
from engine.edit.sprite import Sprite
from engine.typeset import Placed, draw, lay_out
from engine.typeset.letters import ink
from engine.typeset.lines import is_cjk
from engine.typeset.text import face_of
from schemas.delivery import SafeArea
from schemas.edit import Layer, LayerRole
from schemas.setup import Canvas
from schemas.shot import CopySpace
from tests.engine.typeset.conftest import LANDSCAPE, PORTRAIT, SAFE, SMALL, layer

SQUARE = Canvas(width=1080, height=1080)
LOCALES = (
    *("bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "id", "it"),
    *("ja", "ko", "lt", "lv", "mt", "nb", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sv"),
    *("tr", "uk", "vi", "zh"),
)


def label(locale: str = "en") -> Layer:
    return label_layer(locale, LANDSCAPE.rate, end=240)


def placed(layers: tuple[Layer, ...], canvas: Canvas, brand: Brand) -> dict[LayerRole, Placed]:
    pieces = lay_out(layers, canvas, SAFE.get(canvas, SafeArea()), brand)
    return {layers[piece.layer].role: piece for piece in pieces}


@pytest.mark.parametrize("canvas", [LANDSCAPE, PORTRAIT, SQUARE, SMALL], ids=str)
@pytest.mark.parametrize("locale", LOCALES)
def test_in_every_language_the_label_lies_in_the_safe_area_beside_the_logo(
    brand: Brand, canvas: Canvas, locale: str
) -> None:
    found = placed((label(locale), layer("logo")), canvas, brand)
    words, logo, safe = found[LayerRole.LABEL], found[LayerRole.LOGO], SAFE.get(canvas, SafeArea())
    assert words.x >= safe.left * canvas.width
    assert words.y >= safe.top * canvas.height
    assert words.right < logo.x
    assert draw(words.recipe, brand).shape[:2] == (words.height, words.width)


@pytest.mark.parametrize("canvas", [LANDSCAPE, PORTRAIT, SQUARE, SMALL], ids=str)
@pytest.mark.parametrize("locale", ["zh-CN", "ja", "ko"])
def test_chinese_characters_are_as_high_as_five_percent_of_the_shorter_side(
    brand: Brand, canvas: Canvas, locale: str
) -> None:
    """GB 45438-2025."""
    recipe = placed((label(locale),), canvas, brand)[LayerRole.LABEL].recipe
    heights = [
        ink(letter, face_of(recipe, brand), recipe.size).height
        for letter in recipe.text[0]
        if is_cjk(letter)
    ]
    assert len(heights) == 2
    assert min(heights) >= 0.05 * min(canvas.width, canvas.height)


def _busy(height: int, width: int) -> NDArray[Any]:
    coarse = np.random.default_rng(1).integers(0, 256, (height // 6, width // 6), np.uint8)
    return cv2.resize(coarse, (width, height), interpolation=cv2.INTER_NEAREST)


GROUNDS = {
    "white": lambda h, w: np.full((h, w), 235, np.uint8),
    "black": lambda h, w: np.full((h, w), 16, np.uint8),
    "busy": _busy,
}


def _light(luma: NDArray[Any]) -> NDArray[Any]:
    """Relative luminance of grey (WCAG 2.2) of limited-range luma."""
    level = np.clip((luma.astype(float) - 16) / 219, 0, 1)
    return np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4)


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("canvas", [LANDSCAPE, PORTRAIT], ids=["landscape", "portrait"])
@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_the_label_is_read_over_any_picture(
    brand: Brand, canvas: Canvas, locale: str, ground: str
) -> None:
    """Measured in the frame: its letters against all of its plate (WCAG 2.2 asks for 4.5)."""
    piece = placed((label(locale),), canvas, brand)[LayerRole.LABEL]
    rgba = draw(piece.recipe, brand)
    luma = GROUNDS[ground](canvas.height, canvas.width)
    chroma = np.full((canvas.height // 2, canvas.width // 2), 128, np.uint8)
    before = luma.copy()
    pose = pose_at(
        piece.motion, 0, 78, enter=piece.enter, leave=piece.exit, height=0.05 * canvas.height
    )
    Sprite(rgba, piece.x, piece.y).blend((luma, chroma, chroma.copy()), pose)
    box = slice(int(piece.y), int(piece.bottom)), slice(int(piece.x), int(piece.right))
    letters = rgba[..., 3] == 255
    plate = np.abs(rgba[..., 3].astype(int) - round(0.8 * 255)) <= 1
    seen = _light(luma[box])
    assert letters.mean() > 0.04
    assert (np.median(seen[letters]) + 0.05) / (seen[plate].max() + 0.05) >= 4.5
    assert np.median(np.abs(luma[box].astype(int) - before[box])) > 0
    outside = np.ones(luma.shape, bool)
    outside[box] = False
    assert np.array_equal(luma[outside], before[outside])


def test_the_label_stands_whole_from_the_first_frame_for_three_seconds_and_fades(
    brand: Brand,
) -> None:
    words = label()
    piece = placed((words,), LANDSCAPE, brand)[LayerRole.LABEL]
    opacity = [
        pose_at(
            piece.motion, n, words.frames, enter=piece.enter, leave=piece.exit, height=54
        ).opacity
        for n in range(words.frames)
    ]
    assert piece.delay == 0
    assert opacity[: 3 * 24 + 1] == [1.0] * (3 * 24 + 1)
    assert 0 < opacity[-1] < 0.5


@pytest.mark.parametrize("canvas", [LANDSCAPE, PORTRAIT], ids=["landscape", "portrait"])
@pytest.mark.parametrize("copy_space", list(CopySpace))
def test_words_make_room_for_the_label_and_only_while_it_stands(
    brand: Brand, canvas: Canvas, copy_space: CopySpace
) -> None:
    early = layer("headline", "窑变马克杯三件套", copy_space=copy_space, locale="zh-CN")
    late = layer("headline", "Nord", copy_space=copy_space, shot="two").model_copy(
        update={"start": 100}
    )
    film = (early, late)
    bare = lay_out(film, canvas, SAFE[canvas], brand)
    labelled = lay_out((*film, label("zh-CN")), canvas, SAFE[canvas], brand)
    words = next(piece for piece in labelled if piece.layer == 2)
    for piece in labelled:
        if piece.layer == 0 and piece.recipe.form == "line":
            assert piece.y >= words.bottom
    late_pieces = [[piece for piece in film if piece.layer == 1] for film in (bare, labelled)]
    assert late_pieces[0] == late_pieces[1]
