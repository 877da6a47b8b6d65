from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogs import Defaults
from catalogs.prices import PriceSyntax, currencies, less, meant, read_price
from schemas.brief import Brief
from schemas.reject import Code, Warned
from tests.catalogs.conftest import Judge, Outcome, briefs, only_reject

ANY = PriceSyntax()
COMMA, POINT = PriceSyntax(decimal=","), PriceSyntax(decimal=".")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12.50", "12.50 "),
        ("89.0 EUR", "89.0 EUR"),
        ("9900 JPY", "9900 JPY"),
        ("$1,299.00", "1299.00 USD"),
        ("1.299,00 €", "1299.00 EUR"),
        ("1.299 €", "1299 EUR"),
        ("1.299", "1.299 "),
        ("1,299", "1299 "),
        ("12,5", "12.5 "),
        ("0,999", "0.999 "),
        ("1 299,50 zł", "1299.50 PLN"),
        ("1\u202f299,50\u00a0€", "1299.50 EUR"),
        ("CHF1'500", "1500 CHF"),
        ("Fr. 12.-", "12 CHF"),
        ("12,– €", "12 EUR"),
        ("₹1,29,900.00", "129900.00 INR"),
        ("1.299.000 ₫", "1299000 VND"),
        ("1.500 KWD", "1.500 KWD"),
        ("US$ 5 USD", "5 USD"),
        ("-5 EUR", "-5 EUR"),
        ("-$5", "-5 USD"),
        ("$-5", "-5 USD"),
        (".99", "0.99 "),
        ("1,299,00", None),
        ("12.34.5", None),
        ("1 2 3", None),
        ("EUR 5 USD", None),
        ("12.00 per kg", None),
        ("1.00 - 2.00", None),
        ("1e3", None),
        ("NaN", None),
        ("three", None),
        ("\u0663\u066b\u0665", None),
    ],
)
def test_prices_are_read_as_people_read_them_or_not_at_all(text: str, amount: str | None) -> None:
    found = read_price(text, ANY, None)
    assert (found and f"{found.amount} {found.currency}") == amount


@pytest.mark.parametrize(
    ("syntax", "text", "amount"),
    [
        (COMMA, "1.299", "1299"),
        (COMMA, "1,299", "1.299"),
        (POINT, "1,299", "1299"),
        (POINT, "1.299 €", "1.299"),
        (COMMA, "12.50", "12.50"),
    ],
)
def test_a_dialect_decides_what_three_digits_after_a_mark_are(
    syntax: PriceSyntax, text: str, amount: str
) -> None:
    found = read_price(text, syntax, None)
    assert found is not None
    assert str(found.amount) == amount


@pytest.mark.parametrize(
    ("text", "default", "currency"),
    [
        ("$5", "CAD", "CAD"),
        ("$5", "EUR", "USD"),
        ("kr 5", "NOK", "NOK"),
        ("kr 5", None, ""),
        ("¥500", "CNY", "CNY"),
        ("5 EUR", "USD", "EUR"),
    ],
)
def test_a_sign_of_several_currencies_is_the_productions(
    text: str, default: str | None, currency: str
) -> None:
    found = read_price(text, ANY, default)
    assert found is not None
    assert found.currency == currency


@given(
    st.decimals(0, 10**8, places=2),
    st.sampled_from(sorted(currencies())),
    st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", ".")]),
)
def test_what_is_written_with_two_decimals_and_a_code_is_read_back(
    amount: Decimal, currency: str, marks: tuple[str, str]
) -> None:
    whole, _, part = f"{amount:,.2f}".partition(".")
    found = read_price(f"{whole.replace(',', marks[0])}{marks[1]}{part} {currency}", ANY, None)
    assert found is not None
    assert (found.amount, found.currency) == (amount, currency)


def _told(outcomes: list[Outcome]) -> list[str]:
    return [one.reason for one in outcomes if isinstance(one, Warned)]


def test_a_currency_in_the_cell_is_the_rows_and_is_told(judge: Judge) -> None:
    outcomes = judge(price="1.299,00 €", was_price="1.499,00 €")
    (brief,) = briefs(outcomes)
    assert (str(brief.price), str(brief.was_price)) == ("1299.00 EUR", "1499.00 EUR")
    assert _told(outcomes) == [
        "the price has its currency in the cell: read as EUR",
        "the price has a decimal comma",
    ]


@pytest.mark.parametrize(("sign", "code"), [("€", "EUR"), ("gbp", "GBP"), ("kr", "NOK")])
def test_a_currency_column_may_hold_a_sign(judge: Judge, sign: str, code: str) -> None:
    (brief,) = briefs(judge(price="9", currency=sign, defaults=Defaults(currency="NOK")))
    assert str(brief.price) == f"9 {code}"


def test_a_sign_that_is_guessed_is_told_with_the_setting(judge: Judge) -> None:
    (told,) = _told(judge(price="$9"))
    assert told == (
        "the price has the sign $: read as USD; if it is another, say `currency:` in the "
        "production file"
    )
    (brief, *_) = judge(price="$9", defaults=Defaults(currency="AUD"))
    assert isinstance(brief, Brief)
    assert str(brief.price) == "9 AUD"


def test_a_sign_that_cannot_be_decided_is_rejected_with_the_setting(judge: Judge) -> None:
    reject = only_reject(judge(price="kr 99"))
    assert reject.code is Code.CURRENCY
    assert "in the production file: `currency: EUR`" in reject.remedy


@pytest.mark.parametrize(
    ("cells", "price", "was"),
    [
        ({"price": "24.90", "sale_price": "19.90"}, "19.90 EUR", "24.90 EUR"),
        ({"price": "24.90", "sale_price": ""}, "24.90 EUR", "None"),
        ({"price": "24.90", "sale_price": "0.00"}, "24.90 EUR", "None"),
        ({"price": "20 EUR", "sale_price": "15 EUR", "was_price": "30"}, "15 EUR", "30 EUR"),
        ({"price": "", "sale_price": "19.90"}, "19.90 EUR", "None"),
        ({"price": "9", "was_price": "0.00"}, "9 EUR", "None"),
    ],
)
def test_a_sale_price_is_the_price_and_the_other_is_the_former_one(
    judge: Judge, cells: dict[str, str], price: str, was: str
) -> None:
    (brief,) = briefs(judge(cells, defaults=Defaults(currency="EUR")))
    assert (str(brief.price), str(brief.was_price)) == (price, was)
    assert brief.extra == {}


def test_a_sale_price_above_the_price_is_rejected(judge: Judge) -> None:
    reject = only_reject(judge(price="9", sale_price="10", currency="EUR"))
    assert reject.code is Code.WAS_PRICE


def test_two_currencies_in_one_row_are_not_mixed(judge: Judge) -> None:
    reject = only_reject(judge(price="9 EUR", currency="USD"))
    assert (reject.code, reject.reason) == (Code.PRICE, "price is '9 EUR': not a decimal number")


@pytest.mark.parametrize(
    ("cells", "left", "told"),
    [
        ({"price": "9", "was_price": "8"}, {"price": "9", "was_price": None}, 1),
        ({"price": "9", "was_price": "9.00"}, {"price": "9", "was_price": None}, 0),
        ({"price": "9", "was_price": "12"}, {"price": "9", "was_price": "12"}, 0),
        ({"was_price": "12"}, {"was_price": None}, 1),
        ({"price": "0.00", "was_price": "12"}, {"price": None, "was_price": None}, 1),
        ({"price": "nine", "was_price": "0"}, {"price": "nine", "was_price": None}, 1),
    ],
)
def test_what_shops_fill_in_and_do_not_mean_is_left_out(
    cells: dict[str, str], left: dict[str, str | None], told: int
) -> None:
    found, notes = meant(cells)
    assert (dict(found), len(notes)) == (left, told)


@pytest.mark.parametrize(
    ("price", "taken", "by", "code", "left"),
    [
        ("79", "20", "percent", "EUR", "63.20"),
        ("24,50", "10", "percent", "EUR", "22.05"),
        ("9.99", "15%", "percent", "USD", "8.49"),
        ("1980", "15", "percent", "JPY", "1683"),
        ("79.00", "9.01", "amount", "EUR", "69.99"),
        ("79", "0", "percent", "EUR", None),
        ("79", "100", "percent", "EUR", None),
        ("79", "-5", "amount", "EUR", None),
        ("79", "some", "percent", "EUR", None),
        ("from 79", "10", "percent", "EUR", None),
    ],
)
def test_what_is_taken_off_leaves_a_price_in_its_currencys_decimals(
    price: str, taken: str, by: str, code: str, left: str | None
) -> None:
    found = less(price, taken, by, PriceSyntax(), code)
    assert (None if found is None else str(found)) == left
