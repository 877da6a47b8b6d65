from __future__ import annotations

from decimal import Decimal

import pytest
from babel.numbers import format_currency
from hypothesis import given
from hypothesis import strategies as st

from engine.claims import lint, lint_pictures, numbers_in
from schemas.errors import RowError
from schemas.reject import Code


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a cup with the price 4", "4"),
        ("a sign that reads WELCOME", "that reads"),
        ("the maker's logo on the lid", "logo"),
        ("a coin of € on a table", "€"),
        ("a “SALE” banner", "“"),
        ("{title} on a table", "{"),
    ],
)
def test_a_picture_of_letters_or_figures_is_quarantined(text: str, shown: str) -> None:
    with pytest.raises(RowError, match="letters and figures are no pictures") as caught:
        lint_pictures([text])
    assert repr(shown) in str(caught.value)


def test_a_described_picture_is_allowed() -> None:
    lint_pictures(
        ["a matte steel bottle on warm paper, two mugs, contextual light", "", "textured"]
    )


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("no number", set()),
        ("500 ml", {"500"}),
        ("€1,299.00", {"1299"}),
        ("1.299,00 €", {"1299"}),
        ("1\u202f299,00 €", {"1299"}),
        ("1\u00a0299 €", {"1299"}),
        ("CHF 1’299.50", {"129950"}),
        ("29.00", {"29"}),
        ("29", {"29"}),
        ("29.90", {"2990"}),
        ("0.5 l", {"5"}),
        ("007", {"7"}),
        ("0", {"0"}),
        ("f/1.4 to f/16", {"14", "16"}),
        ("2 of 3.", {"2", "3"}),
        ("Model X5. 3 colours", {"5", "3"}),
        ("1, 2, 3", {"1", "2", "3"}),
        ("A5, 20 sheets", {"5", "20"}),
        ("现价279元", {"279"}),
        ("٥٠٠ مل، १२ घंटे", {"500", "12"}),
    ],
)
def test_numbers_are_found_by_their_digits(text: str, numbers: set[str]) -> None:
    assert numbers_in(text) == numbers


@given(
    st.decimals(1, 10**7, places=2),
    st.sampled_from(["en_US", "de_DE", "fr_FR", "de_CH", "nl_NL", "zh_CN", "sv_SE", "en_IN"]),
)
def test_an_amount_is_one_claim_however_a_language_writes_it(amount: Decimal, locale: str) -> None:
    written = format_currency(amount, "EUR", locale=locale)
    assert numbers_in(written) == numbers_in(str(amount))


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=4))
def test_what_the_row_holds_may_be_said(numbers: list[int]) -> None:
    row = [f"{number} g" for number in numbers]
    lint(["Now with " + " and ".join(map(str, numbers))], row)


@given(st.sets(st.integers(0, 999), max_size=4), st.integers(0, 999))
def test_a_number_that_the_row_does_not_hold_is_quarantined(row: set[int], said: int) -> None:
    values = [str(number) for number in row]
    if said in row:
        lint([f"only {said} euros"], values)
    else:
        with pytest.raises(
            RowError, match=f"claims '{said}', which the row does not hold"
        ) as caught:
            lint(["a cup", f"only {said} euros"], values)
        assert caught.value.code == Code.CLAIM


def test_the_error_shows_the_text_that_claims() -> None:
    with pytest.raises(RowError, match=r"text 'Save 20%'\)\. Take the number from a column"):
        lint(["Save 20%"], ["5.00"])


@pytest.mark.parametrize("said", ["300", "30", "3", "1300"])
def test_a_part_of_a_number_is_another_number(said: str) -> None:
    with pytest.raises(RowError, match="which the row does not hold"):
        lint([said], ["13 000", "3000"])


def test_a_measure_in_another_unit_is_the_same_number() -> None:
    lint(["Holds 0.5 l"], ["500 ml"])
    with pytest.raises(RowError, match="claims '5'"):
        lint(["Now 5 l"], ["500 ml"])
