"""What a slide says itself is pointed at while it is said; anything else is not."""

from __future__ import annotations

from engine.placement import Seen
from engine.writers.template import TemplateWriter
from engine.writers.template.pointing import pointed as speaks_of
from schemas.brief import Kind, Material
from schemas.understanding import Area, PictureKind, Words
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


def page(*labels: str) -> Seen:
    """A screenshot with these labels under each other."""
    (picture, *_) = material(1).pictures
    words = tuple(
        Words(text=label, area=Area(left=0.1, top=0.1 * n, right=0.3, bottom=0.1 * n + 0.03))
        for n, label in enumerate(labels)
    )
    update = {"words": words, "kind": PictureKind.SCREENSHOT}
    return Seen.of(picture.model_copy(update={"seen": picture.seen.model_copy(update=update)}))


def found(seen: Seen, *said: str) -> list[tuple[int, int]]:
    """Which line points at which label."""
    return [(line, round(10 * area.top)) for line, area in speaks_of(said, seen)]


def test_in_a_screenshot_every_line_points_at_the_label_that_it_names() -> None:
    seen = page("File", "Minimum Score:", "Save", "Cancel")
    said = "This part can be closed", "Type it into Minimum Score", "Choose Save"
    assert found(seen, *said) == [(1, 1), (2, 2)]


def test_a_label_at_the_start_of_a_sentence_may_be_any_word() -> None:
    assert found(page("Save", "Cancel"), "Save your time") == []


def test_a_label_that_stands_there_twice_is_not_pointed_at_by_its_word_alone() -> None:
    assert found(page("Launch", "Launch"), "They launch it") == []
    assert found(page("Launch", "Install"), "They launch it") == [(0, 0)]


def test_a_screenshot_is_gone_into_once_it_was_seen_and_while_there_is_time() -> None:
    first, *others = material(2).pictures
    update = {"words": (Words(text="Holds water", area=AREA),), "kind": PictureKind.SCREENSHOT}
    seen = first.seen.model_copy(update=update)
    slides = Material(pictures=(first.model_copy(update={"seen": seen}), *others))
    row = brief(Kind.LESSON, description=None, bullets=("It holds the water of it", "A tea stands"))
    shots = TemplateWriter(design="lesson").storyboard(row, slides).shots
    board = {shot.name: shot for shot in shots if shot.operation == "still"}
    (sight,) = board["slide1"].description.camera.tour
    assert sight.after >= 1
    assert sight.after + 2.5 <= board["slide1"].frames / 24
