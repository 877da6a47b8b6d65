from __future__ import annotations

import re
from decimal import Decimal

import pytest
from babel.numbers import format_currency
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.claims import numbers_in
from engine.writers.model.mask import MASK, masked, numbered


@settings(deadline=None)
@given(
    st.decimals(Decimal("0.01"), 10**6, places=2),
    st.sampled_from(["EUR", "USD", "GBP", "CHF", "JPY", "CNY", "SEK", "PLN", "INR", "KRW", "BRL"]),
    st.sampled_from(
        [
            "en_US",
            "en_GB",
            "de_DE",
            "fr_FR",
            "de_CH",
            "nl_NL",
            "zh_CN",
            "ja",
            "sv_SE",
            "pt_BR",
            "hi",
        ]
    ),
)
def test_an_amount_is_hidden_however_a_language_writes_it(
    amount: Decimal, currency: str, locale: str
) -> None:
    written = format_currency(amount, currency, locale=locale)
    assert numbers_in(masked(f"The cup, {written} today")) == frozenset()
    assert numbers_in(masked(written)) == frozenset()


@pytest.mark.parametrize(
    "amount",
    [
        "€34.90", "34,90 €", "34,90€", "EUR 1.299,00", "1 299,00 €", "1\u202f299,00€",
        "CHF 1’299.50", "CHF 29.–", "29,- €", "29,-", "29,–", "US$ 5", "A$5", "$1,299", "$5M",
        "29 to 35 euros", "€29–€35", "$29-35", "29€90", "99¢", "99 cents", "99p", "Rs. 499",
        "R$ 10", "99 kr.", "5 Kč", "279元", "\uff11\uff12\uff18\uff10円",
        "￥\uff11，\uff12\uff18\uff10", "\u0662\u0669 €", "1280 ユーロ", "₹12,34,567.00",
    ],
)  # fmt: skip
def test_an_amount_is_hidden_however_a_shop_writes_it(amount: str) -> None:
    assert masked(f"Cup: {amount}, light") == f"Cup: {MASK}, light"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Price: 12", "Price: [amount]"),
        ("UVP 42,00 statt 50", "UVP [amount] statt [amount]"),
        ("现价279，原价399元", "现价[amount]，原价[amount]"),
        ("两件仅需 99", "两件仅需 [amount]"),
        ("only 34.90 today", "only [amount] today"),
        ("Was €42.00, now €34.90.", "Was [amount], now [amount]."),
        ("3 for $10", "3 for [amount]"),
    ],
)
def test_what_is_said_around_an_amount_stays(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "500 ml", "set of 3", "1.50 m", "4.75 inch", "1080p", "30 Sek.", "ISO 100", "f/1.4",
        "Model A5, 20 sheets", "10.30 Uhr", "TOP 10", "US 10 shoe", "100% wool", "2026-09-24",
        "一个杯子", "500毫升", "99.9%", "1,5 l",
    ],
)  # fmt: skip
def test_other_numbers_are_shown(text: str) -> None:
    assert masked(text) == text


def test_amounts_to_be_translated_are_numbered_placeholders() -> None:
    shown, amounts = numbered("Was €42.00, now €34.90.", 1)
    assert shown == "Was {amount2}, now {amount3}."
    assert amounts == {"amount2": "€42.00", "amount3": "€34.90"}


def test_a_text_that_holds_such_a_placeholder_keeps_it() -> None:
    assert numbered("{amount1} for $3") == ("{amount1} for {amount2}", {"amount2": "$3"})


@settings(deadline=None)
@given(st.text("€$1290 .,-–元Xp", max_size=40))
def test_no_number_is_left_beside_a_sign_of_money(text: str) -> None:
    assert not re.search(r"[€$] ?\d|\d ?[€元]", masked(text))
