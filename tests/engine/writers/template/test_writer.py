from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from engine.binding import bound, values
from engine.claims import lint
from engine.writers.template import TemplateWriter
from engine.writers.timing import WORDS_PER_MINUTE
from schemas.brief import Brief, Kind, LocaleText
from schemas.errors import RowError
from schemas.money import Money
from schemas.reject import Code
from schemas.script import Role, Script, placeholders_in
from schemas.shot import Move
from schemas.storyboard import Storyboard, pictures_of
from tests.engine.writers.briefs import BRIEFS, brief, material

WRITER = TemplateWriter()
UNTIMED = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
"""Two cores are shared with renderers: a slow example says nothing."""
EACH_KIND = pytest.mark.parametrize("kind", Kind)


def script_of(row: Brief, locale: str | None = None) -> Script:
    return WRITER.script(row, WRITER.storyboard(row, material()), locale or row.locale)


def seconds_of(board: Storyboard) -> float:
    return float(sum(shot.frames for shot in board.shots) / board.rate)


@UNTIMED
@given(BRIEFS)
def test_the_same_row_is_always_written_the_same(row: Brief) -> None:
    board = WRITER.storyboard(row, material())
    again = TemplateWriter().storyboard(Brief.from_document(row.document()), material())
    assert again == board
    assert TemplateWriter().script(row, again, row.locale) == WRITER.script(row, board, row.locale)


@UNTIMED
@given(BRIEFS)
def test_no_film_claims_a_number_that_its_row_does_not_hold(row: Brief) -> None:
    known = values(row, row.locale)
    lint(bound(script_of(row), known).texts(), known.values())


@UNTIMED
@given(BRIEFS)
def test_a_script_asks_only_for_what_the_row_fills(row: Brief) -> None:
    asked = {name for text in script_of(row).texts() for name in placeholders_in(text)}
    assert asked <= set(values(row, row.locale))


@UNTIMED
@given(BRIEFS)
def test_every_line_and_title_belongs_to_a_shot_and_fits_into_it(row: Brief) -> None:
    board = WRITER.storyboard(row, material())
    script = WRITER.script(row, board, row.locale)
    assert all(line.offset < board.shot(line.shot).frames for line in script.lines)
    assert all(title.start < board.shot(title.shot).frames for title in script.titles)


@UNTIMED
@given(BRIEFS)
def test_shots_show_pictures_that_the_row_has(row: Brief) -> None:
    for count in (1, 2, 7):
        board = WRITER.storyboard(row, material(count))
        assert {index for shot in board.shots for index in pictures_of(shot)} <= {*range(count)}


@EACH_KIND
def test_the_script_holds_placeholders_and_no_value_of_the_row(kind: Kind) -> None:
    row = brief(kind)
    texts = " ".join(script_of(row).texts())
    assert not [value for value in values(row, "en").values() if value in texts]


@EACH_KIND
def test_a_row_without_a_picture_is_told_in_type_alone(kind: Kind) -> None:
    board = WRITER.storyboard(brief(kind), material(0))
    assert board.design == f"{kind.value}-type"
    assert not any(pictures_of(shot) for shot in board.shots)
    assert WRITER.storyboard(brief(kind), material(1)).design != board.design


@EACH_KIND
def test_a_row_without_a_picture_is_quarantined_where_a_design_needs_one(kind: Kind) -> None:
    with pytest.raises(RowError, match=r"no picture to make a film from \(row 'cup'\)") as caught:
        TemplateWriter(design=kind.value).storyboard(brief(kind), material(0))
    assert caught.value.code == Code.IMAGE_NONE


@EACH_KIND
def test_a_language_that_the_row_has_no_text_for_is_quarantined(kind: Kind) -> None:
    with pytest.raises(RowError, match="there is no text in fr") as caught:
        script_of(brief(kind), "fr")
    assert caught.value.code == Code.LOCALE


@pytest.mark.parametrize(
    ("lacking", "message"),
    [
        ({"subtitle": None}, "de has no subtitle, the row has one"),
        ({"description": None}, "de has no description, the row has one"),
        ({"bullets": ("Aus Ton",)}, "de has 1 bullets, the row has 3"),
    ],
    ids=["subtitle", "description", "bullets"],
)
def test_a_translation_in_part_is_quarantined(lacking: dict[str, Any], message: str) -> None:
    german = brief().texts["de"].model_copy(update=lacking)
    with pytest.raises(RowError, match=message) as caught:
        script_of(brief(texts={"de": german}), "de")
    assert caught.value.code == Code.LOCALE


@EACH_KIND
def test_a_language_adds_no_shooting(kind: Kind) -> None:
    board = WRITER.storyboard(brief(kind), material())
    assert WRITER.storyboard(brief(kind, texts={}), material()) == board


@EACH_KIND
def test_another_language_is_said_over_the_same_shots(kind: Kind) -> None:
    row = brief(kind)
    english, german = script_of(row, "en"), script_of(row, "de")
    assert german.locale == "de"
    assert [line.shot for line in german.lines] == [line.shot for line in english.lines]
    assert bound(german, values(row, "de")).lines[0].text.startswith(("Tasse", "Rund"))


@pytest.mark.parametrize(
    ("locale", "cta"),
    [
        ("en-GB", "Find out more"),
        ("de", "Mehr erfahren"),
        ("fr", "En savoir plus"),
        ("es", "Más información"),
        ("it", "Scopri di più"),
        ("nl", "Meer weten"),
        ("zh-CN", "了解更多"),
        ("ja", "詳しく見る"),
    ],
)
def test_the_writers_own_words_are_in_the_films_language(locale: str, cta: str) -> None:
    product = brief(Kind.PRODUCT, locale=locale, cta=None, texts={})
    assert [t.text for t in script_of(product).titles if t.role is Role.CTA] == [(cta,)]


@EACH_KIND
def test_in_a_language_without_words_of_the_writers_nothing_is_asked(kind: Kind) -> None:
    row = brief(kind, locale="pt-BR", cta=None, texts={})
    script = script_of(row)
    assert not [title for title in script.titles if title.role is Role.CTA]
    assert not [text for text in script.texts() if "{cta}" in text]


def test_the_rows_own_call_to_action_is_kept_in_any_language() -> None:
    row = brief(locale="pt-BR", cta="Compre já", texts={})
    assert bound(script_of(row), values(row, "pt-BR")).lines[-1].text == "Compre já."


def test_chinese_sentences_end_as_chinese_sentences_do() -> None:
    row = brief(locale="zh-CN", title="腕表", subtitle="蓝色", texts={})
    assert bound(script_of(row), values(row, "zh-CN")).lines[0].text == "腕表。"


LATE: list[dict[str, Any]] = [
    {"price": Money(amount=Decimal("1234567.89"), currency="EUR")},
    {"was_price": Money(amount=Decimal("9.99"), currency="EUR")},
    {"cta": "Buy now"},
    {"cta": "Come and see all of our new colours in the shop around the corner"},
    {"url": "https://x.example/a/very/long/address"},
    {"extra": {"stock": "7"}},
]


@EACH_KIND
@pytest.mark.parametrize("fields", LATE, ids=lambda fields: str(*fields))
def test_what_is_bound_late_changes_no_shot(kind: Kind, fields: dict[str, Any]) -> None:
    board = WRITER.storyboard(brief(kind), material())
    assert WRITER.storyboard(brief(kind, **fields), material()) == board


@EACH_KIND
def test_another_name_of_the_same_length_changes_no_shot(kind: Kind) -> None:
    board = WRITER.storyboard(brief(kind, title="Cup"), material())
    assert WRITER.storyboard(brief(kind, title="Mug"), material()) == board


def test_a_style_reaches_every_shot() -> None:
    board = WRITER.storyboard(brief(style="dusk"), material())
    assert {shot.description.style for shot in board.shots} == {"dusk"}


@EACH_KIND
@pytest.mark.parametrize("seconds", [30.0, 60.0])
def test_a_wanted_length_that_leaves_time_is_met(kind: Kind, seconds: float) -> None:
    board = WRITER.storyboard(brief(kind, seconds=seconds), material())
    assert seconds_of(board) == pytest.approx(seconds, abs=0.5)


@pytest.mark.parametrize(("kind", "seconds"), [(Kind.PRODUCT, 12.0), (Kind.AD, 10.0)])
def test_a_short_wanted_length_drops_beats_and_cuts_no_words(kind: Kind, seconds: float) -> None:
    whole = WRITER.storyboard(brief(kind), material())
    short = WRITER.storyboard(brief(kind, seconds=seconds), material())
    kept = {shot.name for shot in short.shots}
    assert seconds_of(short) == pytest.approx(seconds, abs=0.5)
    assert len(kept) < len(whole.shots)
    assert {whole.shots[0].name, whole.shots[-1].name} <= kept
    assert all(
        shot.frames >= whole.shot(shot.name).frames for shot in short.shots if shot.name in kept
    )


def test_a_dropped_beat_is_not_spoken() -> None:
    script = script_of(brief(seconds=10.0))
    board = WRITER.storyboard(brief(seconds=10.0), material())
    assert {line.shot for line in script.lines} <= {shot.name for shot in board.shots}


def test_a_lesson_never_drops_a_point() -> None:
    whole = WRITER.storyboard(brief(Kind.LESSON), material())
    short = WRITER.storyboard(brief(Kind.LESSON, seconds=5.0), material())
    assert [shot.name for shot in short.shots] == [shot.name for shot in whole.shots]


def test_longer_words_have_longer_shots() -> None:
    long = brief(bullets=("Thrown on a wheel by hand, glazed twice and fired slowly",) * 3)
    shot = WRITER.storyboard(long, material()).shot("point3")
    assert shot.frames > WRITER.storyboard(brief(), material()).shot("point3").frames


def moves(board: Storyboard) -> list[Move]:
    return [shot.description.camera.move for shot in board.shots]


@UNTIMED
@given(BRIEFS)
def test_a_changed_text_moves_no_camera(row: Brief) -> None:
    row = row.model_copy(update={"seconds": None})
    other = row.model_copy(update={"title": "Something else", "price": None})
    boards = (WRITER.storyboard(one, material()) for one in (row, other))
    assert moves(next(boards)) == moves(next(boards))


def test_rows_of_one_kind_are_not_all_alike() -> None:
    boards = [WRITER.storyboard(brief(id=f"cup-{n}"), material()) for n in range(8)]
    assert len({tuple(moves(board)) for board in boards}) > 4


def test_a_voice_that_speaks_slower_is_given_longer_shots() -> None:
    slow, quick = (
        TemplateWriter(wpm=wpm).storyboard(brief(), material()) for wpm in (90, WORDS_PER_MINUTE)
    )
    assert seconds_of(slow) > seconds_of(quick)
    assert WRITER.storyboard(brief(), material()) == quick


def test_a_translation_may_have_no_call_to_action_of_its_own() -> None:
    german = brief().texts["de"].model_copy(update={"cta": None})
    row = brief(texts={"de": german})
    script = bound(script_of(row, "de"), values(row, "de"))
    assert script.lines[-1].text == "Mehr erfahren."


def test_text_without_a_title_is_no_translation() -> None:
    with pytest.raises(RowError, match="there is no text in de"):
        script_of(brief(texts={"de": LocaleText(subtitle="Rund")}), "de")


def test_a_long_sentence_of_a_lesson_is_one_point_that_builds_in_one_shot() -> None:
    long = (
        "A loop takes each value of a list in turn and runs the same statements with it, however "
        "long that list may be."
    )
    row = brief(Kind.LESSON, description=f"{long} The loop ends.", bullets=())
    for pictures in (1, 0):
        shown = material(pictures)
        board = WRITER.storyboard(row, shown)
        script = bound(WRITER.script(row, board, "en"), values(row, "en"))
        told = [title for title in script.titles if title.goes_on or title.text[0] in long]
        (shot,) = {title.shot for title in told if title.goes_on}
        parts = [title for title in told if title.shot == shot and title.text[0] in long]
        assert " ".join(title.text[0] for title in parts) == long.rstrip(".")
        assert [title.goes_on for title in parts] == [False] + [True] * (len(parts) - 1)
        assert [title.line for title in parts] == list(range(len(parts)))
        assert len({title.number for title in parts}) == 1
        assert "The loop ends" in {title.text[0] for title in script.titles}


def test_a_list_of_a_lessons_points_has_the_gist_of_a_long_one() -> None:
    known = values(
        brief(
            Kind.LESSON,
            description="It keeps what is warm for a day, and what is cold for two, where it is.",
            bullets=(),
        ),
        "en",
    )
    assert known["gist1"] == "It keeps what is warm for a day."
    assert f"{known['point1_1']} {known['point1_2']}" == known["point1"]
