"""A new design is one file of data, and reaches the storyboard and the script."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.binding import bound, values
from engine.designs import designs_for, read_designs, shipped
from engine.designs.design import Fits
from engine.placement import Seen
from engine.writers.template import TemplateWriter
from schemas.brief import Kind
from schemas.errors import ProductionError, RowError
from schemas.reject import Code
from schemas.script import Role
from schemas.shot import Framing, Move
from schemas.storyboard import pictures_of
from tests.engine.writers.briefs import brief, material

COUNTDOWN = """
name: countdown
called: {column: category, otherwise: the thing}
most: 2
looks:
  whole: [{layouts: [split_left], move: tilt_up}]
  near: [{layouts: [split_right], framing: close, move: pan_left}]
  words: [{layouts: [words], move: hold}]
  again: [{layouts: [card_left]}]
  glance: [{layouts: [alone]}]
beats:
  - name: first
    picture: first
    say: ["{subtitle|title}"]
    titles:
      - {role: headline, text: ["Only {stock} left"], when: [stock]}
      - {role: headline, text: ["{title}"], when: [not stock]}
    subject: "{called} on a table"
  - name: reason#
    each: points
    say: ["{point#}"]
    titles:
      - {role: point, text: ["{point#}"], numbered: true}
    drop: 1
    subject: "reason # for {called}"
  - name: last
    when: [price]
    picture: none
    titles:
      - {role: price, text: ["{price}"]}
    seconds: 2.0
    subject: an empty stage
"""


@pytest.fixture
def writer(tmp_path: Path) -> TemplateWriter:
    (tmp_path / "countdown.yaml").write_text(COUNTDOWN)
    return TemplateWriter(designs={**shipped(), **read_designs(tmp_path)})


def test_a_new_design_is_one_file_and_tells_the_rows_that_name_it(writer: TemplateWriter) -> None:
    row = brief(design="countdown", extra={"stock": "3"})
    board = writer.storyboard(row, material())
    script = bound(writer.script(row, board, "en"), values(row, "en"))
    assert [(shot.name, shot.operation, pictures_of(shot)) for shot in board.shots] == [
        ("first", "animate", (0,)),
        ("reason1", "animate", (1,)),
        ("reason2", "animate", (2,)),
        ("last", "generate", ()),
    ]
    assert [shot.description.subject for shot in board.shots] == [
        "Tableware on a table",
        "reason 1 for Tableware",
        "reason 2 for Tableware",
        "an empty stage",
    ]
    cameras = [shot.description.camera for shot in board.shots[1:3]]
    assert [(one.framing, one.move) for one in cameras] == [(Framing.WIDE, Move.TILT_UP)] * 2
    assert [shot.staging.layouts for shot in board.shots[1:3]] == [("split_left",)] * 2
    assert [line.text for line in script.lines] == [
        "Round and light.",
        "It holds tea.",
        "Made of clay.",
    ]
    assert [(title.role, title.text, title.number) for title in script.titles] == [
        (Role.HEADLINE, ("Only 3 left",), 0),
        (Role.POINT, ("It holds tea",), 1),
        (Role.POINT, ("Made of clay",), 2),
        (Role.PRICE, ("€4.50",), 0),
    ]


def test_conditions_follow_the_columns_that_a_row_fills(writer: TemplateWriter) -> None:
    row = brief(design="countdown", price=None, was_price=None, subtitle=None, texts={})
    board = writer.storyboard(row, material())
    script = writer.script(row, board, "en")
    assert [shot.name for shot in board.shots] == ["first", "reason1", "reason2"]
    assert script.lines[0].text == "{title}."
    assert script.titles[0].text == ("{title}",)


def test_a_column_of_the_users_own_that_is_said_is_bound_late(writer: TemplateWriter) -> None:
    few, many = (
        brief(design="countdown", extra={"stock": stock}) for stock in ("3", "three thousand")
    )
    assert writer.storyboard(few, material()) == writer.storyboard(many, material())


def test_other_rows_are_told_as_before(writer: TemplateWriter) -> None:
    before = TemplateWriter()
    for kind in Kind:
        row = brief(kind)
        assert writer.storyboard(row, material()) == before.storyboard(row, material())


def test_the_production_chooses_for_rows_that_name_none() -> None:
    board = TemplateWriter(design="ad").storyboard(brief(Kind.PRODUCT), material())
    assert [shot.name for shot in board.shots][:2] == ["hook", "show"]
    own = TemplateWriter(design="ad").storyboard(brief(design="lesson"), material())
    assert own.shots[0].name == "question"


def test_a_design_that_there_is_not_is_named_with_those_that_there_are() -> None:
    known = "Use one of: ad, ad-colour, ad-disc, ad-row, ad-type, ad-zoom, lesson"
    with pytest.raises(RowError, match=f"no design 'opera' .*column design.*{known}") as caught:
        TemplateWriter().storyboard(brief(design="opera"), material())
    assert caught.value.code == Code.STORYBOARD
    with pytest.raises(ProductionError, match=f"no design 'opera' .*{known}"):
        TemplateWriter(design="opera")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: [", "a design is not one .*bad.yaml"),
        ("name: bad\ncalled: {column: brand, otherwise: it}\nbeats: []", "bad.yaml.*at least 1"),
        (COUNTDOWN.replace("[card_left]", "[marble]"), "bad.yaml.*no layout .marble."),
        (COUNTDOWN.replace("when: [price]", "when: [not  price]"), "bad.yaml.*when"),
        (
            COUNTDOWN.replace("picture: first", "picture: first\n    hue: red"),
            "bad.yaml.*hue",
        ),
    ],
    ids=["YAML", "no beats", "layout", "condition", "unknown field"],
)
def test_a_file_that_is_no_design_is_named_with_what_is_wrong(
    text: str, message: str, tmp_path: Path
) -> None:
    (tmp_path / "bad.yaml").write_text(text)
    with pytest.raises(ProductionError, match=message):
        read_designs(tmp_path)


def test_two_designs_of_one_name_are_refused(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(COUNTDOWN)
    with pytest.raises(ProductionError, match=r"same name \(two\.yaml: countdown\)"):
        read_designs(tmp_path)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_three_designs_for_any_picture(kind: Kind) -> None:
    anything = [Seen.of(one) for one in material(1).pictures]
    found = {designs_for(kind, f"row {n}", anything, shipped())[0].name for n in range(60)}
    every = [one for one in shipped().values() if kind in one.kinds]
    assert found == {one.name for one in every if one.fits == Fits()}
    assert len(found) >= 3 and len(every) >= 5  # noqa: PT018


def test_a_design_is_only_for_the_pictures_that_it_fits() -> None:
    plain = shipped()["product"]
    two = plain.model_copy(update={"name": "two", "fits": Fits(least=2)})
    only = {"two": two}
    one = [Seen.of(picture) for picture in material(1).pictures]
    assert designs_for(Kind.PRODUCT, "row", [*one, *one], only)[0] is two
    with pytest.raises(ProductionError, match="rows of the kind product with 1 pictures"):
        designs_for(Kind.PRODUCT, "row", one, only)


def test_a_narrated_lesson_without_points_speaks_over_every_slide() -> None:
    """Its sentences used to be shared over one slide's beats and planned over all of them."""
    words = "One. Two. Three. Four. Five."
    row = brief(Kind.LESSON, bullets=(), narration=words, texts={})
    board = TemplateWriter().storyboard(row, material(3))
    script = bound(TemplateWriter().script(row, board, "en"), values(row, "en"))
    assert [line.shot for line in script.lines] == [shot.name for shot in board.shots]
    assert " ".join(line.text for line in script.lines) == words
