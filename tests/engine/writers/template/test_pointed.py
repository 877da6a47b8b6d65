"""What a slide says itself is pointed at while it is said; anything else is not."""

from __future__ import annotations

from engine.writers.template import TemplateWriter
from schemas.brief import Kind, Material
from schemas.understanding import Area, Words
from tests.engine.writers.briefs import brief, material

AREA = Area(left=0.1, top=0.2, right=0.4, bottom=0.3)


def pointed(text: str) -> list[Area | None]:
    """What each slide of a lesson about tea points at, whose first slide says `text`."""
    first, *others = material(3).pictures
    seen = first.seen.model_copy(update={"words": (Words(text=text, area=AREA),)})
    slides = Material(pictures=(first.model_copy(update={"seen": seen}), *others))
    row = brief(Kind.LESSON, description=None, bullets=("It holds the water of a tea",) * 3)
    board = TemplateWriter().storyboard(row, slides)
    slides_of = [shot for shot in board.shots if shot.operation == "still"]
    return [shot.description.camera.at for shot in slides_of]


def test_a_line_that_is_said_is_pointed_at() -> None:
    assert pointed("Holds water")[0] == AREA


def test_a_line_that_says_more_or_too_little_is_not() -> None:
    assert pointed("Holds water and sugar") == [None] * 3
    assert pointed("tea") == [None] * 3
    assert pointed("hold") == [None] * 3
