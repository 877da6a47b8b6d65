from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from catalogs import Defaults, is_rejects, open_catalog
from engine.expectations import validate as expect
from schemas.brief import Brief
from schemas.catalog import CatalogSettings
from schemas.errors import CatalogError
from schemas.reject import Code, Reject
from tests.catalogs.conftest import Write

ROWS = 'SKU,title,price\na,=1+1,-5\nb,\'=x,"1,5"\nc,\tCup,@\n'


def _reject(row: int, *rows: int) -> Reject:
    return Reject(row=row, rows=rows, id="b", code=Code.PRICE, reason="+no", remedy="mend")


def test_rejects_hold_their_rows_in_the_catalogs_order_and_no_formula(write: Write) -> None:
    path = write(ROWS)
    handed = path.with_name("rejects.csv")
    catalog = open_catalog(path, {"id": "SKU"})
    assert catalog.write_rejects(handed, [_reject(2), _reject(1)]) == 2
    assert handed.read_bytes().decode().splitlines() == [
        "row,id,code,reason,remedy,SKU,title,price",
        "1,b,PRICE,'+no,mend,a,'=1+1,'-5",
        "2,b,PRICE,'+no,mend,b,''=x,\"1,5\"",
    ]
    assert {file.name for file in path.parent.iterdir()} == {
        "catalog.csv",
        "rejects.csv",
        "rejects.xlsx",
    }


def test_a_group_is_rejected_with_all_its_rows(write: Write) -> None:
    path = write(ROWS)
    handed = path.with_name("rejects.csv")
    assert open_catalog(path, {"id": "SKU"}).write_rejects(handed, [_reject(1, 1, 3)]) == 1
    assert [line.split(",")[0] for line in handed.read_text().splitlines()] == ["row", "1", "3"]


def test_a_ragged_row_is_rejected_with_the_cells_that_have_a_column(write: Write) -> None:
    path = write("id,title\na\nb,Cup,big\n")
    handed = path.with_name("rejects.csv")
    open_catalog(path, {}).write_rejects(handed, [_reject(1), _reject(2)])
    assert handed.read_text().splitlines()[1:] == [
        "1,b,PRICE,'+no,mend,a,",
        "2,b,PRICE,'+no,mend,b,Cup",
    ]


def test_a_reject_whose_row_is_gone_is_written_all_the_same(write: Write) -> None:
    path = write(ROWS)
    handed = path.with_name("rejects.csv")
    open_catalog(path, {"id": "SKU"}).write_rejects(handed, [_reject(9)])
    assert handed.read_text().splitlines()[1] == "9,b,PRICE,'+no,mend,,,"


def test_a_rejects_file_is_a_catalog_again_and_partial(write: Write) -> None:
    path = write(ROWS)
    handed = path.with_name("rejects.csv")
    catalog = open_catalog(path, {"id": "SKU"})
    catalog.write_rejects(handed, [_reject(row) for row in (1, 2, 3)])
    again = open_catalog(handed, {"id": "SKU"})
    rows = [catalog.header.own(raw) for raw in catalog.reader.rows()]
    assert [again.header.own(raw) for raw in again.reader.rows()] == rows
    assert (catalog.partial, again.partial) == (False, True)


def test_a_mended_rejects_file_is_accepted_by_the_same_production(write: Write) -> None:
    path = write("row,id,code,reason,remedy,SKU,title,price\n9,x,PRICE,r,m,a,Cup,5.00\n")
    (brief,) = open_catalog(path, {"id": "SKU"}).validate(Defaults(currency="EUR"), expect)
    assert isinstance(brief, Brief)
    assert (brief.id, str(brief.price), brief.extra) == ("a", "5.00 EUR", {})


@pytest.mark.parametrize(
    "start",
    [
        "\ufeffrow,id,code,reason,remedy,id",
        "row;id;code;reason;remedy",
        '"row"\t"id"\tcode\treason\tremedy',
    ],
)
def test_rejects_are_known_as_spreadsheets_save_them(write: Write, start: str) -> None:
    assert is_rejects(write(f"{start}\n1\n"))
    assert not is_rejects(write("row,id,title\n"))


def test_a_catalog_that_is_gone_leaves_no_half_written_rejects(write: Write) -> None:
    path = write(ROWS)
    catalog = open_catalog(path, {"id": "SKU"})
    path.unlink()
    with pytest.raises(CatalogError, match="is not there"):
        catalog.write_rejects(path.with_name("rejects.csv"), [_reject(1)])
    assert list(path.parent.iterdir()) == []


def test_twenty_thousand_rejects_are_written_in_two_megabytes(write: Write) -> None:
    path = write("id,title\n" + "".join(f"{n},{'Cup ' * 50}\n" for n in range(20_000)))
    catalog = open_catalog(path, {})

    def rejects() -> Iterator[Reject]:
        return (_reject(row) for row in range(20_000, 0, -1))

    tracemalloc.start()
    try:
        assert catalog.write_rejects(path.with_name("rejects.csv"), rejects()) == 20_000
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000


def test_no_rejects_leave_a_header_alone(write: Write) -> None:
    path = write(ROWS)
    handed = path.with_name("rejects.csv")
    assert open_catalog(path, {"id": "SKU"}).write_rejects(handed, []) == 0
    assert handed.read_text() == "row,id,code,reason,remedy,SKU,title,price\n"


def _mended(sheet: Path, column: str, value: object) -> Path:
    """The workbook with one cell of its first row as its owner writes it."""
    book = openpyxl.load_workbook(sheet)
    names = [cell.value for cell in book["rejects"][1]]
    book["rejects"].cell(2, len(names) - names[::-1].index(column)).value = value
    handed = sheet.with_name("mended.xlsx")
    book.save(handed)
    return handed


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("c.csv", "id,title,price,images\n007,Cup,no,a.jpg|b.jpg\n8,Jug,9,c.jpg\n"),
        ("c.tsv", "id\ttitle\tprice\timages\n007\tCup\tno\ta.jpg|b.jpg\n8\tJug\t9\tc.jpg\n"),
        (
            "c.jsonl",
            """{"id":"007","title":"Cup","price":"no","images":["a.jpg","b.jpg"]}
            {"id":"8","title":"Jug","price":"9","images":["c.jpg"]}""",
        ),
        (
            "c.xml",
            """<items><item><id>007</id><title>Cup</title><price>no</price>
            <images>a.jpg</images><images>b.jpg</images></item>
            <item><id>8</id><title>Jug</title><price>9</price><images>c.jpg</images></item>
            </items>""",
        ),
    ],
)
def test_a_mended_workbook_is_taken_back_whatever_its_rows_came_from(
    write: Write, name: str, content: str
) -> None:
    path = write(content, name)
    catalog = open_catalog(path, {})
    outcomes = list(catalog.validate(Defaults("EUR"), expect))
    rejects = [one for one in outcomes if isinstance(one, Reject)]
    assert [one.code for one in rejects] == [Code.PRICE]
    catalog.write_rejects(path.with_name("rejects.csv"), rejects)
    handed = _mended(path.with_name("rejects.xlsx"), "price", 12.5)
    assert is_rejects(handed)
    again = open_catalog(handed, {}, CatalogSettings(format="parquet", encoding="utf-16"))
    (brief,) = again.validate(Defaults("EUR"), expect)
    assert isinstance(brief, Brief)
    assert (brief.id, str(brief.price), brief.images) == ("007", "12.5 EUR", ("a.jpg", "b.jpg"))
    assert again.partial


def test_a_workbook_holds_formulas_as_text_and_leaves_out_what_does_not_fit(write: Write) -> None:
    path = write(f'id,title\na,=1+1\nb,{"x" * 33_000}\nc,"A bell\x07"\n')
    catalog = open_catalog(path, {})
    catalog.write_rejects(path.with_name("rejects.csv"), [_reject(row) for row in (1, 2, 3)])
    rows = list(openpyxl.load_workbook(path.with_name("rejects.xlsx"))["rejects"].values)
    assert [row[5:] for row in rows[1:]] == [("a", "'=1+1"), ("c", "A bell")]
    again = open_catalog(path.with_name("rejects.xlsx"), {})
    own = [again.header.own(raw) for raw in again.reader.rows()]
    assert own == [("a", "=1+1"), ("c", "A bell")]


def test_a_workbook_of_rejects_goes_when_there_are_none(write: Write) -> None:
    path = write(ROWS)
    catalog = open_catalog(path, {"id": "SKU"})
    catalog.write_rejects(path.with_name("rejects.csv"), [_reject(1)])
    assert path.with_name("rejects.xlsx").is_file()
    catalog.write_rejects(path.with_name("rejects.csv"), [])
    assert not path.with_name("rejects.xlsx").exists()
    assert not is_rejects(write(b"PK\x03\x04 no workbook", "x.xlsx"))
