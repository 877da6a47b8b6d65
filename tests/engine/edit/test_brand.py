"""The logo stands where it is read and covers nothing; a brand's own cards say what they should."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from engine.cards import END_CARD, LAYOUT
from engine.edit.brand import BrandLook, brand_layers
from engine.edit.layers import Footage
from engine.placement import placed
from schemas.edit import Cut, Edit, Layer, LayerRole, TextTone, Transition
from schemas.placement import Ground, Staging
from schemas.setup import Canvas
from schemas.shot import CopySpace, PictureRef, Still
from schemas.storyboard import Storyboard
from schemas.understanding import Area
from tests.engine.edit.conftest import board, brand_look, edit_of, flat, mark

WIDE = Canvas(width=320, height=180)
RIGHT = Area(left=0.5, top=0, right=1, bottom=1)
LEFT = Area(left=0, top=0, right=0.5, bottom=1)


def _logos(edit: Edit) -> list[Layer]:
    return [layer for layer in edit.layers if layer.role is LayerRole.LOGO]


def layers(
    look: BrandLook, shot: Still, *, copy_space: CopySpace = CopySpace.SIDE, **seen: Any
) -> list[Layer]:
    """What is shown of the brand over one shot of 48 frames that comes in over 6."""
    description = shot.description.model_copy(update={"copy_space": copy_space})
    shot = shot.model_copy(update={"description": description})
    cut = Cut(
        shot=shot.name,
        take="0" * 64,
        rate=WIDE.rate,
        available=48,
        start=100,
        frames=48,
        transition=Transition(kind="dip", frames=6),
    )
    footage = Footage("0" * 64, 48, **({"luma": flat(0.2), "spread": flat(0.0)} | seen))
    storyboard = Storyboard(shots=(shot,))
    return brand_layers(storyboard, [cut], {shot.name: footage}, WIDE, look, "en")


def shot(name: str = "one", **fields: Any) -> Still:
    return Still(operation="still", name=name, frames=48, **fields)


def test_one_logo_stands_through_a_film_of_one_brightness() -> None:
    edit = edit_of(board(96, 96, 96), logo=True)
    (logo,) = _logos(edit)
    assert (logo.start, logo.end, logo.tone) == (0, edit.frames, TextTone.LIGHT)


def test_the_logo_changes_its_ink_with_the_pictures() -> None:
    luma = {"one": 0.1, "two": 0.1, "three": 0.9, "four": 0.1}
    edit = edit_of(board(96, 96, 96, 96), logo=True, luma=luma)
    logos = _logos(edit)
    assert [logo.tone for logo in logos] == [TextTone.LIGHT, TextTone.DARK, TextTone.LIGHT]
    assert (logos[0].start, logos[-1].end) == (0, edit.frames)
    assert [logo.start for logo in logos[1:]] == [edit.cuts[2].start, edit.cuts[3].start]
    assert all(after.start <= before.end for before, after in pairwise(logos))


def test_a_logo_is_gone_before_a_picture_is_seen_that_does_not_show_it() -> None:
    luma = {"one": 0.1, "two": 0.8, "three": 0.1}
    look = brand_look(dark=mark(1.0))  # which is not read on a light grey
    edit = edit_of(board(96, 96, 96), look=look, luma=luma)
    first, second = _logos(edit)
    assert first.end == edit.cuts[1].start
    assert second.start == edit.cuts[2].start + edit.cuts[2].transition.frames


def test_a_logo_stands_on_nothing_that_matters_and_on_nothing_busy() -> None:
    assert layers(brand_look(), shot())
    assert layers(brand_look(), shot(), occupied=(LEFT,))
    assert not layers(brand_look(), shot(), occupied=(LEFT, RIGHT))
    assert not layers(brand_look(), shot(), spread=flat(0.15))
    assert not layers(brand_look(), shot(), copy_space=CopySpace.NONE)


@pytest.mark.parametrize(("luma", "shown"), [(0.95, True), (0.6, True), (0.1, False)])
def test_a_dark_logo_without_a_light_twin_is_left_out_where_it_is_not_read(
    luma: float, *, shown: bool
) -> None:
    look = brand_look(light=mark(0.02), dark=mark(0.02))
    assert bool(layers(look, shot(), luma=flat(luma))) is shown


def test_a_file_with_a_ground_of_its_own_stands_on_cards_alone() -> None:
    look = brand_look(light=mark(0.0, "#ffffff"), dark=mark(0.0, "#ffffff"))
    assert not layers(look, shot(), luma=flat(0.9))
    (logo,) = layers(look, end_card(), **on("#ffffff"))
    assert logo.place is not None


def end_card(**fields: Any) -> Still:
    staging = Staging(layouts=(LAYOUT,), ground=Ground.CARD)
    return shot(END_CARD, staging=staging, **fields)


def on(ground: str) -> dict[str, Any]:
    """The footage of a designed card of that ground."""
    stands = placed(end_card(), WIDE, (), {"card": ground, "background": "#000000"}, worded=False)
    assert stands.layout == LAYOUT
    return {"place": stands.type}


def test_an_end_card_shows_logo_address_and_legal_line_once_it_has_come_in() -> None:
    look = brand_look(name="Fjell", address="fjell.example", legal="© Fjell")
    found = layers(look, end_card(), copy_space=CopySpace.NONE, **on("#14323a"))
    assert [(one.role, one.text) for one in found] == [
        (LayerRole.LOGO, ()),
        (LayerRole.SUBHEAD, ("fjell.example",)),
        (LayerRole.LEGAL, ("© Fjell",)),
    ]
    assert {(one.start, one.end, one.tone) for one in found} == {(106, 148, TextTone.LIGHT)}


def test_an_end_card_of_a_brand_without_a_logo_shows_its_name() -> None:
    look = brand_look(name="Fjell", light=None, dark=None)
    (name,) = layers(look, end_card(), **on("#f4f1ea"))
    assert (name.role, name.text, name.tone) == (LayerRole.HEADLINE, ("Fjell",), TextTone.DARK)


def test_a_card_of_the_brands_own_says_itself_what_it_says_but_for_the_legal_line() -> None:
    look = brand_look(name="Fjell", address="fjell.example", legal="© Fjell")
    card = end_card(picture=PictureRef(picture=0))
    (legal,) = layers(look, card, copy_space=CopySpace.NONE)
    assert (legal.role, legal.place) == (LayerRole.LEGAL, None)
