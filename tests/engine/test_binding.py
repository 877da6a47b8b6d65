from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.binding import bind, bound, is_late, text_in, values
from schemas.brief import Brief, LocaleText, Origin
from schemas.errors import RowError
from schemas.money import Money
from schemas.reject import Code
from schemas.script import Line, Role, Script, Title

NAMES = st.text("abcdefgh_0123456789äß", min_size=1, max_size=6)
VALUES = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)


def euros(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


def brief(**fields: Any) -> Brief:
    origin = Origin(source="catalog.csv", rows=(1,), digest="d")
    return Brief.model_validate({"id": "cup", "title": "Cup", "origin": origin} | fields)


GERMAN = LocaleText(title="Tasse", description="Rund. Fest.", bullets=("leicht",), cta="Kaufen")


def test_every_column_that_the_row_fills_is_a_value() -> None:
    row = brief(
        subtitle="Round",
        description="It holds tea. It is light.",
        bullets=("light", "round"),
        price=euros("4.50"),
        was_price=euros("6.00"),
        cta="Buy",
        url="https://x.example/cup",
        extra={"stock": "7", "empty": ""},
    )
    assert values(row, "en") == {
        "id": "cup",
        "title": "Cup",
        "subtitle": "Round",
        "description": "It holds tea. It is light.",
        "summary": "It holds tea.",
        "headline": "Cup",
        "point1": "It holds tea.",
        "point2": "Light",
        "point3": "Round",
        "bullet1": "light",
        "bullet2": "round",
        "price": "€4.50",
        "was_price": "€6.00",
        "currency": "EUR",
        "cta": "Buy",
        "url": "https://x.example/cup",
        "stock": "7",
    }


@pytest.mark.parametrize(
    ("locale", "written"),
    [
        ("en-US", "€1,299.00"),
        ("de", "1.299,00\u00a0€"),
        ("fr", "1\u202f299,00\u00a0€"),
        ("zh-CN", "€1,299.00"),
        ("nl", "€\u00a01.299,00"),
    ],
)
def test_an_amount_is_written_as_its_readers_write_it(locale: str, written: str) -> None:
    row = brief(locale=locale, price=euros("1299"))
    assert values(row, locale)["price"] == written


def test_yen_have_no_decimals() -> None:
    row = brief(locale="ja", price=Money(amount=Decimal(1200), currency="JPY"))
    assert values(row, "ja")["price"] == "¥1,200".replace("¥", "￥")


@pytest.mark.parametrize(
    ("description", "summary"),
    [
        ("It holds tea. It is light.", "It holds tea."),
        ("Holds 1.5 litres. Light.", "Holds 1.5 litres."),
        ("Really? Yes.", "Really?"),
        ("深蓝表盘。精钢表壳。", "深蓝表盘。"),
        ("one sentence", "one sentence"),
    ],
)
def test_the_summary_is_the_first_sentence(description: str, summary: str) -> None:
    assert values(brief(description=description), "en")["summary"] == summary


def test_another_languages_text_replaces_the_rows() -> None:
    row = brief(description="Round.", bullets=("light",), cta="Buy", texts={"de": GERMAN})
    found = values(row, "de-AT")
    assert (found["title"], found["bullet1"], found["cta"]) == ("Tasse", "leicht", "Kaufen")


def test_text_that_a_language_lacks_is_not_taken_from_another() -> None:
    row = brief(
        subtitle="Round", narration="Tea time", cta="Buy", texts={"de": LocaleText(title="Tasse")}
    )
    assert {"subtitle", "narration", "cta"}.isdisjoint(values(row, "de"))


def test_what_has_no_language_is_the_same_in_all() -> None:
    row = brief(brand="Fjell", extra={"stock": "7"}, texts={"de": GERMAN})
    found = values(row, "de")
    assert (found["brand"], found["stock"], found["id"]) == ("Fjell", "7", "cup")


def test_the_rows_own_language_serves_its_regions() -> None:
    assert text_in(brief(locale="en-GB"), "en-US").title == "Cup"


def test_text_for_exactly_this_locale_is_preferred() -> None:
    traditional = LocaleText(title="杯子（繁）")
    row = brief(locale="zh-CN", title="杯子", texts={"zh-TW": traditional})
    assert text_in(row, "zh-TW") == traditional
    assert text_in(row, "zh-CN").title == "杯子"


@pytest.mark.parametrize("texts", [{}, {"de": LocaleText(subtitle="rund")}])
def test_a_language_without_a_title_is_quarantined(texts: dict[str, LocaleText]) -> None:
    with pytest.raises(
        RowError, match=r"no text in de \(the row is in en\)\. .*title@de"
    ) as caught:
        values(brief(texts=texts), "de")
    assert caught.value.code == Code.LOCALE


def test_a_placeholder_becomes_its_value_wherever_it_stands() -> None:
    assert bind("{a}, {b} and {a}", {"a": "tea", "b": "milk"}) == "tea, milk and tea"


@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=4))
def test_values_are_placed_as_they_are(known: dict[str, str]) -> None:
    # Not even a value that looks like a placeholder is bound again, nor one with a backslash.
    assert bind("|".join(f"{{{name}}}" for name in known), known) == "|".join(known.values())


def test_braces_in_a_value_are_the_values_own() -> None:
    assert bind("{title} {price}", {"title": "Set {price}", "price": "5"}) == "Set {price} 5"


def test_an_unfilled_placeholder_is_quarantined_with_those_that_are_filled() -> None:
    with pytest.raises(RowError, match=r"asks for \{stock\}.*one of: price, title\.") as caught:
        bind("{title}: {stock} left", {"title": "Cup", "price": "5"})
    assert caught.value.code == Code.PLACEHOLDER


def test_a_script_is_bound_in_all_of_its_texts() -> None:
    script = Script(
        locale="en",
        lines=(Line(shot="a", text="Now {price}", written="{price}!"), Line(shot="b", text="Go")),
        titles=(Title(shot="a", role=Role.PRICE, text=("{price}", "{was}")),),
    )
    found = bound(script, {"price": "5", "was": "7"})
    assert found.texts() == ("Now 5", "5!", "Go", "5", "7")
    assert found.lines[1].written is None


@pytest.mark.parametrize(
    ("value", "said"),
    [("Why?", "Why?"), ("Go!", "Go!"), ("Tea.", "Tea."), ("Tea", "Tea."), ("茶。", "茶。")],
)
def test_a_sentence_that_ends_itself_gets_no_second_full_stop(value: str, said: str) -> None:
    script = Script(locale="en", lines=(Line(shot="a", text="{title}."),))
    assert bound(script, {"title": value}).lines[0].text == said


@pytest.mark.parametrize("text", ["{price}", "was {was_price}", "{cta}", "{url}", "{stock} left"])
def test_what_changes_often_is_late(text: str) -> None:
    assert is_late(text)


@pytest.mark.parametrize(
    "text", ["Cup", "{title}", "{subtitle}", "{bullet3}", "{summary}", "{brand}", "{id}"]
)
def test_what_describes_the_thing_is_not_late(text: str) -> None:
    assert not is_late(text)
