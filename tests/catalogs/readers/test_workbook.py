from __future__ import annotations

import datetime as dt
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from catalogs import Defaults, open_catalog
from engine.expectations import validate as expect
from schemas.catalog import CatalogSettings
from schemas.errors import CatalogError
from tests.catalogs.conftest import briefs
from tests.catalogs.test_dialects import SAMPLES

Sheets = dict[str, list[list[Any]]]


def _book(path: Path, sheets: Sheets, formats: dict[str, str] | None = None) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for place, shown in (formats or {}).items():
            sheet[place].number_format = shown
    book.save(path)
    return path


def test_cells_keep_what_they_are(tmp_path: Path) -> None:
    day = dt.datetime(2026, 3, 1)  # noqa: DTZ001 - as Excel has it
    row = [1001, 29.9, True, day, dt.datetime(2026, 3, 1, 9, 30), "#N/A", " x ", None]  # noqa: DTZ001
    path = _book(tmp_path / "a.xlsx", {"S": [list("abcdefgh"), row, [None] * 8, ["", "y"]]})
    reader = open_catalog(path, {"id": "a", "title": "b"}).reader
    first, second = reader.rows()
    assert first.cells == (
        *(Decimal(1001), Decimal("29.9"), "true", "2026-03-01", "2026-03-01T09:30:00"),
        *(None, " x ", None),
    )
    assert (second.number, second.cells[:2]) == (2, (None, "y"))


@pytest.mark.parametrize(
    ("shown", "price"),
    [
        ("#,##0.00 [$€-407]", "29.9 EUR"),
        ("[$$-409]#,##0.00", "29.9 USD"),
        ('#,##0.00 "kr"', "29.9 SEK"),
        ("[$CHF-807] #,##0.00", "29.9 CHF"),
        ("€ #,##0", "29.9 EUR"),
        ("0.00", "29.9 SEK"),
    ],
)
def test_a_price_has_the_currency_that_its_cell_shows(
    tmp_path: Path, shown: str, price: str
) -> None:
    rows: list[list[Any]] = [["id", "title", "price"], ["a", "Cup", 29.9]]
    path = _book(tmp_path / "a.xlsx", {"S": rows}, {"C2": shown})
    (brief,) = briefs(open_catalog(path, {}).validate(Defaults("SEK"), expect))
    assert str(brief.price) == price


def test_the_header_is_found_below_a_banner_and_on_the_sheet_that_has_one(tmp_path: Path) -> None:
    lines = (SAMPLES / "amazon.txt").read_text("utf-8").splitlines()
    table = [line.split("\t") for line in lines]
    sheets: Sheets = {
        "Instructions": [["How to fill in", "this file"], ["Step 1", "Read"]],
        "Template": table,
        "Valid Values": [["feed_product_type", "home"]],
    }
    catalog = open_catalog(_book(tmp_path / "flat.xlsx", sheets), {})
    same = open_catalog(SAMPLES / "amazon.txt", {})
    assert catalog.reading == (
        "xlsx, sheet 'Template', columns as amazon's: it has item_sku, item_name, standard_price"
    )
    assert catalog.reader.notes == (
        "the sheets Instructions, Valid Values are not read",
        "the header is row 3: what is above is left out",
    )
    made, other = (
        [
            one.model_dump(exclude={"origin"})
            for one in briefs(each.validate(Defaults("EUR"), expect))
        ]
        for each in (catalog, same)
    )
    assert made == other
    assert len(made) == 1


def test_a_workbook_is_known_by_its_bytes_and_the_production_may_say_so(tmp_path: Path) -> None:
    path = _book(tmp_path / "shop.dat", {"S": [["id", "title"], ["a", "Cup"]]})
    assert open_catalog(path, {}).format == "xlsx"
    assert open_catalog(path, {}, CatalogSettings(format="xlsx")).format == "xlsx"


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="has no sheet with a header"):
        open_catalog(_book(tmp_path / "a.xlsx", {"S": []}), {})


def test_a_damaged_workbook_is_refused_whatever_is_missing(tmp_path: Path) -> None:
    path = _book(tmp_path / "a.xlsx", {"S": [["id", "title"], ["a", "Cup"]]})
    whole = path.read_bytes()
    for end in range(0, len(whole) - 1, 97):
        path.write_bytes(b"PK\x03\x04"[: max(4 - end, 0)] + whole[:end])
        if path.read_bytes()[:4] == b"PK\x03\x04":
            with pytest.raises(CatalogError, match="is not a whole Excel workbook"):
                list(open_catalog(path, {}).reader.rows())


def test_entities_and_bombs_are_refused(tmp_path: Path) -> None:
    path = _book(tmp_path / "a.xlsx", {"S": [["id", "title"], ["a", "Cup"]]})
    with zipfile.ZipFile(path) as parts:
        held = {name: parts.read(name) for name in parts.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>' + held[sheet]
    with zipfile.ZipFile(path, "w") as parts:
        for name, data in (held | {sheet: entity}).items():
            parts.writestr(name, data)
    with pytest.raises(CatalogError, match="declares entities"):
        open_catalog(path, {})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, data in held.items():
            parts.writestr(name, data)
        parts.writestr("xl/sharedStrings2.xml", bytes(300 << 20))
    assert path.stat().st_size < 1 << 20
    with pytest.raises(CatalogError, match="unpacks to more than is safe"):
        open_catalog(path, {})
