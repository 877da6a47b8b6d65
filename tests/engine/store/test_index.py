from __future__ import annotations

from pathlib import Path

from engine.store.index import CatalogIndex
from schemas.brief import Brief, Origin
from schemas.reject import Warned


def test_what_is_told_of_48_rows_is_told_once_in_the_order_of_the_first(tmp_path: Path) -> None:
    index = CatalogIndex(tmp_path / "index.sqlite")
    rows = [Warned(row=n, id=f"a-{n}", reason="b" if n == 3 else "a") for n in range(1, 50)]
    index.write(rows, {})
    assert list(index.warnings()) == [
        Warned(row=1, id="a-1", reason="a", count=48),
        Warned(row=3, id="a-3", reason="b"),
    ]


def digest(folder: Path, description: str, number: int = 1) -> str:
    index = CatalogIndex(folder / f"{number} {description}.sqlite")
    origin = Origin(source="catalog.csv", rows=(number,), digest="the row's bytes")
    index.write([Brief(id="cup", title="Cup", description=description, origin=origin)], {})
    ((_, found, _),) = next(index.chunks())
    return found


def test_a_row_that_is_read_otherwise_is_another_wherever_it_stands(tmp_path: Path) -> None:
    assert digest(tmp_path, "A cup") == digest(tmp_path, "A cup", 9)
    assert digest(tmp_path, "A cup") != digest(tmp_path, "&lt;p>A cup")
