from __future__ import annotations

from pathlib import Path

import pytest

from catalogs import Defaults, open_catalog
from engine.expectations import validate as expect
from flows.settings import Overrides, Target, open_target, paths_of, secrets_of
from schemas.errors import ProductionError
from schemas.reject import Reject

ROWS = "id,title,price,currency\na-1,Cup,-5,EUR\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A production that says a few things, and its catalog."""
    (tmp_path / "rows.csv").write_text(ROWS, "utf-8")
    production = tmp_path / "production.yaml"
    production.write_text(
        "catalog: rows.csv\nout: films\nvoice: {engine: none, rate_wpm: 140}\n", "utf-8"
    )
    return production


def opened(file: Path, environment: dict[str, str] | None = None, **said: str) -> Target:
    return open_target(file, Overrides(**said), environment or {})


def test_a_bare_catalog_is_a_production(file: Path) -> None:
    production = opened(file.with_name("rows.csv")).production
    assert (production.catalog.file, production.name) == ("rows.csv", "rows")


def test_pictures_lie_beside_the_catalog_or_in_it_where_it_is_a_folder(file: Path) -> None:
    folder = file.parent
    assert paths_of(opened(file), folder / "config").root == folder.resolve()
    (folder / "shop").mkdir()
    file.write_text("catalog: shop\n", "utf-8")
    assert paths_of(opened(file), folder / "config").root == (folder / "shop").resolve()


def test_the_environment_goes_over_the_production_file(file: Path) -> None:
    assert opened(file, {"CALLSHEET_OUT": "elsewhere"}).production.out == "elsewhere"


def test_the_command_line_goes_over_the_environment(file: Path) -> None:
    said = opened(file, {"CALLSHEET_OUT": "elsewhere"}, out="/here").production.out
    assert said == "/here"


def test_a_path_from_the_environment_leaves_what_the_file_says_of_its_catalog(file: Path) -> None:
    file.write_text("catalog: {file: rows.csv, dialect: shopify}\n", "utf-8")
    catalog = opened(file, {"CALLSHEET_CATALOG": "other.csv"}).production.catalog
    assert (catalog.file, catalog.dialect) == ("other.csv", "shopify")
    said = {"CALLSHEET_CATALOG__INCLUDE": "[unavailable]"}
    catalog = opened(file, said).production.catalog
    assert (catalog.file, catalog.include) == ("rows.csv", ("unavailable",))


def test_a_nested_variable_leaves_the_fields_beside_it(file: Path) -> None:
    voice = opened(file, {"CALLSHEET_VOICE__ENGINE": "auto"}).production.voice
    assert (voice.engine, voice.rate_wpm) == ("auto", 140)


def test_a_variable_holds_yaml(file: Path) -> None:
    environment = {"CALLSHEET_DELIVERIES": "[{profile: preview}, {profile: reels}]"}
    deliveries = opened(file, environment).production.deliveries
    assert [one.profile for one in deliveries] == ["preview", "reels"]


def test_the_speech_servers_key_is_no_part_of_a_production(file: Path) -> None:
    environment = {"CALLSHEET_SPEECH_KEY": "secret"}
    assert "secret" not in opened(file, environment).production.model_dump_json()
    assert secrets_of(environment).speech_key == "secret"


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"CALLSHEET_BUDGT": "3"}, "field 'budgt' is wrong"),
        ({"CALLSHEET_VOICE__RATE_WPM": "fast"}, r"field 'voice\.rate_wpm' is wrong"),
        ({"CALLSHEET_DELIVERIES": "["}, "not YAML .CALLSHEET_DELIVERIES is '\\['"),
        ({"CALLSHEET_VOICE": "auto", "CALLSHEET_VOICE__ENGINE": "none"}, "set the same field"),
    ],
)
def test_a_variable_that_cannot_be_taken_is_refused_by_name(
    file: Path, environment: dict[str, str], words: str
) -> None:
    with pytest.raises(ProductionError, match=words):
        opened(file, environment)


def test_state_lies_beside_the_target(file: Path) -> None:
    places = paths_of(opened(file), Path("/config"))
    assert places.store == str(file.parent.resolve() / ".callsheet")
    assert places.root == file.parent.resolve()


def test_another_catalogs_pictures_lie_in_its_own_folder(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "rows.csv"
    other.parent.mkdir()
    other.write_text(ROWS, "utf-8")
    places = paths_of(opened(file, catalog=str(other)), Path("/config"))
    assert places.root == other.parent.resolve()


def test_pictures_of_rejects_that_are_handed_back_lie_where_they_did(
    file: Path, tmp_path: Path
) -> None:
    catalog = open_catalog(file.with_name("rows.csv"), {})
    rejects = [one for one in catalog.validate(Defaults(), expect) if isinstance(one, Reject)]
    handed = tmp_path / "out" / "rejects.csv"
    handed.parent.mkdir()
    assert catalog.write_rejects(handed, rejects) == 1
    places = paths_of(opened(file, catalog=str(handed)), Path("/config"))
    assert places.root == file.parent.resolve()


def test_secrets_are_never_part_of_a_production(tmp_path: Path) -> None:
    catalog = tmp_path / "shop.csv"
    catalog.write_text("id,title\n1,One\n")
    environment = {
        "CALLSHEET_WRITER_KEY": "canary",
        "CALLSHEET_MODERATION_KEY": "canary",
        "CALLSHEET_LEDGER": "postgresql://user:canary@host/ledger",
        "CALLSHEET_CACHE": "/var/cache/canary",
    }
    target = open_target(catalog, Overrides(), environment)
    assert "canary" not in target.production.model_dump_json()
    assert "canary" not in repr(secrets_of(environment))
    assert secrets_of(environment).ledger == "postgresql://user:canary@host/ledger"


def test_a_store_at_an_address_keeps_its_state_beside_the_target(tmp_path: Path) -> None:
    catalog = tmp_path / "shop.csv"
    catalog.write_text("id,title\n1,One\n")
    target = open_target(catalog, Overrides(store="s3://bucket/store"), {})
    places = paths_of(target, tmp_path)
    assert places.store == "s3://bucket/store"
    assert places.state == tmp_path / ".callsheet"


def test_a_bare_off_in_yaml_is_the_word(file: Path) -> None:
    moderation = opened(file, {"CALLSHEET_MODERATION": "{name: off}"}).production.moderation
    assert moderation is not None
    assert moderation.name == "off"
