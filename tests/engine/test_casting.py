"""A cast is defined once and looks alike in every shot that names it."""

from __future__ import annotations

import pytest

from engine.casting import in_words, with_cast
from schemas.brief import Material, Picture
from schemas.errors import RowError
from schemas.production import CastMember
from schemas.shot import Animate, Description, Generate, PictureRef
from schemas.storyboard import Storyboard
from tests.seen import seen

CAST = {
    "mara": CastMember(description="a woman of forty with short grey hair", pictures=("m.png",)),
    "flask": CastMember(description="a flask of green glass"),
}
FIRST = Generate(
    operation="generate",
    name="first",
    frames=9,
    description=Description(subject="at a window"),
    references=(PictureRef(picture=0),),
    cast=("mara", "flask"),
)
SECOND = Animate(
    operation="animate", name="second", frames=9, picture=PictureRef(picture=0), cast=("mara",)
)
THIRD = Generate(operation="generate", name="third", frames=9)


def picture(name: str) -> Picture:
    return Picture(path=name, sha256=name[0] * 64, width=96, height=96, format="PNG", seen=seen(96))


MATERIAL = Material(pictures=(picture("a.png"), picture("b.png")))
SHOWN = {"mara": (picture("m.png"),), "flask": ()}


def test_its_words_are_alike_in_every_shot_and_its_pictures_follow_the_rows() -> None:
    board, material = with_cast(Storyboard(shots=(FIRST, SECOND, THIRD)), MATERIAL, CAST, SHOWN)
    first, second, third = board.shots
    assert isinstance(first, Generate)
    mara, flask = (member.description for member in CAST.values())
    assert first.description.subject == f"at a window; {mara}; {flask}"
    assert second.description.subject == mara
    assert third == THIRD
    assert [one.path for one in material.pictures] == ["a.png", "b.png", "m.png"]
    assert [one.picture for one in first.references] == [0, 2]
    told = in_words(first, len(MATERIAL.pictures))
    assert isinstance(told, Generate)
    assert [one.picture for one in told.references] == [0]
    assert told.description == first.description


def test_a_storyboard_without_a_cast_stays_as_it_is() -> None:
    board = Storyboard(shots=(THIRD,))
    assert with_cast(board, MATERIAL, CAST, SHOWN) == (board, MATERIAL)


def test_a_name_that_is_not_defined_is_refused_with_those_that_are() -> None:
    board = Storyboard(shots=(THIRD.model_copy(update={"cast": ("bob",)}),))
    with pytest.raises(RowError, match=r"names 'bob', and the production's cast is mara, flask"):
        with_cast(board, MATERIAL, CAST, SHOWN)
    with pytest.raises(RowError, match="cast is nobody"):
        with_cast(board, MATERIAL, {}, {})
