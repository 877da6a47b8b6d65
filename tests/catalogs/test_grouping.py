"""Rows that are one record: the shipped dialect, and a new one of 20 lines of data."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogs import Catalog, Defaults, open_catalog
from catalogs.validate import index_of
from engine.expectations import validate as expect
from schemas.brief import Brief
from schemas.catalog import CatalogSettings
from schemas.errors import ProductionError
from schemas.reject import Code, Reject, Skip, Warned
from tests.catalogs.conftest import Outcome, Write, briefs

FEED = """
name: feed
columns:
  id: [g:item_group_id, g:id]
  title: g:title
  description: g:description
  price: [g:sale_price, g:price]
  was_price: g:price
  images: g:image_link
  url: g:link
prices:
  decimal: ","
  currency: beside
publishable:
  g:availability: [in stock, in_stock]
group_by: id
every: images
lowest_price: true
alike: brand
"""
LINES = """\
g:id\tg:item_group_id\tg:title\tg:price\tg:sale_price\tg:image_link\tg:availability
s-1\tshirt\tShirt, red\t1.029,00 EUR\t\tred.jpg\tin stock
m-1\t\tMug\tEUR 9,50\t\tmug.jpg\tin_stock
s-2\tshirt\tShirt, blue\t1.020,00 EUR\t 999,50 EUR\tblue.jpg\tin stock
s-3\tshirt\tShirt, green\t1.029,00 EUR\t\tred.jpg\tin stock
l-1\tlamp\tLamp\t30,00 EUR\t\tlamp.jpg\tout of stock
p-1\tpen\tPen\tthree euros\t\tpen.jpg\tin stock
p-2\tpen\tPen\t3,00 EUR\t\tpen.jpg\tin stock
"""


def _opened(write: Write, tmp_path: Path) -> Catalog:
    dialect = tmp_path / "feed.yaml"
    dialect.write_text(FEED, "utf-8")
    return open_catalog(
        write(LINES, "feed.tsv"), {}, CatalogSettings(dialect="feed.yaml"), tmp_path
    )


def test_a_new_dialect_is_data_and_reads_a_grouped_export_to_briefs(
    write: Write, tmp_path: Path
) -> None:
    assert len(FEED.splitlines()) < 40
    outcomes = list(_opened(write, tmp_path).validate(Defaults(), expect))
    mug, shirt, pen = briefs(outcomes)
    assert (mug.id, str(mug.price), mug.was_price, mug.origin.rows) == (
        "m-1",
        "9.50 EUR",
        None,
        (2,),
    )
    assert (shirt.id, shirt.title, shirt.origin.rows) == ("shirt", "Shirt, red", (1, 3, 4))
    assert (str(shirt.price), str(shirt.was_price)) == ("999.50 EUR", "1020.00 EUR")
    assert shirt.images == ("red.jpg", "blue.jpg")
    assert shirt.extra["g:availability"] == "in stock"
    assert str(pen.price) == "3.00 EUR"
    assert [one for one in outcomes if isinstance(one, Skip)] == [
        Skip(row=5, id="lamp", reason="g:availability is 'out of stock'")
    ]
    notes = {(one.id, one.reason) for one in outcomes if isinstance(one, Warned)}
    assert ("shirt", "its variants have several prices: the lowest is shown") in notes


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"dialect": "shoppify"}, "'shoppify'.* Write one of callsheet, "),
        ({"dialect": "none.yaml"}, "file cannot be read .*none.yaml: No such file"),
        ({"dialect": "broken.yaml"}, "not YAML .*broken.yaml: "),
        ({"dialect": "wrong.yaml"}, "holds no dialect .*name: Field required; colums: Extra"),
        ({"format": "ods"}, "format that is not read .*'ods'.* Write one of csv, tsv, jsonl"),
    ],
)
def test_settings_that_name_what_there_is_not_are_refused(
    write: Write, tmp_path: Path, settings: dict[str, str], says: str
) -> None:
    write("name: [", "broken.yaml")
    write("colums: {}", "wrong.yaml")
    with pytest.raises(ProductionError, match=says):
        open_catalog(write(LINES), {}, CatalogSettings(**settings), tmp_path)


def test_a_format_that_is_named_is_read_whatever_the_file_is_called(write: Write) -> None:
    named = CatalogSettings(format="tsv")
    catalog = open_catalog(write("id\ttitle\tprice, net, EUR, x\nx\tCup\t1\n", "a.dat"), {}, named)
    assert (catalog.format, catalog.header.names[1]) == ("tsv", "title")


SHOP = "Handle,Title,Body (HTML),Vendor,Variant Price,Image Src,Status,Published\n"


def _shop(write: Write, rows: str) -> list[Outcome]:
    catalog = open_catalog(write(SHOP + rows), {})
    assert catalog.dialect.name == "shopify"
    return list(catalog.validate(Defaults(currency="EUR"), expect))


def test_variant_rows_of_a_shop_are_one_product(write: Write) -> None:
    (cup,) = briefs(
        _shop(write, "cup,Cup,<p>Clay</p>,Fjell,12.00,1.jpg,active,true\ncup,,,,9.00,2.jpg,,\n")
    )
    assert (cup.title, cup.description, cup.brand) == ("Cup", "Clay", "Fjell")
    assert (str(cup.price), cup.images) == ("9.00 EUR", ("1.jpg", "2.jpg"))


@pytest.mark.parametrize(
    ("state", "reason"),
    [("archived,true", "Status is 'archived'"), ("Active,FALSE", "Published is 'FALSE'")],
)
def test_a_product_that_is_not_published_is_skipped(write: Write, state: str, reason: str) -> None:
    rows = f"cup,Cup,,,12.00,1.jpg,{state}\ncup,,,,9.00,2.jpg,,\n"
    assert _shop(write, rows) == [Skip(row=1, id="cup", reason=reason)]


def test_conflicts_are_looked_for_after_grouping(write: Write) -> None:
    rows = "cup,Cup,,,1.00,,,\npen,Pen,,,1.00,,,\ncup,Mug,,,1.00,,,\n"
    pen, cup = _shop(write, rows)
    assert isinstance(pen, Brief)
    assert isinstance(cup, Reject)
    assert (cup.code, cup.row, cup.rows) == (Code.ID_CONFLICT, 1, (1, 3))
    assert "title is 'Cup' in row 1 and 'Mug' in row 3" in cup.reason


def test_a_ragged_row_rejects_its_whole_group_with_all_its_rows(write: Write) -> None:
    (cup,) = _shop(write, "cup,Cup,,,1.00,1.jpg,,\ncup,,,,,,,,blue\n")
    assert isinstance(cup, Reject)
    assert (cup.code, cup.rows) == (Code.RAGGED, (1, 2))


def test_rejected_groups_are_handed_back_as_groups(write: Write) -> None:
    path = write(SHOP + "cup,,,,x,1.jpg,,\npen,Pen,,,1.00,,,\ncup,,,,y,2.jpg,,\n")
    catalog = open_catalog(path, {})
    rejects = [one for one in catalog.validate(Defaults(), expect) if isinstance(one, Reject)]
    handed = path.with_name("rejects.csv")
    catalog.write_rejects(handed, rejects)
    mended = handed.read_text("utf-8").replace(",x,", ",3.00,").replace(",y,", ",4.00,")
    handed.write_text(mended.replace("cup,,", "cup,Cup,"), "utf-8")
    again = open_catalog(handed, {})
    outcomes = briefs(again.validate(Defaults(currency="EUR"), expect))
    assert {brief.id: brief.images for brief in outcomes} == {"cup": ("1.jpg", "2.jpg"), "pen": ()}


def test_the_one_copy_among_fifty_thousand_rows_is_found(write: Write) -> None:
    text = "".join(f"id-{n % 49_999},Cup\n" for n in range(50_000))
    catalog = open_catalog(write(f"id,title\n{text}"), {})
    index = index_of(catalog.entries())
    assert (index.count, index.copies, index.conflicts) == (50_000, {50_000: 1}, {})


def test_a_grouped_export_without_rows_gives_nothing(write: Write) -> None:
    assert _shop(write, "") == []
