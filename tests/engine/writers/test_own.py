"""Storyboard files of the user's own."""

from pathlib import Path

import pytest

from engine.writers.own import OwnWriter
from schemas.brief import Brief, LocaleText, Material, Origin
from schemas.errors import RowError
from schemas.placement import Ground, Staging
from schemas.shot import Animate, Blend, Extend, Generate, Loop, Restyle, ShotRef, Still
from schemas.understanding import Area

EVERY_OPERATION = """
shots:
  - {name: a, operation: animate, picture: 0, seconds: 2, say: "{title}"}
  - {name: b, operation: still, picture: 0, seconds: 1.5}
  - name: c
    operation: generate
    references: [0]
    seconds: 2
    cards: [{at: 1, prompt: "it turns"}]
    titles:
      - {role: price, text: ["{price}", "{was_price}"]}
  - {name: d, operation: extend, source: a, direction: backward, kept: 0.5, seconds: 1}
  - {name: e, operation: loop, source: a, seconds: 1}
  - {name: f, operation: blend, source: a, second: b, seconds: 1, curve: [0, 0.2, 1]}
  - name: g
    operation: restyle
    source: c
    strength: 0.3
    seconds: 1
    begin: 0.5
    span: [0, 0.25]
    style: "ink drawing"
"""


def brief(storyboard: str, **fields: object) -> Brief:
    origin = Origin(source="c.csv", rows=(1,), digest="d")
    return Brief.model_validate(
        {"id": "x", "title": "T", "storyboard": storyboard, "origin": origin, **fields}
    )


def written(tmp_path: Path, text: str) -> tuple[OwnWriter, Brief]:
    (tmp_path / "board.yaml").write_text(text, "utf-8")
    return OwnWriter(tmp_path), brief("board.yaml")


def test_every_operation_is_reachable_from_a_storyboard_file(tmp_path: Path) -> None:
    writer, row = written(tmp_path, EVERY_OPERATION)
    shots = writer.storyboard(row, Material()).shots
    assert [type(shot) for shot in shots] == [
        Animate, Still, Generate, Extend, Loop, Blend, Restyle,
    ]  # fmt: skip


def test_seconds_become_frames_and_sources_become_references(tmp_path: Path) -> None:
    writer, row = written(tmp_path, EVERY_OPERATION)
    board = writer.storyboard(row, Material())
    assert [shot.frames for shot in board.shots] == [48, 36, 48, 24, 24, 24, 24]
    extended = board.shot("d")
    assert isinstance(extended, Extend)
    assert (extended.source, extended.kept) == (ShotRef(shot="a"), 12)
    cut = board.shot("g")
    assert isinstance(cut, Restyle)
    assert (cut.begin, cut.span) == (12, (0, 6))


def test_a_shot_may_ask_for_layouts_and_say_how_it_comes_in(tmp_path: Path) -> None:
    text = (
        "shots: [{name: a, operation: generate, references: [0, 1], seconds: 2, "
        "layouts: [pair, split_right], ground: paper, joined: push, "
        "points_at: [0.2, 0.3, 0.4, 0.5]}]"
    )
    writer, row = written(tmp_path, text)
    (shot,) = writer.storyboard(row, Material()).shots
    assert shot.staging == Staging(layouts=("pair", "split_right"), ground=Ground.PAPER)
    assert shot.joined == "push"
    assert shot.description.camera.at == Area(left=0.2, top=0.3, right=0.4, bottom=0.5)
    writer, row = written(tmp_path, text.replace("pair", "marble"))
    with pytest.raises(RowError, match="no layout 'marble'; there are: alone, callout_left"):
        writer.storyboard(row, Material())


def test_words_keep_their_placeholders_and_cue_into_their_shots(tmp_path: Path) -> None:
    writer, row = written(tmp_path, EVERY_OPERATION)
    script = writer.script(row, writer.storyboard(row, Material()), "en")
    assert [(line.shot, line.text) for line in script.lines] == [("a", "{title}")]
    assert [(title.shot, title.text) for title in script.titles] == [
        ("c", ("{price}", "{was_price}"))
    ]


def test_words_by_language_are_taken_in_the_language_that_is_delivered(tmp_path: Path) -> None:
    text = """
shots:
  - {name: a, operation: animate, picture: 0, seconds: 2, say: {en: Hello, de: Hallo}}
"""
    writer, row = written(tmp_path, text)
    board = writer.storyboard(row, Material())
    assert writer.script(row, board, "de-AT").lines[0].text == "Hallo"
    with pytest.raises(RowError, match="in no fr"):
        writer.script(row, board, "fr")


def test_text_without_a_language_is_not_passed_off_as_a_translation(tmp_path: Path) -> None:
    writer, row = written(tmp_path, EVERY_OPERATION)
    row = row.model_copy(update={"texts": {"de": LocaleText(title="T")}})
    with pytest.raises(RowError, match="in no de") as refused:
        writer.script(row, writer.storyboard(row, Material()), "de")
    assert refused.value.code == "LOCALE"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("shots: [{name: a, operation: animate, seconds: 2}]", "needs the field 'picture'"),
        ("shots: [{name: a, operation: loop, source: b, seconds: 2}]", "which is not there"),
        ("shots: [{name: a, operation: dance, seconds: 2}]", "operation"),
        ("shots: [{name: a, operation: still, picture: 0, seconds: -1}]", "seconds"),
        ("shots: [", "not one"),
        ("", "not one"),
    ],
)
def test_a_file_that_is_no_storyboard_is_refused_by_what_is_wrong(
    tmp_path: Path, text: str, problem: str
) -> None:
    writer, row = written(tmp_path, text)
    with pytest.raises(RowError, match=problem) as refused:
        writer.storyboard(row, Material())
    assert refused.value.code == "STORYBOARD"


@pytest.mark.parametrize("path", ["nope.yaml", "../outside.yaml", "/etc/hostname", "."])
def test_a_file_that_is_not_under_the_catalogs_folder_is_refused(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "catalog"
    folder.mkdir()
    (tmp_path / "outside.yaml").write_text(EVERY_OPERATION, "utf-8")
    with pytest.raises(RowError, match="is not there"):
        OwnWriter(folder).storyboard(brief(path), Material())


def test_a_transition_that_there_is_not_is_refused_before_anything_is_shot(tmp_path: Path) -> None:
    text = "shots: [{name: open, operation: generate, seconds: 2, joined: disolve}]"
    writer, row = written(tmp_path, text)
    with pytest.raises(RowError, match="there is no transition 'disolve'"):
        writer.storyboard(row, Material())
