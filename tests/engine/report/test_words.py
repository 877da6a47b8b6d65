from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from engine.report import words
from schemas.inspection import Limit
from schemas.run import Spending


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(9.54, "9.5 s"), (59.96, "1 min 00 s"), (64, "1 min 04 s"), (7390, "2 h 03 min")],
)
def test_lengths(seconds: float, shown: str) -> None:
    assert words.duration(seconds) == shown


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0 B"), (999, "999 B"), (412_345, "412 kB"), (8_123_456, "8.12 MB"), (256e9, "256.0 GB")],
)
def test_sizes(count: int, shown: str) -> None:
    assert words.size(count) == shown


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (-14.0, "LUFS", "-14 LUFS"),
        (0.0213, "", "0.021"),
        (12_345.6, "px", "12,345.6 px"),
        (3e8, "B", "300 MB"),
        (float("nan"), "dB", "not a number"),
        (float("inf"), "B", "inf B"),
    ],
)
def test_quantities(value: float, unit: str, shown: str) -> None:
    assert words.quantity(value, unit) == shown


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (None, None, ""),
        (6, None, "at least 6 s"),
        (None, 45, "at most 45 s"),
        (6, 45, "6 to 45 s"),
        (0, 0, "exactly 0 s"),
    ],
)
def test_limits(low: float | None, high: float | None, shown: str) -> None:
    assert words.allowed(Limit(measure="length", low=low, high=high, unit="s")) == shown


def test_an_unlimited_measure_has_no_words() -> None:
    assert words.allowed(None) == ""


def test_camel_case_and_underscores_become_words() -> None:
    assert words.named("trainedAlgorithmicMedia") == "Trained algorithmic media"
    assert words.named("true_peak") == "True peak"


def test_a_moment_names_its_zone() -> None:
    assert words.moment(datetime(2026, 11, 3, 4, 5, tzinfo=UTC)) == "3 November 2026, 04:05 UTC"


def test_money_that_may_have_been_spent_is_said() -> None:
    spent = Spending(amount=Decimal("1.50"), currency="EUR", unknown=1)
    assert words.spending(spent) == "1.50 EUR, and 1 call of unknown cost"
    assert words.spending(Spending()) == "nothing"
    doubt = Spending(currency="EUR", most=Decimal("2.00"), reserved=Decimal("0.75"))
    assert words.spending(doubt) == (
        "nothing of at most 2.00 EUR; 0.75 EUR is reserved for what is in doubt or not collected"
    )
