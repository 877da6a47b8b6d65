"""The serving file: what it says, and what is refused with the line it stands in."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from flows.serving.data import open_serving, secret
from flows.serving.guard import address_of, assert_films_closed, assert_reachable, is_loopback
from schemas.errors import ProductionError
from schemas.serving import DropSettings, MailSettings, ServedProduction, ServerSettings, Serving
from tests.flows.terminal import callsheet

GOOD = """\
productions:
- name: shop
  target: shop.yaml
  drop:
    folder: drop
"""


def serving(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "serving.yaml"
    file.write_text(text, "utf-8")
    return file


def test_paths_start_from_the_serving_file(tmp_path: Path) -> None:
    opened = open_serving(serving(tmp_path, GOOD))
    assert opened.folder("drop") == str(tmp_path / "drop")
    assert opened.folder("s3://bucket/drop") == "s3://bucket/drop"
    assert opened.state == tmp_path / ".callsheet" / "serving"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD.replace("folder: drop", "foldr: drop"), r"'productions\.0\.drop\.folder'.*line 4"),
        (GOOD + "    every: fast\n", r"'productions\.0\.drop\.every' is wrong.*line 6"),
        (GOOD.replace("shop\n", "My Shop\n", 1), r"'productions\.0\.name' is wrong.*line 2"),
        (GOOD + "  schedule: {cron: '* *'}\n", r"'productions\.0\.schedule\.cron'.*line 6"),
        (GOOD + "  schedule: {cron: '* * * * *', timezone: Mars}\n", "is no time zone.*line 6"),
        (GOOD + "servr: {}\n", r"'servr' is wrong.*line 6"),
        (GOOD + "- {name: shop, target: b.yaml}\n", "two productions have the name 'shop'"),
        ("productions: []\n", r"'productions' is wrong.*line 1"),
        ("productions: [\n", "not YAML"),
        (GOOD + "notifications:\n  webhook: {}\n", "`url` or `url_from`.*line 7"),
        (
            GOOD + "notifications:\n  mail: {host: m, sender: a@b.c, to: [a@b.c], user: x,"
            " password_from: P, security: none}\n",
            "a password is sent only over.*line 7",
        ),
    ],
)
def test_a_field_that_is_wrong_is_refused_with_its_line(
    tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(ProductionError, match=words):
        open_serving(serving(tmp_path, text))


def test_without_a_serving_file_it_says_what_one_looks_like(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = callsheet("serve")
    assert answer.status == 2
    assert "productions: [{name: shop, target: shop.yaml}]" in answer.err
    assert "Traceback" not in answer.err


def test_a_target_that_is_not_there_is_refused_before_anything_starts(tmp_path: Path) -> None:
    answer = callsheet("serve", serving(tmp_path, GOOD))
    assert answer.status == 2
    assert "no such production or catalog" in answer.err
    assert not (tmp_path / ".callsheet").exists()


def test_a_secret_that_is_named_and_not_set_is_refused() -> None:
    with pytest.raises(ProductionError, match=r"not set \(HOOK\)\. Set HOOK"):
        secret("HOOK", {})
    assert secret("HOOK", {"HOOK": "x"}) == "x"
    assert secret(None, {}) is None


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "studio.example", "::"])  # noqa: S104
def test_films_are_shown_beyond_this_machine_only_with_a_password(host: str) -> None:
    with pytest.raises(ProductionError, match=r"films\.host .*CALLSHEET_FILMS_PASSWORD"):
        assert_films_closed(host, {})
    assert_films_closed(host, {"CALLSHEET_FILMS_PASSWORD": "c"})


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104
def test_a_server_for_others_says_the_name_that_they_use(host: str) -> None:
    with pytest.raises(ProductionError, match=r"answer none of them.*Say server: \{address"):
        assert_reachable(host, None)
    assert_reachable(host, "https://runs.example")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_loopback_needs_neither(host: str) -> None:
    assert is_loopback(host)
    assert_films_closed(host, {})
    assert_reachable(host, None)


def test_a_server_that_listens_everywhere_is_reached_on_loopback() -> None:
    assert address_of("0.0.0.0", 4200) == "http://127.0.0.1:4200"  # noqa: S104
    assert address_of("::1", 4200) == "http://[::1]:4200"


@pytest.mark.parametrize("name", ["serving.yaml", "serving-full.yaml"])
def test_the_recipes_can_be_served(name: str) -> None:
    opened = open_serving(Path(__file__).parents[3] / "deployments" / name)
    for one in opened.settings.productions:
        assert opened.served(one).target.production.catalog.file == "catalog.parquet"


def test_the_full_recipe_shows_every_field() -> None:
    recipe = yaml.safe_load(
        (Path(__file__).parents[3] / "deployments" / "serving-full.yaml").read_text("utf-8")
    )
    assert set(recipe) == set(Serving.model_fields)
    (production,) = recipe["productions"]
    assert set(production) == set(ServedProduction.model_fields)
    assert set(production["drop"]) == set(DropSettings.model_fields)
    assert set(recipe["server"]) == set(ServerSettings.model_fields)
    assert set(recipe["notifications"]["mail"]) == set(MailSettings.model_fields)
