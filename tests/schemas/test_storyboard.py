from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from schemas.shot import (
    Animate,
    Blend,
    Card,
    ClipRef,
    Extend,
    Generate,
    Loop,
    PictureRef,
    Restyle,
    Shot,
    ShotRef,
    Still,
)
from schemas.storyboard import Storyboard, pictures_of, sources_of


def plain(name: str) -> Generate:
    return Generate(operation="generate", name=name, frames=24)


def after(name: str, source: str) -> Loop:
    return Loop(operation="loop", name=name, frames=24, source=ShotRef(shot=source))


def picture(n: int) -> PictureRef:
    return PictureRef(picture=n)


def test_two_shots_of_one_name_are_refused() -> None:
    with pytest.raises(ValidationError, match="two shots are named one"):
        Storyboard(shots=(plain("one"), plain("two"), plain("one")))


def test_a_reference_to_a_shot_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValidationError, match="shot 'two' refers to 'tow', which is not there"):
        Storyboard(shots=(plain("one"), after("two", "tow")))


def test_shots_that_refer_to_each_other_in_a_circle_are_refused() -> None:
    with pytest.raises(ValidationError, match=r"in a circle: a -> b -> c -> a"):
        Storyboard(shots=(after("a", "c"), after("b", "a"), after("c", "b")))


def test_a_shot_that_refers_to_itself_is_refused() -> None:
    with pytest.raises(ValidationError, match="in a circle: a -> a"):
        Storyboard(shots=(after("a", "a"),))


def test_a_storyboard_has_at_least_one_shot() -> None:
    with pytest.raises(ValidationError, match="at least 1 item"):
        Storyboard(shots=())


@given(st.permutations(["a", "b", "c", "d"]))
def test_every_shot_is_shot_after_those_that_it_starts_from(order: list[str]) -> None:
    needs = {"a": None, "b": "a", "c": "b", "d": "a"}
    shots = {name: after(name, need) if need else plain(name) for name, need in needs.items()}
    board = Storyboard(shots=tuple(shots[name] for name in order))
    shot = [found.name for found in board.shooting_order()]
    assert sorted(shot) == ["a", "b", "c", "d"]
    assert all(shot.index(need) < shot.index(name) for name, need in needs.items() if need)


def test_a_shot_is_found_by_its_name() -> None:
    board = Storyboard(shots=(plain("one"), plain("two")))
    assert board.shot("two").name == "two"
    with pytest.raises(KeyError, match="three"):
        board.shot("three")


@pytest.mark.parametrize(
    ("shot", "sources"),
    [
        (plain("x"), ()),
        (Loop(operation="loop", name="x", frames=9, source=ShotRef(shot="a")), ("a",)),
        (Extend(operation="extend", name="x", frames=9, source=ShotRef(shot="a")), ("a",)),
        (Restyle(operation="restyle", name="x", frames=9, source=ShotRef(shot="a")), ("a",)),
        (Loop(operation="loop", name="x", frames=9, source=ClipRef(video=0)), ()),
        (
            Blend(
                operation="blend",
                name="x",
                frames=9,
                first=ShotRef(shot="a"),
                second=ShotRef(shot="b"),
            ),
            ("a", "b"),
        ),
        (
            Blend(
                operation="blend",
                name="x",
                frames=9,
                first=ClipRef(video=0),
                second=ShotRef(shot="b"),
            ),
            ("b",),
        ),
    ],
    ids=["generate", "loop", "extend", "restyle", "own clip", "blend", "half a blend"],
)
def test_a_shot_names_the_shots_that_it_starts_from(shot: Shot, sources: tuple[str, ...]) -> None:
    assert sources_of(shot) == sources


@pytest.mark.parametrize(
    ("shot", "shown"),
    [
        (Still(operation="still", name="x", frames=9), ()),
        (Still(operation="still", name="x", frames=9, picture=picture(2)), (2,)),
        (
            Animate(operation="animate", name="x", frames=9, picture=picture(1), last=picture(0)),
            (1, 0),
        ),
        (
            Generate(
                operation="generate",
                name="x",
                frames=9,
                references=(picture(3), picture(1)),
                cards=(Card(frame=0, picture=picture(1)), Card(frame=5, picture=picture(4))),
            ),
            (3, 1, 4),
        ),
    ],
    ids=["bare still", "still", "animate", "generate with cards"],
)
def test_a_shot_names_its_pictures_once_each_in_order(shot: Shot, shown: tuple[int, ...]) -> None:
    assert pictures_of(shot) == shown


OPERATIONS: dict[str, dict[str, object]] = {
    "still": {"picture": {"picture": 0}},
    "generate": {"references": [{"picture": 0}], "cards": [{"frame": 3, "prompt": "rain"}]},
    "animate": {"picture": {"picture": 0}},
    "extend": {"source": {"shot": "a"}, "direction": "backward", "kept": 12},
    "loop": {"source": {"video": 0}},
    "blend": {"first": {"shot": "a"}, "second": {"video": 1}, "curve": [0.0, 0.2, 1.0]},
    "restyle": {"source": {"shot": "a"}, "strength": 0.3},
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_each_of_the_seven_operations_is_told_by_its_name(operation: str) -> None:
    adapter: TypeAdapter[Shot] = TypeAdapter(Shot)
    fields = {"operation": operation, "name": "x", "frames": 24, **OPERATIONS[operation]}
    shot = adapter.validate_python(fields)
    assert type(shot).__name__.lower() == operation
    assert adapter.validate_python(shot.model_dump(mode="json")) == shot


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"operation": "morph"}, "does not match any of the expected tags"),
        ({"operation": "still", "strength": 0.3}, "Extra inputs are not permitted"),
        ({"operation": "generate", "name": "Big Name"}, "should match pattern"),
        ({"operation": "generate", "frames": 0}, "greater than or equal to 1"),
        ({"operation": "restyle", "source": {"shot": "a"}, "strength": 1.2}, "less than or equal"),
    ],
    ids=["unknown operation", "another's field", "bad name", "no frames", "too strong"],
)
def test_a_shot_that_is_wrong_is_refused(fields: dict[str, object], message: str) -> None:
    adapter: TypeAdapter[Shot] = TypeAdapter(Shot)
    with pytest.raises(ValidationError, match=message):
        adapter.validate_python({"name": "x", "frames": 24, **fields})
