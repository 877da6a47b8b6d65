from __future__ import annotations

from decimal import Decimal

import pytest
from babel.numbers import format_currency
from hypothesis import given
from hypothesis import strategies as st

from engine.claims import lint, lint_pictures, lint_wording, numbers_in
from engine.claims.concepts import concepts_in, data, numerals_in, parts_of
from schemas.errors import RowError
from schemas.reject import Code

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "zh", "ja")


@pytest.mark.parametrize(
    ("text", "locale", "worth"),
    [
        ("Two colours and a dozen cups", "en", {2, 12}),
        ("twenty-five", "en", {20, 5}),
        ("fünfundzwanzig Farben", "de", {5, 20}),
        ("dreifach, zweiteilige", "de-AT", {3, 2}),
        ("einhundert", "de", {100}),
        ("vingt-deux couleurs", "fr", {20, 2}),
        ("tres colores", "es", {3}),
        ("venticinque", "it", {20, 5}),
        ("duas cores", "pt-BR", {2}),
        ("vijfentwintig", "nl", {5, 20}),
        ("两种颜色，五百毫升", "zh-CN", {2, 500}),
        ("百分之二十", "zh", {20}),
        ("三万二千人", "zh", {32000}),
        ("二十四時間", "ja", {24}),
    ],
)
def test_numbers_in_words_are_found(text: str, locale: str, worth: set[int]) -> None:
    assert {value for _, value in numerals_in(text, locale)} == worth


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("one for all, the first, a second look", "en"),
        ("weighty, tenor, often", "en"),
        ("Eine einfache Tasse, einzigartig", "de"),
        ("un sac tout neuf", "fr"),
        ("sei pronto", "it"),
        ("一个杯子，十分好看，万能，千克，第二天，三明治", "zh"),
        ("一つの、十分な", "ja"),
        ("to, tre", "da"),
    ],
)
def test_words_that_are_mostly_something_else_are_no_numbers(text: str, locale: str) -> None:
    assert numerals_in(text, locale) == ()


@given(st.integers(0, 10**9))
def test_a_number_may_be_said_whole(number: int) -> None:
    assert number in parts_of(str(number))


CLAIMS = [
    ("en", "With a lifetime guarantee", {"guarantee", "lifetime"}),
    ("en", "The world’s leading cup", {"best"}),
    ("en", "Hurry, only today", {"scarcity"}),
    ("de", "Versandkostenfrei und klimaneutral", {"shipping", "climate"}),
    ("de", "Der Testsieger aus Handarbeit", {"award", "handmade"}),
    ("fr", "Livraison gratuite, satisfait ou remboursé", {"shipping", "refund"}),
    ("es", "Impermeable y reciclado", {"waterproof", "recycled"}),
    ("it", "Il migliore, fatto a mano", {"best", "handmade"}),
    ("pt", "Frete grátis e garantia", {"shipping", "guarantee"}),
    ("nl", "Biologisch en waterdicht", {"organic", "waterproof"}),
    ("zh", "限时特价，终身保修", {"scarcity", "discount", "lifetime", "guarantee"}),
    ("ja", "送料無料の日本製", {"shipping", "origin"}),
]


@pytest.mark.parametrize(("locale", "text", "concepts"), CLAIMS)
def test_what_advertising_claims_is_found(locale: str, text: str, concepts: set[str]) -> None:
    assert concepts <= set(concepts_in(text, locale))


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "It looks best at dawn and stays light in the hand."),
        ("en", "A free afternoon, a new cup, an organ, a bargeboard"),
        ("de", "Biologie ist ein Fach, das Angeln auch."),
        ("de", "Doppelwandiger Edelstahl, matt"),
        ("fr", "Acier inoxydable, de bonne facture"),
        ("es", "Acero inoxidable mate"),
        ("zh", "双层不锈钢，第一眼就喜欢"),
        ("ja", "一つひとつの形"),
    ],
)
def test_other_words_claim_nothing(locale: str, text: str) -> None:
    assert concepts_in(text, locale) == {}


def test_every_concept_is_known_in_every_language() -> None:
    for concept, languages in data("concepts").items():
        assert tuple(languages) == LANGUAGES, concept


def test_a_claim_that_the_row_does_not_hold_is_quarantined_with_its_words() -> None:
    with pytest.raises(RowError, match=r"claims 'waterproof'.*nothing in the row") as caught:
        lint_wording(["A waterproof cup"], "en", [("A cup", "en")])
    assert caught.value.code == Code.CLAIM


@pytest.mark.parametrize(
    ("text", "locale", "row"),
    [
        ("Eine wasserdichte Tasche", "de", [("A waterproof bag", "en")]),
        ("防水包", "zh", [("A waterproof bag", "en")]),
        ("A waterproof bag", "en", [("Une sacoche étanche", "fr")]),
        ("Drei Tassen", "de", [("Set of three", "en")]),
        ("Three cups", "en", [("Set mit 3 Tassen", "de")]),
        ("五百毫升", "zh", [("500 ml", "en")]),
        ("Fünfhundert Milliliter", "de", [("500 ml", "en")]),
    ],
)
def test_what_the_row_says_in_any_language_may_be_said_in_any(
    text: str, locale: str, row: list[tuple[str, str]]
) -> None:
    lint_wording([text], locale, row)


def test_a_price_before_is_a_discount() -> None:
    lint_wording(["Now at a special price"], "en", [("A cup", "en")], frozenset({"discount"}))
    with pytest.raises(RowError, match="special price"):
        lint_wording(["Now at a special price"], "en", [("A cup", "en")])


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
