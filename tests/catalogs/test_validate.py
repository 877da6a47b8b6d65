from __future__ import annotations

import csv
import re
from decimal import Decimal

import pytest

from catalogs import Defaults, open_catalog, validate
from engine.expectations import validate as expect
from schemas.brief import Brief, Kind
from schemas.errors import CatalogError, ProductionError
from schemas.money import Money
from schemas.reject import Code, Reject, Skip, Warned
from tests.catalogs.conftest import Judge, Write, briefs, only_reject

EUR = Defaults(currency="EUR")


CASES: list[tuple[dict[str, str], Code, str]] = [
    ({"id": " "}, Code.ID_MISSING, "the row has no id"),
    ({"id": "x" * 513}, Code.TOO_LONG, "id is longer than 512 characters: 'xxx"),
    ({"id": "a\x1bb"}, Code.TEXT, r"id holds the character U\+001B"),
    ({"title": ""}, Code.TITLE_MISSING, "the row has no title"),
    ({"title": "\u200b"}, Code.TITLE_MISSING, "the row has no title"),
    ({"title": "x" * 121}, Code.TOO_LONG, "title is longer than 120 characters"),
    ({"subtitle": "x" * 241}, Code.TOO_LONG, "subtitle is longer than 240"),
    ({"brand": "x" * 121}, Code.TOO_LONG, "brand is longer than 120"),
    ({"cta": "x" * 81}, Code.TOO_LONG, "cta is longer than 80"),
    ({"title@de": "x" * 121}, Code.TOO_LONG, "title@de is longer than 120"),
    (
        {"stock": "x" * 65_537},
        Code.TOO_LARGE,
        "^stock holds 65537 bytes; a cell may hold 65536",
    ),
    ({"stock": "x" * 1_000_000}, Code.TOO_LARGE, "stock holds 1000000 bytes"),
    ({"kind": "service"}, Code.KIND, "kind is 'service': not one of product, lesson, ad"),
    ({"price": "from 12"}, Code.PRICE, "^price is 'from 12': not a decimal number$"),
    ({"price": "1e3"}, Code.PRICE, "price is '1e3': not a decimal"),
    ({"price": "NaN"}, Code.PRICE, "price is 'NaN': not a decimal"),
    ({"price": "1" * 17}, Code.PRICE, "more than 15 digits"),
    ({"price": "1" * 16}, Code.PRICE, "more than 15 digits"),
    ({"price": "-1"}, Code.PRICE_NEGATIVE, "price is '-1': below zero"),
    ({"price": "1", "was_price": "x"}, Code.PRICE, "was_price is 'x': not a decimal"),
    ({"price": "1", "was_price": "1" * 17}, Code.PRICE, "was_price is .*more than 15"),
    ({"price": "1", "was_price": "-2"}, Code.PRICE_NEGATIVE, "was_price is '-2'"),
    ({"price": "9.99", "was_price": "9.98"}, Code.WAS_PRICE, "'9.98': below the price, '9.99'"),
    ({"was_price": "9"}, Code.WAS_PRICE, "was_price is '9', but the row has no price"),
    ({"currency": "EURO"}, Code.CURRENCY, "currency is 'EURO': not an ISO 4217 code in use"),
    ({"currency": "DEM"}, Code.CURRENCY, "currency is 'DEM'"),
    ({"locale": "de_DE"}, Code.LOCALE, "'de_DE': not a BCP 47 language tag"),
    ({"locale": "qq"}, Code.LOCALE, "'qq': no language of that name is known"),
    ({"seconds": "0:20"}, Code.SECONDS, "seconds is '0:20': not a number"),
    ({"seconds": "2"}, Code.SECONDS, "seconds is '2': not within 3 and 180"),
    ({"seconds": "180.5"}, Code.SECONDS, "not within 3 and 180"),
    ({"url": "www.example.com"}, Code.URL, "not an http or https address"),
    ({"url": "javascript:alert(1)"}, Code.URL, "not an http or https address"),
    ({"url": "https://user:secret@example.com/"}, Code.URL, "not an http or https"),
    ({"url": "https://example.com/" + "x" * 2_048}, Code.URL, "longer than 2048"),
    ({"review": "maybe"}, Code.REVIEW, "review is 'maybe': not one of approved, rejected"),
    ({"description": "Caf\ufffd"}, Code.TEXT, r"description holds the character U\+FFFD"),
]
"""Cells of a row, its code, and what its reason says."""


@pytest.fixture(scope="module")
def rejects(tmp_path_factory: pytest.TempPathFactory) -> list[Reject]:
    """What becomes of all cases, in one catalog."""
    path = tmp_path_factory.mktemp("cases") / "cases.csv"
    names = list(dict.fromkeys(("id", "title", *(name for cells, *_ in CASES for name in cells))))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        for number, (cells, *_) in enumerate(CASES):
            writer.writerow({"id": f"a-{number}", "title": "Cup", **cells})
    outcomes = list(open_catalog(path, {}).validate(EUR, expect))
    return [outcome for outcome in outcomes if isinstance(outcome, Reject)]


@pytest.mark.parametrize("case", range(len(CASES)), ids=lambda n: f"{n}-{CASES[n][1].lower()}")
def test_each_bad_value_has_its_code_and_a_reason_that_names_it(
    rejects: list[Reject], case: int
) -> None:
    _, code, says = CASES[case]
    (reject,) = (one for one in rejects if one.row == case + 1)
    assert reject.code is code
    assert re.search(says, reject.reason)
    assert reject.remedy.endswith(".")
    assert reject.rows == (case + 1,)


def test_a_price_without_any_currency_is_rejected_and_never_guessed(judge: Judge) -> None:
    reject = only_reject(judge(price="9"))
    assert reject.code is Code.CURRENCY
    assert "price is '9', and no currency is given" in reject.reason


def test_of_several_faults_the_first_in_the_suite_is_named(judge: Judge) -> None:
    reject = only_reject(judge(price="x", kind="y", seconds="z"))
    assert reject.code is Code.KIND


def test_a_row_that_does_not_split_is_rejected_alone(write: Write) -> None:
    catalog = open_catalog(write("id,title\na,Cup,blue\nb,Cup\n"), {})
    bad, good = catalog.validate(EUR, expect)
    assert isinstance(bad, Reject)
    assert (bad.row, bad.id, bad.code) == (1, "a", Code.RAGGED)
    assert "line 2 has 3 cells" in bad.reason
    assert isinstance(good, Brief)


def test_a_good_row_becomes_a_brief_value_for_value(judge: Judge) -> None:
    cells = {
        "kind": "Lesson",
        "title": "<b>Cups</b> &amp; saucers",
        "description": "plain < text",
        "bullets": "one | two\\|three |",
        "price": "1299.00",
        "was_price": "1499",
        "currency": "usd",
        "images": "a.jpg|b b.jpg",
        "url": "HTTPS://example.com/a?b=c",
        "locale": "PT-br",
        "seconds": "12.5",
        "review": "Approved",
        "stock": "7",
        "title@DE": "Tassen",
        "bullets@de": "eins|zwei",
    }
    (brief,) = briefs(judge(cells, defaults=EUR))
    assert brief.kind is Kind.LESSON
    assert (brief.title, brief.description) == ("Cups & saucers", "plain < text")
    assert brief.bullets == ("one", "two|three")
    assert brief.price == Money(amount=Decimal(1299), currency="USD")
    assert str(brief.was_price) == "1499 USD"
    assert brief.images == ("a.jpg", "b b.jpg")
    assert (brief.locale, brief.seconds, brief.extra) == ("pt-BR", 12.5, {"stock": "7"})
    assert brief.texts["de"].title == "Tassen"
    assert brief.texts["de"].bullets == ("eins", "zwei")
    assert (brief.origin.source, brief.origin.rows) == ("catalog.csv", (1,))
    assert len(brief.origin.digest) == 64


def test_defaults_fill_what_the_row_leaves_open(judge: Judge) -> None:
    defaults = Defaults(currency="GBP", locale="de", brand="Fjell & Co")
    (brief,) = briefs(judge(price="9", defaults=defaults))
    assert (brief.locale, str(brief.price), brief.brand) == ("de", "9 GBP", "Fjell & Co")


def test_what_the_row_says_comes_before_defaults(judge: Judge) -> None:
    defaults = Defaults(currency="GBP", locale="de", brand="Fjell & Co")
    own = {"price": "9", "currency": "EUR", "locale": "en", "brand": "Nord"}
    (brief,) = briefs(judge(**own, defaults=defaults))
    assert (brief.locale, str(brief.price), brief.brand) == ("en", "9 EUR", "Nord")


@pytest.mark.parametrize(("currency", "locale"), [("euro", "en"), (None, "de_DE")])
def test_defaults_that_no_row_could_have_are_refused(currency: str | None, locale: str) -> None:
    with pytest.raises(ProductionError, match=r"ISO 4217|BCP 47"):
        Defaults(currency=currency, locale=locale)


@pytest.mark.parametrize(
    ("cells", "description", "bullets"),
    [
        (
            {"description": "<p>A bag.</p><ul><li>Two straps</li><li><p>Waterproof</p></li></ul>"},
            "A bag.",
            ("Two straps", "Waterproof"),
        ),
        ({"description": "A bag.<br>&bull; Light.<br>&bull; Dry."}, "A bag.", ("Light.", "Dry.")),
        ({"description": "A bag • Light • Dry"}, "A bag", ("Light", "Dry")),
        ({"description": "Mix it:\n1. Stir\n2. Pour"}, "Mix it:", ("Stir", "Pour")),
        ({"description": "<ul><li>Light</li><li>Dry</li></ul>"}, None, ("Light", "Dry")),
        ({"description": "A bag\n- light\n- dry", "bullets": "Own"}, "A bag\nlight\ndry", ("Own",)),
        ({"description": "One dot • is no list"}, "One dot • is no list", ()),
    ],
)
def test_a_list_in_a_description_is_the_rows_bullets_where_it_has_none(
    judge: Judge, cells: dict[str, str], description: str | None, bullets: tuple[str, ...]
) -> None:
    (brief,) = briefs(judge(**cells))
    assert (brief.description, brief.bullets) == (description, bullets)


@pytest.mark.parametrize(
    ("cell", "category"),
    [
        ("Default Category/Men/Tops/Hoodies,Default Category/Sale,Default Category", "Hoodies"),
        ("Apparel & Accessories > Clothing > Shorts", "Shorts"),
        ("Clothing > Hoodies, Clothing", "Hoodies"),
        ("Clothing&gt;Tees", "Tees"),
        ("Jackets/Coats", "Jackets/Coats"),
        ("Bags, cases", "Bags, cases"),
    ],
)
def test_a_category_is_its_paths_last_level(judge: Judge, cell: str, category: str) -> None:
    (brief,) = briefs(judge(category=cell))
    assert brief.category == category


def test_a_list_in_another_language_is_that_languages(judge: Judge) -> None:
    (brief,) = briefs(judge(**{"title@de": "Tasche", "description@de": "Gut\n* leicht\n* fest"}))
    german = brief.texts["de"]
    assert (german.description, german.bullets) == ("Gut", ("leicht", "fest"))


@pytest.mark.parametrize("identity", ["../../x", "/etc/passwd", "CON", "a\u202eb", "x" * 300])
def test_ids_stay_as_they_are_written(judge: Judge, identity: str) -> None:
    (brief,) = briefs(judge(id=identity))
    assert brief.id == identity


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"description": "<p>A cup"}, "^HTML in description: its visible text is used$"),
        ({"subtitle": "<p>Blue</p>", "audience": "<b>all</b>"}, "^HTML in subtitle, audience: its"),
        ({"bullets@de": "`eins`|zwei"}, "^Markdown in bullets@de: its marks are left out$"),
        (
            {"description": "a<p hidden>b"},
            r"^removed what nobody sees from description \(hidden HTML\)$",
        ),
        ({"title": "Cu\u200bp"}, r"removed what nobody sees from title \(U\+200B\)"),
        ({"images": "a.jpg|a.jpg|b.jpg"}, "images lists 'a.jpg' more than once"),
        ({"price": "9.0", "was_price": "9"}, "was_price equals price: it is left out"),
    ],
)
def test_oddities_of_rows_that_are_delivered_are_said(
    judge: Judge, cells: dict[str, str], says: str
) -> None:
    brief, *warnings = judge(cells, defaults=EUR)
    assert isinstance(brief, Brief)
    assert brief.was_price is None
    assert len(brief.images) in {0, 2}
    assert any(isinstance(one, Warned) and re.search(says, one.reason) for one in warnings)


TEXTS = ("title", "subtitle", "description", "bullets", "brand", "category", "audience", "style")


@pytest.mark.parametrize(
    "name", [*TEXTS, "cta", "narration", "stock", "title@de", "subtitle@de", "narration@de"]
)
def test_every_text_column_is_cleaned_alike(judge: Judge, name: str) -> None:
    (brief,) = briefs(judge({name: "<p>A **cup**</p> of `clay`\u200b &amp; sand"}))
    texts = {**brief.model_dump(), **brief.extra, **brief.model_dump()["texts"].get("de", {})}
    found = texts[name.partition("@")[0]]
    lines = found if isinstance(found, tuple) else found.split("\n")
    assert " ".join(lines) == "A cup of clay & sand"


@pytest.mark.parametrize(
    "cell",
    [
        "one|two\\|three",
        "- one\n- two\\|three",
        "<ul><li>one</li><li>two|three</li></ul>",
        "one\ntwo\\|three",
        "* one|* two\\|three",
        "• one • two\\|three",
        "✓ one\n✓ two\\|three",
    ],
)
def test_bullets_are_items_however_they_are_written(judge: Judge, cell: str) -> None:
    (brief,) = briefs(judge(bullets=cell))
    assert brief.bullets == ("one", "two|three")


def test_unknown_columns_are_no_warning(judge: Judge) -> None:
    assert len(judge(stock="7", colour="blue")) == 1


def test_rows_that_ask_not_to_be_made_are_skipped_however_bad(judge: Judge) -> None:
    assert judge(review="Rejected", price="x") == [
        Skip(row=1, id="a-1", reason="review is 'rejected'")
    ]


def test_empty_rows_of_spreadsheets_are_skipped(judge: Judge) -> None:
    assert judge(id="", title=" ") == [Skip(row=1, id="", reason="the row is empty")]


def test_equal_rows_are_one_film(judge: Judge) -> None:
    first, *later = judge({"id": "a"}, {"id": "a"}, {"id": "a "})
    assert isinstance(first, Brief)
    assert later == [Skip(row=n, id="a", reason="the same as row 1") for n in (2, 3)]


def test_one_id_with_two_contents_rejects_all_its_rows(judge: Judge) -> None:
    rows = [{"id": "a", "title": title} for title in ("Cup", "Mug", "Cup")]
    outcomes = judge(*rows, {"id": "b"})
    codes = [one.code if isinstance(one, Reject) else None for one in outcomes]
    assert codes == [Code.ID_CONFLICT] * 3 + [None]
    reasons = [one.reason for one in outcomes if isinstance(one, Reject)]
    assert "id is 'a', as in row 2, whose content is another" in reasons[0]
    assert "as in row 1" in reasons[1]
    assert "as in row 2" in reasons[2]


def test_a_rejected_row_is_in_conflict_with_none(judge: Judge) -> None:
    rows = ({"id": "a", "review": "rejected"}, {"id": "a", "title": "Mug"})
    assert [type(one) for one in judge(*rows)] == [Skip, Brief]


def test_ids_that_differ_in_case_or_unicode_form_are_different(judge: Judge) -> None:
    rows = [{"id": identity, "title": identity} for identity in ("é", "e\u0301", "É")]
    assert [brief.id for brief in briefs(judge(*rows))] == ["é", "e\u0301", "É"]


def test_damage_at_the_end_refuses_the_file_before_any_brief_is_given(write: Write) -> None:
    path = write(b"id,title\na,Cup\nb,\0\n")
    with pytest.raises(CatalogError, match="line 3"):
        next(open_catalog(path, {}).validate(EUR, expect))


@pytest.mark.parametrize("limit", ["_MOST_ENTRIES", "_MOST_BYTES"])
def test_order_is_kept_over_batches(
    write: Write, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(validate, limit, 2)
    text = "".join(f"{n},{'' if n % 3 == 0 else 'Cup'}\n" for n in range(1, 8))
    outcomes = open_catalog(write(f"id,title\n{text}"), {}).validate(EUR, expect)
    found = [(type(one), one.id) for one in outcomes if hasattr(one, "id")]
    assert found == [(Reject if n % 3 == 0 else Brief, str(n)) for n in range(1, 8)]
