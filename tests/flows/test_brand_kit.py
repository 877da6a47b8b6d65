"""A production may name a kit; its own words go over the kit's, and a check shows it all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.settings import Overrides, Target, open_target
from schemas.errors import ProductionError
from tests.engine.brand_kit.conftest import logo
from tests.flows.terminal import callsheet


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shop's folder with a kit in it."""
    folder = tmp_path / "house"
    folder.mkdir()
    logo(folder, "#ffffff")
    kit(tmp_path)
    (tmp_path / "shop.csv").write_text("id,title\n1,One\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def kit(here: Path, **fields: Any) -> None:
    """Write the kit anew."""
    whole = {
        "name": "Fjell",
        "logo": "logo.png",
        "accent": "#cc3300",
        "end_card": "designed",
        "voice": {"engine": "recordings", "folder": "voices"},
        **fields,
    }
    (here / "house" / "brand.yaml").write_text(yaml.safe_dump(whole), "utf-8")


def opened(here: Path, brand: Any, **fields: Any) -> Target:
    file = here / "shop.yaml"
    file.write_text(yaml.safe_dump({"catalog": "shop.csv", "brand": brand, **fields}), "utf-8")
    return open_target(file, Overrides(), {})


@pytest.mark.parametrize("said", ["house", "house/brand.yaml", {"kit": "house"}])
def test_a_kit_is_a_brand_whose_files_lie_in_its_folder(here: Path, said: Any) -> None:
    brand = opened(here, said).production.brand
    assert (brand.name, brand.logo, brand.accent) == ("Fjell", "house/logo.png", "#cc3300")
    assert brand.end_card == "designed"


def test_what_the_production_says_goes_over_the_kit(here: Path) -> None:
    target = opened(here, {"kit": "house", "accent": "#00aa88", "logo": "own.png"})
    assert target.production.brand.accent == "#00aa88"
    assert target.production.brand.logo == "own.png"
    assert target.production.brand.name == "Fjell"


def test_the_environment_goes_over_both(here: Path) -> None:
    opened(here, "house")
    said = {"CALLSHEET_BRAND__ACCENT": '"#123456"'}
    brand = open_target(here / "shop.yaml", Overrides(), said).production.brand
    assert (brand.accent, brand.name) == ("#123456", "Fjell")


def test_a_kits_voice_is_the_productions_where_that_says_no_other(here: Path) -> None:
    assert opened(here, "house").production.voice.folder == "house/voices"
    own = opened(here, "house", voice={"engine": "none"}).production.voice
    assert own.engine == "none"


def test_a_brand_that_says_no_colour_has_those_of_its_logo(here: Path) -> None:
    logo(here / "house", "#ffffff", "#8c1d40")
    kit(here, accent=None)
    shipped = opened(here, {"name": "Other"}).production.brand
    found = opened(here, "house").production.brand
    assert found.background != shipped.background
    assert found.accent != shipped.accent


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("gone", r"brand kit cannot be read .*gone/brand\.yaml: No such file"),
        ({"kit": "house", "acent": "#000000"}, r"'brand\.acent' is wrong"),
    ],
)
def test_a_kit_that_cannot_be_used_is_refused(here: Path, said: Any, message: str) -> None:
    with pytest.raises(ProductionError, match=message):
        opened(here, said)


def test_a_check_ends_with_1_where_something_is_wrong_and_shows_a_specimen(here: Path) -> None:
    answer = callsheet("brand", "check", "house", "--out", "seen", "--json")
    assert answer.status == 0
    assert {one["part"] for one in answer.json["findings"]} >= {"fonts", "music", "address"}
    assert Path(answer.json["specimen"]) == Path("seen/index.html")
    assert (here / "seen" / "index.html").exists()
    kit(here, background="#7f7f7f", light="#eeeeee", dark="#222222")
    wrong = callsheet("brand", "check", "house", "--out", "seen")
    assert wrong.status == 1
    assert "wrong  background: type is hard to read" in wrong.out


def test_a_productions_brand_is_checked_in_its_films_languages(here: Path) -> None:
    kit(here, legal={"en": "© Fjell"})
    opened(here, "house", deliveries=[{"profile": "preview", "locales": ["en", "de"]}])
    answer = callsheet("brand", "check", "shop.yaml", "--out", "seen", "--json")
    assert answer.status == 1
    assert [one["value"] for one in answer.json["findings"] if one["wrong"]] == ["de"]


def test_a_folder_without_a_kit_is_refused(here: Path) -> None:
    (here / "bare").mkdir()
    answer = callsheet("brand", "check", "bare")
    assert answer.status == 2
    assert "no such brand kit" in answer.err
