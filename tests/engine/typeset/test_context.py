"""A brand changes sizes, weights, corners and motion, and never what can be read."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.brand import Brand
from engine.typeset import Motion, Placed, draw, lay_out
from schemas.edit import Layer
from schemas.shot import CopySpace
from tests.engine.typeset.conftest import LANDSCAPE, SAFE, layer, with_tokens

FILM = (
    layer("kicker", "New", copy_space=CopySpace.ALL),
    layer("headline", "Nord", copy_space=CopySpace.ALL),
    layer("price", "€3", copy_space=CopySpace.ALL),
    layer("cta", "Buy", copy_space=CopySpace.ALL),
    layer("caption", "Nord."),
    layer("logo"),
)


def laid(brand: Brand, film: tuple[Layer, ...] = FILM, **tokens: Any) -> dict[str, list[Placed]]:
    """The pieces of each role."""
    pieces: dict[str, list[Placed]] = {}
    for piece in lay_out(film, LANDSCAPE, SAFE[LANDSCAPE], with_tokens(brand, **tokens)):
        pieces.setdefault(film[piece.layer].role.value, []).append(piece)
    return pieces


def test_a_role_is_set_in_the_brands_size_and_weight_and_others_are_not(brand: Brand) -> None:
    before, after = laid(brand), laid(brand, type={"headline": {"size": 1.2, "weight": 300}})
    (old,), (new,) = before["headline"], after["headline"]
    assert new.recipe.size == pytest.approx(1.2 * old.recipe.size, abs=0.01)
    assert (old.recipe.weight, new.recipe.weight) == (700, 300)
    assert after["cta"][0].recipe == before["cta"][0].recipe


@pytest.mark.parametrize("role", ["kicker", "headline", "subhead", "point", "recap"])
def test_small_type_of_a_brand_stays_legible(brand: Brand, role: str) -> None:
    film = (layer(role, "steel bottle " * 4),)
    (smallest,) = {piece.recipe.size for piece in laid(brand, film)[role] if piece.recipe.text}
    least = {"kicker": 0.018, "headline": 0.040, "point": 0.034, "recap": 0.028}
    own = laid(brand, film, type={role: {"size": 0.75}})[role]
    sizes = {piece.recipe.size for piece in own if piece.recipe.text}
    assert max(sizes) <= smallest
    assert min(sizes) >= least.get(role, 0.026) * 1080


def test_captions_and_label_are_not_a_brands_to_change(brand: Brand) -> None:
    after = laid(brand, motion={"entrance": "fade"}, type={"headline": {"size": 1.3}})
    assert after["caption"][0].recipe == laid(brand)["caption"][0].recipe
    assert after["caption"][0].motion is Motion.CUT


def corner(piece: Placed, brand: Brand) -> int:
    """How solid the uppermost left pixel of a plate is."""
    return int(draw(piece.recipe, brand)[0, 0, 3])


@pytest.mark.parametrize(
    ("role", "round_", "square"),
    [("cta", {"button": 0.5}, {"button": 0.0}), ("price", {"tag": 0.5}, {"tag": 0.0})],
)
def test_plates_have_the_brands_corners(
    brand: Brand, role: str, round_: dict[str, float], square: dict[str, float]
) -> None:
    assert corner(laid(brand, radii=round_)[role][0], brand) == 0
    assert corner(laid(brand, radii=square)[role][0], brand) == 255


def test_the_plates_of_captions_have_a_panels_corners(brand: Brand) -> None:
    assert corner(laid(brand)["caption"][0], brand) == 0
    assert corner(laid(brand, radii={"panel": 0})["caption"][0], brand) == round(0.8 * 255)


@pytest.mark.parametrize("entrance", [Motion.FADE, Motion.CUT])
def test_all_type_comes_in_as_the_brand_has_it(brand: Brand, entrance: Motion) -> None:
    styled = {one.motion for pieces in laid(brand).values() for one in pieces}
    assert {Motion.RISE, Motion.POP, Motion.WIPE} <= styled
    after = laid(brand, motion={"entrance": entrance.value})
    motions = {one.motion for pieces in after.values() for one in pieces}
    assert motions == {entrance, Motion.CUT}


def test_at_twice_the_speed_entrances_take_half_as_long(brand: Brand) -> None:
    before, after = laid(brand), laid(brand, motion={"speed": 2.0})
    (old,), (new,) = before["headline"], after["headline"]
    assert new.enter == pytest.approx(old.enter / 2, abs=1)
    assert np.array_equal(draw(old.recipe, brand), draw(new.recipe, brand))
