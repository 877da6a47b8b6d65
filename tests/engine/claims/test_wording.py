from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.claims import lint_pictures, lint_wording
from engine.claims.concepts import concepts_in, data
from engine.claims.numerals import numerals_in, parts_of
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
