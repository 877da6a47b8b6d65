"""What is refused before anything is served."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from flows.serving.data import Served, open_serving
from flows.serving.serve import assert_apart
from schemas.errors import ProductionError


def served(folder: Path, *productions: Mapping[str, object]) -> list[Served]:
    (folder / "shop.csv").write_text("id,title\na,Lamp\n", "utf-8")
    wanted = [{"target": "shop.csv", "name": f"p{n}", **one} for n, one in enumerate(productions)]
    file = folder / "serving.yaml"
    file.write_text(yaml.safe_dump({"productions": wanted}), "utf-8")
    opened = open_serving(file)
    return [opened.served(one) for one in opened.settings.productions]


@pytest.mark.parametrize("other", ["films", "./films", "more/../films"])
def test_two_productions_that_write_into_one_folder_are_refused(tmp_path: Path, other: str) -> None:
    both = served(tmp_path, {"out": "films"}, {"out": other})
    with pytest.raises(ProductionError, match=r"write their films into one place \(p0 and p1"):
        assert_apart(both)


def test_two_names_of_one_drop_folder_are_one(tmp_path: Path) -> None:
    first = {"out": "a", "drop": {"folder": "drop"}}
    both = served(tmp_path, first, {"out": "b", "drop": {"folder": "x/../drop"}})
    with pytest.raises(ProductionError, match="take catalogs from one place"):
        assert_apart(both)


def test_productions_with_places_of_their_own_are_served(tmp_path: Path) -> None:
    assert_apart(served(tmp_path, {"out": "a"}, {"out": "b", "drop": {"folder": "drop"}}))


@pytest.mark.parametrize("name", ["health", "metrics"])
def test_a_productions_name_is_no_address_of_serves_own(tmp_path: Path, name: str) -> None:
    with pytest.raises(ProductionError, match="address of serve's own health or figures"):
        served(tmp_path, {"name": name})
