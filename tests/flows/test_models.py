"""`models` lists what can be had, a production's own included, and what this machine could hold."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from flows.command_line import models
from tests.flows.terminal import callsheet


def rows(*arguments: str | Path) -> dict[str, dict[str, object]]:
    answer = callsheet("models", *arguments, "--json")
    assert answer.status == 0, answer.err
    return {row["name"]: row for row in answer.json["models"]}


def test_every_operation_has_a_model_in_each_family_and_every_model_says_what_it_takes() -> None:
    found = rows()
    for family in ("wan", "ltx2"):
        able = {
            operation
            for row in found.values()
            if row["family"] == family and isinstance(row["operations"], list)
            for operation in row["operations"]
        }
        wanted = {"still", "generate", "animate", "extend", "loop", "blend", "restyle"}
        assert able == wanted
    assert found["wan-2.2-ti2v-5b"]["operations"] == ["still", "generate", "animate", "extend"]
    assert found["wan-2.2-t2v-a14b"]["operations"] == ["still", "generate"]
    (shipped,) = (row for row in found.values() if not row["download"])
    assert (shipped["name"], shipped["fits"]) == ("callsheet-tiny", True)
    assert "comes with callsheet" in callsheet("models").out
    had = [str(row["download"]) for row in found.values() if row is not shipped]
    assert all(one.startswith("hf download ") for one in had)
    assert "revenue under 10000000 USD a year" in str(found["ltx-2.5"]["conditions"])


def test_a_production_adds_its_own(tmp_path: Path) -> None:
    own = {
        "family": "wan",
        "pipeline": "WanPipeline",
        "repository": "us/ours",
        "revision": "abc",
        "size": {"disk": 3, "memory": 8},
        "rules": {"multiple": 16, "step": 4, "rate": 16, "longest": 81},
        "schedule": {"steps": 4, "guidance": 1},
        "licence": "mit",
    }
    (tmp_path / "own.yaml").write_text(yaml.safe_dump({"models": {"ours": own}}))
    diffusion = {"models": ["models/ours"], "table": "own.yaml"}
    production = {
        "catalog": {"file": "shop.csv"},
        "renderers": [{"name": "diffusion", "diffusion": diffusion}],
    }
    (tmp_path / "shop.yaml").write_text(yaml.safe_dump(production))
    found = rows(tmp_path / "shop.yaml")
    assert found["ours"]["download"] == "hf download us/ours --revision abc"
    assert "ltx-2.5" in found


@pytest.mark.parametrize(("memory", "fits"), [(0.0, 1), (24.0, 3), (141.0, 11)])
def test_what_this_machine_could_hold_is_said(
    memory: float, fits: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "machine", lambda: models.Machine("a GPU", memory))
    found = rows()
    assert sum(bool(row["fits"]) for row in found.values()) == fits
    shown = callsheet("models").out
    assert shown.count("(fits)") == fits
    assert "this machine: a GPU" in shown
