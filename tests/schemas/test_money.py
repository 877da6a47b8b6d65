from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.keys import key_of
from schemas.money import Money


def euros(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


@given(st.decimals(0, 10**9, places=2))
def test_an_amount_is_the_same_after_a_document(amount: Decimal) -> None:
    money = Money(amount=amount, currency="EUR")
    found = Money.from_document(money.document())
    assert found == money
    assert str(found.amount) == str(money.amount)


def test_an_amount_shows_as_it_was_written() -> None:
    assert str(euros("29.90")) == "29.90 EUR"


def test_amounts_of_equal_value_are_equal() -> None:
    assert euros("29.9") == euros("29.90")


def test_currencies_keep_apart() -> None:
    dollars = Money(amount=Decimal(5), currency="USD")
    assert key_of("x", it=dollars) != key_of("x", it=euros("5"))


@pytest.mark.parametrize("amount", ["-0.01", "NaN", "Infinity", "1234567890123456"])
def test_what_nothing_costs_is_refused(amount: str) -> None:
    with pytest.raises(ValidationError, match="amount"):
        euros(amount)


@pytest.mark.parametrize("currency", ["eur", "EURO", "€", ""])
def test_a_currency_is_three_capital_letters(currency: str) -> None:
    with pytest.raises(ValidationError, match="should match pattern"):
        Money(amount=Decimal(1), currency=currency)
