"""How soon the product is seen, how often the picture changes, and what repeats itself."""

from __future__ import annotations

import pytest

from engine.inspection.craft.pace import pace
from engine.inspection.craft.paper import PaperEdit, Scene
from schemas.edit import LayerRole
from schemas.placement import Window
from schemas.shot import Move
from tests.engine.inspection.craft.papers import paper, scene, shown, words

PART = Window(left=0.5, top=0.5, right=0.8, bottom=0.8)


def measured(*scenes: Scene) -> dict[str, float]:
    return dict(pace(paper(*scenes)))


def test_a_film_that_opens_on_words_shows_its_product_late() -> None:
    found = measured(scene(0, 2), scene(2, 5, shown()))
    assert found["product_early"] == pytest.approx(1 / 3)
    assert measured(scene(0, 2, shown()))["product_early"] == 1


def test_a_shot_that_a_model_makes_shows_what_it_is_asked_for() -> None:
    assert measured(scene(0, 4, generated=True))["product_early"] == 1


def test_shots_that_begin_in_the_first_five_seconds_are_counted() -> None:
    assert measured(scene(0, 3), scene(3, 6), scene(6, 9))["early_shots"] == 2
    assert measured(scene(0, 6), scene(6, 9))["early_shots"] == 1


@pytest.mark.parametrize(
    ("film", "seconds"),
    [
        (paper(scene(0, 6, shown())), 6),
        # The camera settles in 2.2 s.
        (paper(scene(0, 6, shown(), moves=Move.PUSH_IN)), 3.8),
        # A text comes in at 4 s and takes half a second.
        (paper(scene(0, 6, words=(words(LayerRole.POINT, "Warm", after=4, until=6),))), 4),
        (paper(scene(0, 3, shown()), scene(3, 7, shown())), 4),
        # A transition is a change: the shot that it ends is still until it begins.
        (paper(scene(0, 4, shown()), scene(3, 5, shown())), 3),
        (paper(scene(0, 9, generated=True), scene(9, 10, shown())), 1),
    ],
)
def test_the_longest_stretch_without_a_change(film: PaperEdit, seconds: float) -> None:
    assert pace(film)["still"] == pytest.approx(seconds, abs=0.05)


def test_the_same_view_twice_is_told_from_a_detail_and_from_another_picture() -> None:
    whole, detail, other = shown(), shown(window=PART), shown(name="b")
    found = measured(scene(0, 2, whole), scene(2, 4, whole), scene(4, 6, other))
    assert (found["same_view"], found["same_picture"]) == (2, 2)
    found = measured(scene(0, 2, whole), scene(2, 4, detail), scene(4, 6, other))
    assert (found["same_view"], found["same_picture"]) == (1, 2)
    found = measured(scene(0, 2, whole), scene(2, 4, other), scene(4, 6, whole))
    assert (found["same_view"], found["same_picture"]) == (1, 1)


def test_layouts_and_moves_in_a_row_are_counted_over_cards_of_words() -> None:
    scenes = [
        scene(0, 2, shown(), layout="hero", moves=Move.PUSH_IN),
        scene(2, 4, layout="words"),
        scene(4, 6, shown(name="b"), layout="hero", moves=Move.PUSH_IN),
        scene(6, 8, shown(name="c"), layout="split_left", moves=Move.PUSH_IN),
    ]
    found = measured(*scenes)
    assert (found["same_layout"], found["same_move"]) == (2, 3)


def test_shots_that_hold_still_have_no_move_to_repeat() -> None:
    assert measured(scene(0, 2, shown()), scene(2, 4, shown(name="b")))["same_move"] == 1
