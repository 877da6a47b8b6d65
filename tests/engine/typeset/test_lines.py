from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.typeset.lines import CLOSING, OPENING, broken, hyphenated, syllables, words

MIXED = st.text(alphabet="aAe b。，“”（）不锈钢保温杯0123.,% €\u202f", max_size=60)


def test_lines_are_as_even_as_they_can_be() -> None:
    assert broken("How do three lights shape a face?", 24, len, most=2) == (
        "How do three lights",
        "shape a face?",
    )


def test_a_line_does_not_end_with_an_article_where_it_need_not() -> None:
    lines = broken("Bring home a giant tree", 14, len, most=2)
    assert lines == ("Bring home", "a giant tree")


def test_chinese_is_broken_after_its_punctuation() -> None:
    assert broken("深蓝太阳纹表盘，层次分明", 8, len, most=2) == ("深蓝太阳纹表盘，", "层次分明")


@pytest.mark.parametrize("text", ["500 ml", "12 °C", "1\u202f680\u00a0€", "50 %", "¥1,680.00"])
def test_numbers_stay_with_their_units(text: str) -> None:
    assert [word.text for word in words(text)] == [text]


@given(MIXED, st.integers(4, 30))
def test_breaking_loses_and_adds_nothing(text: str, width: int) -> None:
    lines = broken(text, width, len, most=99)
    if lines is not None:
        assert "".join("".join(lines).split()) == "".join(text.split())
        assert all(len(line) <= width for line in lines)


@given(st.text(alphabet="不锈钢，。“”（）！", min_size=1, max_size=40), st.integers(4, 12))
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(
    text: str, width: int
) -> None:
    for line in (broken(text, width, len, most=99) or ())[1:]:
        assert line[0] not in CLOSING or line == text
    for line in (broken(text, width, len, most=99) or ())[:-1]:
        assert line[-1] not in OPENING


def test_what_needs_more_lines_than_there_may_be_does_not_fit() -> None:
    assert broken("one two three four", 5, len, most=2) is None


def test_a_word_wider_than_the_line_is_hyphenated_at_syllables() -> None:
    assert hyphenated("Die Donaudampfschifffahrtsgesellschaft", 16, len) == (
        "Die Donaudampf- schifffahrts- gesellschaft"
    )


def test_soft_hyphens_decide_where_a_word_is_parted() -> None:
    assert syllables("Ver\u00adschluss\u00adkappe") == ("Ver-", "schluss-", "kappe")


def test_a_long_run_is_parted_after_its_slashes_and_a_short_one_is_not() -> None:
    assert [word.text for word in words("HSDPA/UMTS/EDGE radio")] == [
        "HSDPA/",
        "UMTS/",
        "EDGE",
        "radio",
    ]
    assert [word.text for word in words("this and/or that, 24/7")] == [
        "this",
        "and/or",
        "that,",
        "24/7",
    ]
