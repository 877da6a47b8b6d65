"""Words and takes become an edit, its type lies drawn in the store, its segments are named."""

from __future__ import annotations

import pickle
from dataclasses import replace

import cv2
import numpy as np
import pytest

from engine.brand import Brand
from engine.jobs.cutting import cut, laid_out
from engine.jobs.finishing import _drawn
from engine.store import FolderBlobs, Kind
from engine.typeset import draw
from schemas.brand import Rhythm
from schemas.errors import RowError
from schemas.reject import Code
from schemas.script import Role, Title
from tests.engine.jobs.conftest import assembly_of


def test_every_sprite_that_a_segment_wears_lies_in_the_store(
    brand: Brand, blobs: FolderBlobs
) -> None:
    film = cut(assembly_of(), brand, blobs)
    worn = {item.sprite for segment in film.segments for item in segment.worn}
    assert worn
    assert all(blobs.has(key, Kind.SPRITE) for key in worn)


def test_a_sprite_is_read_back_as_it_was_drawn(brand: Brand, blobs: FolderBlobs) -> None:
    _, placed = laid_out(assembly_of(), brand)
    cut(assembly_of(), brand, blobs)
    for piece in placed:
        assert np.array_equal(_drawn(piece.key, blobs), draw(piece.recipe, brand))


def test_a_plan_lays_out_the_same_film_and_draws_nothing(brand: Brand, blobs: FolderBlobs) -> None:
    planned, _ = laid_out(assembly_of(), brand)
    assert not blobs.root.exists()
    assert cut(assembly_of(), brand, blobs) == planned


def test_a_brand_without_transitions_has_hard_cuts(brand: Brand) -> None:
    tokens = brand.tokens.model_copy(update={"rhythm": Rhythm(transitions=0)})
    usual, hard = (
        laid_out(assembly_of(), one)[0].edit for one in (brand, replace(brand, tokens=tokens))
    )
    assert any(cut.dissolve for cut in usual.cuts)
    assert not any(cut.dissolve for cut in hard.cuts)


def test_another_price_draws_only_what_shows_it(brand: Brand, blobs: FolderBlobs) -> None:
    cut(assembly_of(), brand, blobs)
    before = {path.name for path in blobs.root.rglob("*.png")}
    _, old = laid_out(assembly_of(), brand)
    cut(assembly_of(price="€39.00"), brand, blobs)
    new = {path.stem for path in blobs.root.rglob("*.png")} - {name[:64] for name in before}
    recipes = {piece.key: piece.recipe for piece in laid_out(assembly_of(price="€39.00"), brand)[1]}
    assert new == recipes.keys() - {piece.key for piece in old}
    assert [recipes[key].text for key in new] == [("€39.00",)]


def test_what_was_drawn_is_not_drawn_again(brand: Brand, blobs: FolderBlobs) -> None:
    cut(assembly_of(), brand, blobs)
    sprites = list(blobs.root.rglob("*.png"))
    for path in sprites:
        assert cv2.imwrite(str(path), np.zeros((2, 2, 4), np.uint8))
    marked = [path.read_bytes() for path in sprites]
    cut(assembly_of(), brand, blobs)
    assert [path.read_bytes() for path in sprites] == marked


def test_a_labelled_film_wears_its_label_from_its_first_frame_and_another_film_none(
    brand: Brand, blobs: FolderBlobs
) -> None:
    film = cut(replace(assembly_of(), labelled=True), brand, blobs)
    _, placed = laid_out(replace(assembly_of(), labelled=True), brand)
    (label,) = (piece for piece in placed if piece.recipe.text == ("AI-generated",))
    first = next(item for item in film.segments[0].worn if item.sprite == label.key)
    assert (first.start, first.enter, first.motion) == (0, 0, "cut")
    assert blobs.has(label.key, Kind.SPRITE)
    bare, _ = laid_out(assembly_of(), brand)
    assert all(item.sprite != label.key for segment in bare.segments for item in segment.worn)


def test_an_unfilled_placeholder_quarantines_the_row(brand: Brand, blobs: FolderBlobs) -> None:
    stock = Title(shot="one", role=Role.HEADLINE, text=("{stock} left",))
    with pytest.raises(RowError, match=r"\{stock\}, which the row does not fill") as caught:
        cut(assembly_of(stock), brand, blobs)
    assert caught.value.code == Code.PLACEHOLDER


def test_a_character_without_a_font_quarantines_the_row(brand: Brand, blobs: FolderBlobs) -> None:
    with pytest.raises(RowError, match=r"U\+10FFFD") as caught:
        cut(assembly_of(title="Pan \U0010fffd"), brand, blobs)
    assert caught.value.code == Code.GLYPH


def test_an_assembly_and_its_film_cross_to_workers_and_back(brand: Brand) -> None:
    film, _ = laid_out(assembly_of(), brand)
    assert pickle.loads(pickle.dumps(film)) == film  # noqa: S301 - our own bytes
    assert pickle.loads(pickle.dumps(assembly_of())) == assembly_of()  # noqa: S301 - as above
