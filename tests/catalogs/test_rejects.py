from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pytest

from catalogs import Defaults, is_rejects, open_catalog
from engine.expectations import validate as expect
from schemas.brief import Brief
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
    assert {file.name for file in path.parent.iterdir()} == {"catalog.csv", "rejects.csv"}


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
