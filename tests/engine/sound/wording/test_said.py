"""What stands in a line, and what is said for it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sound.wording import plain, worded

LOCALES = ("en", "de", "fr", "es", "it", "pt", "nl", "zh", "ja")


def said(text: str, locale: str = "en") -> str:
    return worded(text, locale).spoken


@pytest.mark.parametrize(
    ("locale", "text", "words"),
    [
        ("en", "129,00 €", "129 euros"),
        ("en", "€129.00", "129 euros"),
        ("en", "$24.90", "24 dollars and 90 cents"),
        ("en", "£1.01", "1 pound and 1 penny"),
        ("en", "CHF 12.50", "12 Swiss francs 50"),
        ("en", "€1,299.00", "1,299 euros"),
        ("de", "1.299,90 €", "1299 Euro 90"),
        ("fr", "1\u202f680,50\u00a0€", "1680 euros 50"),
        ("es", "24,90 €", "24 euros con 90"),
        ("it", "24,90 €", "24 euro e 90"),
        ("pt", "R$ 1.299,00", "1299 reais"),
        ("nl", "€ 24,90", "24 euro 90"),
        ("zh", "¥1,299.00", "1299元"),
        ("zh", "只要299元。", "只要299元。"),
        ("ja", "今なら￥1,299。", "今なら1299円。"),
        ("ru", "1\u00a0299,00 ₽", "1299 российских рублей"),
    ],
)
def test_amounts_are_said_in_the_words_of_the_language(locale: str, text: str, words: str) -> None:
    assert said(text, locale) == words


@pytest.mark.parametrize(
    ("locale", "text", "words"),
    [
        ("en", "500 ml", "500 milliliters"),
        ("en", "1 kg", "1 kilogram"),
        ("en", "20cm", "20 centimeters"),
        ("en", "2.4 GHz", "2.4 gigahertz"),
        ("en", "20% off", "20 percent off"),
        ("en", "-5 °C", "minus 5 degrees Celsius"),
        ("en", "20 x 30 cm", "20 by 30 centimeters"),
        ("en", "10–15 min", "10 to 15 minutes"),
        ("en", "10,000 mAh", "10,000 milliampere hours"),
        ("de", "2,4 GHz", "2,4 Gigahertz"),
        ("de", "15-20 °C", "15 bis 20 Grad Celsius"),
        ("fr", "500 ml", "500 millilitres"),
        ("es", "20 %", "20 por ciento"),
        ("zh", "50%优惠", "百分之50优惠"),
        ("zh", "3-5 kg", "3到5公斤"),
        ("ja", "20cm", "20 センチメートル"),
        ("sv", "500 ml", "500 milliliter"),
    ],
)
def test_measures_are_said_with_the_name_of_their_unit(locale: str, text: str, words: str) -> None:
    assert said(text, locale) == words


@pytest.mark.parametrize(
    ("locale", "text", "words"),
    [
        ("en", "a pan, e.g. this one", "a pan, for example this one"),
        ("en", "pans, lids, etc.", "pans, lids, et cetera."),
        ("en", "No. 5 & #1", "number 5 and number 1"),
        ("en", "a 3-in-1 charger", "a 3 in 1 charger"),
        ("de", "z.B. ca. 5, z. B. usw.", "zum Beispiel circa 5, zum Beispiel und so weiter."),
        ("fr", "p. ex. ici", "par exemple ici"),
        ("es", "p. ej. aquí", "por ejemplo aquí"),
        ("it", "ad es. qui", "ad esempio qui"),
        ("pt", "p. ex. aqui", "por exemplo aqui"),
        ("nl", "bijv. hier", "bijvoorbeeld hier"),
        ("en", "Halo™ lamp®", "Halo lamp"),
    ],
)
def test_short_forms_are_said_in_full(locale: str, text: str, words: str) -> None:
    assert said(text, locale) == words


@pytest.mark.parametrize(
    "text",
    [
        "in 2024",
        "at 10:30",
        "on 12/10/2025",
        "version 2.4.1",
        "USB 3.0",
        "an A4 page",
        "MP3 and 5G",
        'the "Model 20" lamp',
        "R&D",
        "It keeps its heat, and goes from hob to oven.",
    ],
)
def test_what_it_does_not_know_is_left_alone(text: str) -> None:
    assert said(text) == text


@pytest.mark.parametrize("locale", LOCALES)
def test_every_language_of_the_tables_says_each_common_unit(locale: str) -> None:
    for unit in ("ml", "l", "cm", "m", "km", "g", "kg", "W", "V", "GHz", "GB", "%", "°C", "h"):
        text = f"5 {unit}"
        assert said(text, locale) != text


@given(
    st.text(st.sampled_from("ab 19.,€$%-–x&+#\"'ml kg。中 \u00a0\u200d"), max_size=40),
    st.sampled_from(LOCALES),
)
def test_spans_cover_both_texts_and_lead_back(text: str, locale: str) -> None:
    found = worded(text, locale)
    assert found.written == plain(text)
    assert "".join(found.spoken[first:last] for _, _, first, last in found.spans) == found.spoken
    assert "".join(found.written[a:b] for a, b, _, _ in found.spans) == found.written
    places = [found.written_at(n) for n in range(len(found.spoken) + 1)]
    assert all(one <= other for one, other in pairwise(places))
    assert places[-1] == len(found.written)


def test_a_word_that_replaces_others_leads_to_where_they_begin() -> None:
    found = worded("Only 129,00 € now", "en")
    assert found.spoken == "Only 129 euros now"
    assert [found.written_at(found.spoken.index(word)) for word in ("Only", "euros", "now")] == [
        0,
        5,
        14,
    ]


@pytest.mark.parametrize(
    ("locale", "text", "words"),
    [
        ("en", "TOP 10 features", "TOP 10 features"),
        ("en", "ALL 5 colours", "ALL 5 colours"),
        ("fr", "F 2 objectif", "F 2 objectif"),
        ("de", "0.125 l", "0,125 Liter"),
        ("en", "0,125 l", "0.125 liters"),
    ],
)
def test_capitals_are_no_money_and_parts_of_one_no_thousands(
    locale: str, text: str, words: str
) -> None:
    assert said(text, locale) == words
