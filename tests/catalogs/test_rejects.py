from __future__ import annotations

import pytest

from catalogs import (
    Defaults,
    open_catalog,
    read_rejects,
    reject_of,
    validate,
    write_rejects,
)
from schemas.brief import Brief
from schemas.errors import RowError
from schemas.reject import Code, Reject
from tests.catalogs.conftest import Write

ROWS = 'SKU,title,price\na,=1+1,-5\nb,\'=x,"1,5"\nc,\tCup,@\n'


def _rejects() -> list[Reject]:
    cells: tuple[dict[str, str], ...] = ({"SKU": "b", "title": "'=x", "price": "1,5"}, {})
    return [
        Reject(row=n, id="b", code=Code.PRICE, reason="+no", remedy="mend", cells=cells[n == 1])
        for n in (2, 1)
    ]


def test_formulas_are_made_harmless_and_missing_cells_read_from_the_catalog(write: Write) -> None:
    reader = open_catalog(write(ROWS), {"id": "SKU"})
    path = reader.path.with_name("rejects.csv")
    assert write_rejects(path, _rejects(), reader) == 2
    assert path.read_bytes().decode().splitlines() == [
        "row,id,code,reason,remedy,SKU,title,price",
        "1,b,PRICE,'+no,mend,a,'=1+1,'-5",
        "2,b,PRICE,'+no,mend,b,''=x,\"1,5\"",
    ]


def test_what_was_written_is_read_back_and_nothing_else_is_left(write: Write) -> None:
    reader = open_catalog(write(ROWS), {"id": "SKU"})
    path = reader.path.with_name("rejects.csv")
    write_rejects(path, _rejects(), reader)
    first, second = read_rejects(path)
    assert first.cells == {"SKU": "a", "title": "=1+1", "price": "-5"}
    assert second == _rejects()[0]
    assert {file.name for file in path.parent.iterdir()} == {"catalog.csv", "rejects.csv"}


def test_a_rejects_file_is_a_catalog_again(write: Write) -> None:
    reader = open_catalog(write(ROWS), {"id": "SKU"})
    path = reader.path.with_name("rejects.csv")
    rejects = [Reject(row=n, id="", code=Code.PRICE, reason="r", remedy="m") for n in (1, 2, 3)]
    write_rejects(path, rejects, reader)
    again = open_catalog(path, {"id": "SKU"})
    assert [row.cells for row in again.rows()] == [row.cells for row in reader.rows()]


def test_a_mended_rejects_file_is_accepted_by_the_same_production(write: Write) -> None:
    path = write("row,id,code,reason,remedy,SKU,title,price\n9,x,PRICE,r,m,a,Cup,5.00\n")
    defaults = Defaults(currency="EUR")
    (brief,) = validate(open_catalog(path, {"id": "SKU"}), defaults, lambda *_: ())
    assert isinstance(brief, Brief)
    assert (brief.id, str(brief.price), brief.extra) == ("a", "5.00 EUR", {})


def test_an_error_of_a_row_becomes_its_reject() -> None:
    error = RowError(Code.IMAGE_BROKEN, "the JPEG is broken", "images: 'a.jpg'", "Copy it again.")
    assert reject_of(error, 7, "a") == Reject(
        row=7,
        id="a",
        code=Code.IMAGE_BROKEN,
        reason="the JPEG is broken (images: 'a.jpg')",
        remedy="Copy it again.",
    )


def test_another_file_is_not_read_as_rejects(write: Write) -> None:
    with pytest.raises(ValueError, match="does not start with row, id, code"):
        list(read_rejects(write(ROWS)))
