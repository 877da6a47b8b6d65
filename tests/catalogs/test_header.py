from __future__ import annotations

import pytest
import yaml

from catalogs import open_catalog
from catalogs.columns import KNOWN, _familiar
from catalogs.header import REJECTS_LEAD, resolve
from catalogs.readers.reader import RawRow
from schemas.errors import CatalogError
from tests.catalogs.conftest import Write

TITLE = {"title": ("Title",)}


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (["id", "kind"], r"c.csv has no column 'title' \(its columns are id, kind\)"),
        (["title"], "c.csv has no column 'id'"),
        (["Id2", "title"], "Close to 'id': 'Id2'"),
        (["id", "title", "id"], r"has the column 'id' 2 times \(columns 1, 3\)"),
        (["id", "title", "title@german!"], r"'german!' is not a language \(line 1, column 3\)"),
        (["id", "title", "price@de"], "price is the same in every language"),
    ],
)
def test_a_header_that_cannot_be_a_catalogs_is_refused(found: list[str], says: str) -> None:
    with pytest.raises(CatalogError, match=says):
        resolve(found, {}, "c.csv")


def test_a_mapped_column_that_is_not_there_is_refused_with_close_matches() -> None:
    with pytest.raises(CatalogError, match="Close to 'Nane': 'Nanes'"):
        resolve(["SKU", "Nanes", "stock"], {"id": "SKU", "title": "Nane"}, "c.csv")


def test_columns_without_a_name_or_with_one_name_are_kept_and_told() -> None:
    header = resolve(["", "id", "title", "colour", "colour", "images", "images"], {}, "c.csv")
    assert header.originals[0] == "column 1"
    assert header.originals[3:] == ("colour", "colour (2)", "images", "images (2)")
    assert header.notes == (
        "columns without a name are kept as column 1",
        "columns of one name are kept with a number: colour, images",
    )


def test_mapped_columns_take_callsheets_names_and_the_others_keep_theirs() -> None:
    header = resolve(["SKU", "Name", "stock"], {"id": "SKU", "title": "Name"}, "c.csv")
    assert header.names == ("id", "title", "stock")
    assert header.originals == ("SKU", "Name", "stock")


def test_a_column_whose_name_a_mapped_one_takes_is_kept_under_another() -> None:
    header = resolve(["id", "sku", "title"], {"id": "sku"}, "c.csv")
    assert header.names == ("catalog_id", "id", "title")


def test_the_productions_names_need_not_be_written_to_the_letter() -> None:
    header = resolve(["SKU", "Product_Name"], {"id": "sku", "title": "product name"}, "c.csv")
    assert header.names == ("id", "title")


def test_one_column_may_serve_twice() -> None:
    header = resolve(["name"], {"id": "name", "title": "name"}, "c.csv")
    assert header.fields == (("id", (0,)), ("title", (0,)))


def test_the_columns_that_lead_a_rejects_file_are_ignored() -> None:
    header = resolve([*REJECTS_LEAD, "id", "title"], {}, "rejects.csv")
    assert (header.lead, header.originals) == (5, ("id", "title"))


def test_the_cells_of_a_rejects_file_come_back_as_they_were() -> None:
    header = resolve([*REJECTS_LEAD, "id", "title"], {}, "rejects.csv")
    raw = RawRow(1, (*"12345", "a", "'=1+1"))
    assert header.own(raw) == ("a", "=1+1")


def test_a_dialects_columns_count_in_order_and_where_they_are_there() -> None:
    known = {"id": ("Handle",), "title": ("Title",), "price": ("Sale", "None", "Price")}
    header = resolve(["Handle", "Price", "Title", "Sale"], {}, "c.csv", known)
    assert header.fields == (("id", (0,)), ("title", (2,)), ("price", (3, 1)))


def test_the_productions_columns_come_before_the_dialects() -> None:
    header = resolve(
        ["Handle", "SKU", "Title"], {"id": "SKU"}, "c.csv", {"id": ("Handle",)} | TITLE
    )
    assert dict(header.fields)["id"] == (1,)
    assert header.names == ("Handle", "id", "title")


def test_all_that_lacks_is_named_at_once_with_a_map_to_paste() -> None:
    found = ["Handle", "Vendor", "Name", "Variant Price", "Image Src", "Tags: all"]
    with pytest.raises(CatalogError, match="no column 'id', and no column 'title'") as refusal:
        resolve(found, {}, "c.csv")
    paste = refusal.value.remedy.split("`")[1]
    assert paste == (
        "columns: {id: Handle, title: Name, price: Variant Price, images: Image Src, brand: Vendor}"
    )
    columns = yaml.safe_load(paste)["columns"]
    assert resolve(found, columns, "c.csv").names[0] == "id"


def test_a_map_that_fits_no_more_is_mended_where_it_does_not() -> None:
    found = ["Artikelnummer", "Nom", "Preis"]
    with pytest.raises(
        CatalogError, match=r"no column 'Name', which the .* give for title"
    ) as told:
        resolve(found, {"id": "Artikelnummer", "title": "Name", "price": "Prijs"}, "c.csv")
    assert "no column 'Prijs', which the production's columns give for price" in told.value.what
    assert "{id: Artikelnummer, title: Nom, price: Preis}`." in told.value.remedy


def test_what_stands_in_brackets_after_a_name_is_an_aside() -> None:
    with pytest.raises(CatalogError) as told:
        resolve(["SKU", "Product Name", "Price (GHS)", "Price (USD)", "Image Path"], {}, "c.csv")
    assert (
        "{id: SKU, title: Product Name, price: Price (GHS), images: Image Path}`."
        in told.value.remedy
    )


def test_a_column_that_nothing_looks_like_is_asked_for() -> None:
    with pytest.raises(CatalogError) as told:
        resolve(["g:id", "x"], {}, "c.csv")
    assert told.value.remedy == (
        "Add to the production file: `columns: {id: 'g:id'}`. "
        "No column looks like title: give its name under `columns:`, or add it."
    )


def test_no_familiar_name_is_of_two_columns() -> None:
    names = [name for names in _familiar().values() for name in names]
    assert [name for name in names if names.count(name) > 1] == []
    assert _familiar().keys() <= KNOWN


@pytest.mark.parametrize(("second", "said"), [("Mug", True), ("cup", False)])
def test_a_title_that_is_no_rows_twice_is_suggested_as_the_id(
    write: Write, second: str, said: bool
) -> None:
    with pytest.raises(CatalogError) as refusal:
        open_catalog(write(f"Product,Colour\nCup,red\n{second},blue\n"), {})
    assert ("columns: {id: Product, title: Product}" in refusal.value.remedy) == said
    if said:
        catalog = open_catalog(
            write(f"Product,Colour\nCup,red\n{second},blue\n"),
            {"id": "Product", "title": "Product"},
        )
        assert [entry.id for entry in catalog.entries()] == ["Cup", "Mug"]


def test_a_header_below_banners_is_found_by_what_its_names_are(write: Write) -> None:
    banner = "Price list,Spring,2026\nprinted by,Ada,\n"
    familiar = open_catalog(
        write(f"{banner}SKU,Name,Colour\na,Cup,red\n"), {"id": "SKU", "title": "Name"}
    )
    assert familiar.reader.names == ("SKU", "Name", "Colour")
    said = open_catalog(write(f"{banner}x1,x2,x3\na,Cup,red\n"), {"id": "x1", "title": "x2"})
    assert [entry.id for entry in said.entries()] == ["a"]
