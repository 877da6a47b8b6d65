from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.claims.numerals import digitised, numeral_of, parts_of, prefixed


@pytest.mark.parametrize(
    ("word", "language", "worth"),
    [
        ("two", "en", 2),
        ("dozen", "en", 12),
        ("half", "en", 0.5),
        ("fünfundzwanzig", "de", 25),
        ("zweihundert", "de", 200),
        ("dreifach", "de", 3),
        ("vingt", "fr", 20),
        ("tres", "es", 3),
        ("duas", "pt", 2),
        ("vijfentwintig", "nl", 25),
        ("dwanaście", "pl", 12),
        ("yirmi", "tr", 20),
        ("خمسمئة", "ar", 500),
        ("बारह", "hi", 12),
    ],
)
def test_a_word_that_is_a_number_has_its_worth(word: str, language: str, worth: float) -> None:
    assert numeral_of(word, language) == worth


@pytest.mark.parametrize(
    ("word", "language"),
    [("weighty", "en"), ("tenor", "en"), ("einzigartig", "de"), ("neuf", "fr"), ("tre", "da")],
)
def test_a_word_that_is_mostly_something_else_is_no_number(word: str, language: str) -> None:
    assert numeral_of(word, language) is None


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("五百毫升", "500毫升"),
        ("百分之二十", "20%"),
        ("三万二千人", "32000人"),
        ("半升", "0.5升"),
        ("一个杯子，十分好看，万能，千克，第二天", "一个杯子，十分好看，万能，千克，第二天"),
    ],
)
def test_chinese_numerals_that_count_become_digits(text: str, digits: str) -> None:
    assert digitised(text, "zh") == digits


def test_a_number_within_a_word_counts_the_rest_of_it() -> None:
    assert prefixed("doppelwandige", "de") == (2.0, "wand")


@given(st.integers(0, 10**9))
def test_a_number_may_be_said_whole(number: int) -> None:
    assert number in parts_of(str(number))
