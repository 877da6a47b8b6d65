"""What the shipped designs tell, kind by kind."""

from __future__ import annotations

import pytest

from engine.writers.template import TemplateWriter
from schemas.brief import Brief, Kind
from schemas.script import Role, Script
from schemas.shot import CopySpace, Framing, Shot
from schemas.storyboard import Storyboard, pictures_of
from tests.engine.writers.briefs import brief, material

WRITER = TemplateWriter()


def written(row: Brief, pictures: int = 3) -> tuple[Storyboard, Script]:
    board = WRITER.storyboard(row, material(pictures))
    return board, WRITER.script(row, board, row.locale)


def titles(script: Script, shot: Shot) -> dict[Role, tuple[str, ...]]:
    return {title.role: title.text for title in script.titles if title.shot == shot.name}


def said(script: Script, shot: Shot) -> str:
    return " ".join(line.text for line in script.lines if line.shot == shot.name)


def test_a_product_film_opens_on_the_product() -> None:
    board, script = written(brief(Kind.PRODUCT))
    opening = board.shots[0]
    assert opening.operation == "animate"
    assert pictures_of(opening) == (0,)
    assert opening.description.camera.framing is Framing.WIDE
    assert titles(script, opening)[Role.HEADLINE] == ("{title}",)
    assert said(script, opening).startswith("{title}")


def test_a_product_film_shows_a_detail_for_each_bullet() -> None:
    board, script = written(brief(Kind.PRODUCT))
    details = [shot for shot in board.shots if shot.name.startswith("detail")]
    points = [titles(script, shot)[Role.POINT] for shot in details]
    assert points == [("{bullet1}",), ("{bullet2}",), ("{bullet3}",)]
    assert {pictures_of(shot)[0] for shot in details} == {0, 1, 2}


def test_a_product_film_with_one_picture_goes_close_for_its_details() -> None:
    board, _ = written(brief(Kind.PRODUCT), pictures=1)
    details = [shot for shot in board.shots if shot.name.startswith("detail")]
    cameras = [shot.description.camera for shot in details]
    assert {camera.framing for camera in cameras} == {Framing.CLOSE}
    assert [camera.detail for camera in cameras] == [0, 1, 2]


def test_a_product_film_says_what_matters() -> None:
    board, script = written(brief(Kind.PRODUCT))
    matters = board.shots[-2]
    assert said(script, matters) == "{summary}."


def test_a_product_film_ends_on_price_and_call_to_action() -> None:
    board, script = written(brief(Kind.PRODUCT))
    end = titles(script, board.shots[-1])
    assert end[Role.PRICE] == ("{price}", "{was_price}")
    assert end[Role.CTA] == ("{cta}",)
    assert pictures_of(board.shots[-1]) == (0,)


def test_without_a_price_none_is_shown() -> None:
    board, script = written(brief(Kind.PRODUCT, price=None, was_price=None))
    assert Role.PRICE not in titles(script, board.shots[-1])


def test_a_lesson_opens_with_its_question() -> None:
    board, script = written(brief(Kind.LESSON))
    opening = board.shots[0]
    assert titles(script, opening)[Role.QUESTION] == ("{title}",)
    assert said(script, opening).startswith("{title}")
    assert opening.description.copy_space is CopySpace.ALL


def test_a_lesson_goes_point_by_point_in_step_with_the_voice() -> None:
    board, script = written(brief(Kind.LESSON))
    points = board.shots[1:-1]
    assert [titles(script, shot)[Role.POINT] for shot in points] == [
        ("{bullet1}",),
        ("{bullet2}",),
        ("{bullet3}",),
    ]
    assert [said(script, shot) for shot in points] == ["{bullet1}.", "{bullet2}.", "{bullet3}."]
    numbers = [title.number for title in script.titles if title.role is Role.POINT]
    assert numbers == [1, 2, 3]


def test_a_lesson_shows_its_slides_whole_and_in_order() -> None:
    board, _ = written(brief(Kind.LESSON))
    assert [shot.operation for shot in board.shots[1:-1]] == ["still"] * 3
    assert [pictures_of(shot)[0] for shot in board.shots[1:-1]] == [0, 1, 2]


@pytest.mark.parametrize(("slides", "shown"), [(1, [0, 0, 0]), (2, [0, 0, 1]), (5, [0, 1, 2])])
def test_a_lesson_shares_its_slides_among_its_points(slides: int, shown: list[int]) -> None:
    board, _ = written(brief(Kind.LESSON), pictures=slides)
    assert [pictures_of(shot)[0] for shot in board.shots[1:-1]] == shown


def test_a_lesson_ends_with_a_recap_of_every_point() -> None:
    board, script = written(brief(Kind.LESSON))
    end = titles(script, board.shots[-1])
    assert end[Role.RECAP] == ("{bullet1}", "{bullet2}", "{bullet3}")
    assert said(script, board.shots[-1]).startswith("To sum up.")


def test_a_lesson_without_points_shows_its_slides_and_repeats_its_title() -> None:
    board, script = written(brief(Kind.LESSON, bullets=()))
    assert [pictures_of(shot) for shot in board.shots[1:-1]] == [(0,), (1,), (2,)]
    assert titles(script, board.shots[-1])[Role.RECAP] == ("{title}",)


def test_a_lesson_asks_for_no_money() -> None:
    _, script = written(brief(Kind.LESSON))
    assert not any("price" in text for text in script.texts())


def test_an_ad_hooks_shows_offers_and_asks() -> None:
    board, script = written(brief(Kind.AD))
    hook, show, *_, end = board.shots
    assert titles(script, hook)[Role.QUESTION] == ("{subtitle}",)
    assert titles(script, show)[Role.HEADLINE] == ("{title}",)
    assert titles(script, end)[Role.PRICE] == ("{price}", "{was_price}")
    assert said(script, end) == "{cta}."


def test_an_ad_hooks_from_near() -> None:
    board, _ = written(brief(Kind.AD))
    camera = board.shots[0].description.camera
    assert camera.framing is Framing.CLOSE
    assert camera.strength > written(brief(Kind.PRODUCT))[0].shots[0].description.camera.strength


def test_an_ad_without_a_subtitle_hooks_with_its_title() -> None:
    board, script = written(brief(Kind.AD, subtitle=None))
    assert titles(script, board.shots[0])[Role.QUESTION] == ("{title}",)


@pytest.mark.parametrize(("kind", "most"), [(Kind.PRODUCT, 4), (Kind.LESSON, 6), (Kind.AD, 3)])
def test_many_bullets_do_not_make_an_endless_film(kind: Kind, most: int) -> None:
    row = brief(kind, bullets=tuple(f"Point {chr(n)}" for n in range(65, 85)))
    _, script = written(row)
    shown = [text for title in script.titles if title.role is Role.POINT for text in title.text]
    assert sum("bullet" in text for text in shown) == most


@pytest.mark.parametrize("kind", Kind)
def test_kinds_can_be_told_apart_with_the_text_hidden(kind: Kind) -> None:
    others = [written(brief(other))[0] for other in Kind if other is not kind]
    mine = written(brief(kind))[0]
    assert all(seen(mine) != seen(other) for other in others)


def seen(board: Storyboard) -> list[tuple[str, Framing, CopySpace]]:
    """What a stranger sees of a film without its words."""
    return [
        (shot.operation, shot.description.camera.framing, shot.description.copy_space)
        for shot in board.shots
    ]
