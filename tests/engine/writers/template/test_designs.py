"""What the shipped designs tell, kind by kind, whatever pictures the row has."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.binding import bound, values
from engine.designs import shipped
from engine.phrases import word_count
from engine.reading import seconds_to_read
from engine.writers.template import TemplateWriter
from schemas.brief import Brief, Kind, Material
from schemas.script import Role, Script
from schemas.shot import Shot
from schemas.storyboard import Storyboard, pictures_of
from tests.engine.writers.briefs import BRIEFS, brief, material

WRITER = TemplateWriter()
UNTIMED = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
EACH_KIND = pytest.mark.parametrize("kind", Kind)


def written(row: Brief, pictures: int | Material = 3) -> tuple[Storyboard, Script]:
    found = pictures if isinstance(pictures, Material) else material(pictures)
    board = WRITER.storyboard(row, found)
    return board, bound(WRITER.script(row, board, row.locale), values(row, row.locale))


def titles(script: Script, shot: Shot) -> dict[Role, tuple[str, ...]]:
    return {title.role: title.text for title in script.titles if title.shot == shot.name}


@UNTIMED
@given(BRIEFS, st.integers(1, 9))
def test_every_picture_is_shown_before_one_is_shown_twice(row: Brief, count: int) -> None:
    row = row.model_copy(update={"seconds": None})
    board = WRITER.storyboard(row, material(count))
    told = board.shots if row.kind is Kind.LESSON else board.shots[:-1]
    shown = [pictures_of(shot) for shot in told]
    seen: set[int] = set()
    alone: set[int] = set()
    for numbers in shown:
        # Shown together, pictures are introduced; shown alone, each before one comes again.
        assert len(numbers) != 1 or numbers[0] not in alone or len(seen) == count
        alone |= {*numbers} if len(numbers) == 1 else set()
        seen |= {*numbers}
    assert seen == {*range(count)}


@UNTIMED
@given(BRIEFS, st.integers(1, 4))
def test_no_two_following_shots_show_the_same_picture_in_the_same_size(
    row: Brief, count: int
) -> None:
    board = WRITER.storyboard(row, material(count))
    for one, other in pairwise(board.shots):
        same = pictures_of(one) and pictures_of(one) == pictures_of(other)
        framings = [shot.description.camera.framing for shot in (one, other)]
        # Of a row that has nothing to tell, the opening is followed by the end.
        bare = (one.name, other.name) in {("open", "offer"), ("hook", "offer")}
        assert not same or framings[0] != framings[1] or bare


@UNTIMED
@given(BRIEFS)
def test_no_more_than_twelve_words_stand_on_screen_but_for_lists_and_given_texts(
    row: Brief,
) -> None:
    board, script = written(row)
    for shot in board.shots:
        points = titles(script, shot).get(Role.POINT, ())
        assert sum(map(word_count, points)) <= 13


@EACH_KIND
def test_a_film_shows_two_shots_in_its_first_five_seconds(kind: Kind) -> None:
    for n in range(6):
        board, _ = written(brief(kind, id=f"cup-{n}"))
        assert board.shots[0].frames / board.rate < 5


def test_a_product_film_ends_on_the_product_its_price_and_what_to_do() -> None:
    for n in range(6):
        board, script = written(brief(id=f"cup-{n}"))
        end = titles(script, board.shots[-1])
        assert end[Role.PRICE] == ("€4.50", "€6.00")
        assert end[Role.CTA] == ("Set the table",)
        assert pictures_of(board.shots[-1]) == (0,)


def test_points_are_taken_from_the_description_where_there_are_no_bullets() -> None:
    text = "Canvas upper, vulcanised sole.\nSlip on\nMachine washable"
    _, script = written(brief(bullets=(), description=text, texts={}))
    said = [line.text for line in script.lines]
    assert said[1:-1] == ["Canvas upper, vulcanised sole.", "Slip on.", "Machine washable."]


def test_a_long_sentence_is_told_in_one_shot_by_its_first_clause() -> None:
    text = (
        "The wrap dress has a flounce at the hem; the fabric falls softly and hardly creases, so "
        "it travels well. It is lined in cotton voile, which you hardly feel on your skin all day."
    )
    board, script = written(brief(bullets=(), description=text, subtitle=None, texts={}))
    assert all(shot.frames / board.rate <= 5 for shot in board.shots[:-1])
    assert [line.text for line in script.lines[1:-1]] == [
        "The wrap dress has a flounce at the hem.",
        "It is lined in cotton voile.",
    ]


def test_a_long_title_is_a_headline_and_what_goes_on_stands_by_itself() -> None:
    """Thirteen words on one screen are a page."""
    title = "RED WRAP DRESS WITH FLOUNCE HEM AND LONG SLEEVES IN SOFT PRINTED VISCOSE CREPE"
    board, script = written(brief(title=title, texts={}, design="product"))
    first, second = (titles(script, shot) for shot in board.shots[:2])
    assert first[Role.HEADLINE] == ("RED WRAP DRESS WITH FLOUNCE HEM",)
    assert Role.SUBHEAD not in first
    assert second[Role.POINT] == ("LONG SLEEVES IN SOFT PRINTED VISCOSE CREPE",)


def test_a_title_of_twelve_words_keeps_the_line_under_it() -> None:
    title = "RED WRAP DRESS WITH FLOUNCE HEM AND LONG SLEEVES IN PRINTED VISCOSE"
    board, script = written(brief(title=title, texts={}, design="product"))
    shown = titles(script, board.shots[0])
    assert " AND ".join((*shown[Role.HEADLINE], *shown[Role.SUBHEAD])) == title


@pytest.mark.parametrize("kind", Kind)
def test_every_shot_is_long_enough_to_be_read(kind: Kind) -> None:
    """A recap of three sentences used to stand for as long as its call to action takes to say."""
    row = brief(
        kind,
        subtitle="How can one lamp light a desk, a shelf and a reader at once?",
        bullets=("It is bright where you read", "It is dim where you do not", "It turns with you"),
        texts={},
    )
    for design in (one for one in shipped().values() if kind in one.kinds):
        board, script = written(row.model_copy(update={"design": design.name}))
        stood: set[str] = set()
        for shot in board.shots:
            shown = [one for one in script.titles if one.shot == shot.name]
            parts = [part for one in shown if one.role is not Role.KICKER for part in one.text]
            known = [0.4 if part in stood else 1.0 for part in parts]
            needed = sum(seconds_to_read(p) * k for p, k in zip(parts, known, strict=True))
            assert needed <= 1.25 * shot.frames / board.rate, (design.name, shot.name, parts)
            stood |= set(parts)


def test_a_lesson_shows_every_slide_whole_while_its_points_build() -> None:
    board, script = written(brief(Kind.LESSON))
    slides = [shot for shot in board.shots if shot.operation == "still"]
    assert [pictures_of(shot)[0] for shot in slides] == [0, 1, 2]
    for shot in slides:
        lines = [line for line in script.lines if line.shot == shot.name]
        shown = [title for title in script.titles if title.shot == shot.name]
        assert [title.line for title in shown] == list(range(len(lines)))


def test_a_lesson_ends_with_all_its_points_and_asks_for_no_money() -> None:
    board, script = written(brief(Kind.LESSON))
    points = ("{bullet1}", "{bullet2}", "{bullet3}")
    bullets = brief(Kind.LESSON).bullets
    assert titles(script, board.shots[-1])[Role.RECAP] in (points, bullets)
    assert not any("€" in text for text in script.texts())


def test_an_ad_hooks_shows_offers_and_asks() -> None:
    board, script = written(brief(Kind.AD))
    assert titles(script, board.shots[0])[Role.QUESTION] == ("Round and light",)
    assert titles(script, board.shots[1])[Role.HEADLINE] == ("Cup",)
    assert Role.CTA in titles(script, board.shots[-1])


@EACH_KIND
def test_neighbours_differ_and_the_same_row_is_always_told_alike(kind: Kind) -> None:
    boards = [written(brief(kind, id=f"cup-{n}"))[0] for n in range(12)]
    assert len({board.design for board in boards}) >= 3
    assert boards[3] == written(brief(kind, id="cup-3"))[0]


def test_no_design_is_for_rows_that_it_cannot_tell() -> None:
    for design in shipped().values():
        assert design.kinds
        board = TemplateWriter(design=design.name).storyboard(brief(design.kinds[0]), material(1))
        assert board.design == design.name
