from __future__ import annotations

from pathlib import Path

from engine.store.index import CatalogIndex
from schemas.reject import Warned


def test_what_is_told_of_48_rows_is_told_once_in_the_order_of_the_first(tmp_path: Path) -> None:
    index = CatalogIndex(tmp_path / "index.sqlite")
    rows = [Warned(row=n, id=f"a-{n}", reason="b" if n == 3 else "a") for n in range(1, 50)]
    index.write(rows, {})
    assert list(index.warnings()) == [
        Warned(row=1, id="a-1", reason="a", count=48),
        Warned(row=3, id="a-3", reason="b"),
    ]
