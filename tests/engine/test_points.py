from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from engine.designs import shipped
from engine.points import points_of
from schemas.brief import Kind, LocaleText


def points(kind: Kind = Kind.PRODUCT, **fields: Any) -> list[str]:
    told = points_of(LocaleText.model_validate(fields), kind)
    return [phrase for phrases in told for phrase in phrases]


def test_a_bullet_that_the_first_sentence_says_is_not_said_again() -> None:
    bullets = ("3440 x 1440", "120 Hz", "USB-C with 90 W")
    assert points(description="Curved panel, 3440 x 1440, 120 Hz.", bullets=bullets) == [
        "Curved panel, 3440 x 1440, 120 Hz.",
        "USB-C with 90 W",
    ]


LONG = (
    "Gray and black blocking sets you apart as the hoodie keeps you warm on the bus, campus or cold"
)
LONG += " mean streets, wherever you are going today."


def test_a_long_sentence_of_a_lesson_gives_way_to_what_is_short() -> None:
    told = partial(points, Kind.LESSON)
    assert told(description=f"{LONG} Hoods fold away.") == [
        *told(description=LONG),
        "Hoods fold away.",
    ]
    short = f"{LONG} Hoods fold away. Rain stays out."
    assert told(description=short) == ["Hoods fold away.", "Rain stays out."]
    assert told(description=LONG, bullets=("Warm", "Dry", "Soft")) == ["Warm", "Dry", "Soft"]


def test_a_long_sentence_of_a_product_is_cut_to_its_clause() -> None:
    text = f"Gray blocking sets you apart, while the hood keeps you warm on every bus. {LONG}"
    assert points(description=text) == ["Gray blocking sets you apart."]


def test_only_what_begins_a_sentence_has_a_capital() -> None:
    first, *rest = points(Kind.LESSON, description=f"gray{LONG[4:]}")
    assert first[0] == "G"
    assert all(part[0].islower() for part in rest)
    assert points(bullets=("it's light", "iPhone case"))[:2] == ["It's light", "iPhone case"]


SENTENCE = "It keeps what is warm for a day, and what is cold for two days, wherever you carry it."


def test_no_sentence_of_a_lesson_stops_half_way() -> None:
    for count in range(1, 7):
        told = " ".join(points(Kind.LESSON, description=" ".join([SENTENCE] * count)))
        assert told
        assert told == " ".join([SENTENCE] * (len(told) // len(SENTENCE)))


def test_what_is_too_long_for_the_film_is_cut_rather_than_left_without_words() -> None:
    endless = " ".join(["if it keeps what is warm for a day,"] * 20)
    assert len(points(description=endless)) == 6


@pytest.mark.parametrize("kind", Kind)
def test_no_shipped_design_has_room_for_more_points_than_there_are(kind: Kind) -> None:
    bullets = tuple(f"A thing number {n}" for n in range(20))
    told = points(kind, bullets=bullets)
    assert max(one.most for one in shipped().values() if kind in one.kinds) == len(told)


def test_a_sentence_that_points_back_is_not_torn_from_what_it_points_at() -> None:
    text = f"{LONG} It is also the name of a program. Tools last."
    told = points(description=text, bullets=("One", "Two", "Three"))
    assert told == ["Tools last.", "One", "Two", "Three"]
    together = points(description="Grep finds lines. It is also a word.", bullets=())
    assert together == ["Grep finds lines.", "It is also a word."]


def test_the_first_sentence_says_something_because_others_may_rest_on_it() -> None:
    text = (
        "Dieser Pullover aus reiner Merinowolle hält dich an kalten Tagen warm und lässt sich bei "
    )
    text += "30 Grad in der Maschine waschen. Nur solange der Vorrat reicht."
    assert points(description=text) == [
        "Dieser Pullover aus reiner Merinowolle hält dich an kalten Tagen warm.",
        "Nur solange der Vorrat reicht.",
    ]


@pytest.mark.parametrize("kind", Kind)
def test_what_introduces_bullets_is_one_point(kind: Kind) -> None:
    text = (
        "An aperture sets how far light fans out from each point, and so how fast sharpness falls."
    )
    told = points(kind, description=text, bullets=("Wide is soft", "Narrow is sharp"))
    assert told == [
        "An aperture sets how far light fans out from each point.",
        "Wide is soft",
        "Narrow is sharp",
    ]
