"""`try` makes a film from pictures and a title; a second try makes only what changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image

from flows.command_line.trying import Order, order_of
from schemas.errors import ProductionError
from tests.flows.shop import DEMO
from tests.flows.terminal import callsheet


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two pictures, in which commands are typed."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number, name in ((2, "halo-lamp-1"), (10, "halo-lamp-2")):
        with Image.open(DEMO / "pictures" / f"{name}.jpg") as picture:
            picture.resize((960, 960 * picture.height // picture.width)).save(
                folder / f"lamp-{number}.jpg", quality=90
            )
    (tmp_path / "notes.txt").write_text("no picture", "utf-8")
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def order(*words: str, title: str | None = None, **row: Any) -> Order:
    return order_of(words, title, row, {})


def test_a_second_try_with_another_price_shoots_nothing(here: Path) -> None:
    words = ("try", "pictures", "Halo Desk Lamp", "--currency", "EUR", "--profile", "preview")
    first = callsheet(*words, "--price", "129", "--seconds", "3", "--json")
    assert first.status == 0, first.err
    (film,) = first.json["delivered"]
    assert film == "out/halo-desk-lamp/films/halo-desk-lamp/halo-desk-lamp_en_preview.mp4"
    again = callsheet(*words, "--price", "119", "--seconds", "3", "--json").json
    assert again["shots"]["rendered"] == 0
    assert 0 < again["segments"]["encoded"] < first.json["segments"]["encoded"]
    assert again["delivered"] == [film]
    assert callsheet("verify", film, "--json").json[0]["state"] == "Trusted"
    same = callsheet("plan", again["production"], "--json").json
    assert same["would"]["films"]["reused"] == 1
    assert (here / "out" / "halo-desk-lamp" / "index.html").exists()


@pytest.mark.usefixtures("here")
def test_a_folder_is_its_pictures_in_the_order_of_their_numbers() -> None:
    found = order("pictures", "Halo", "pictures/lamp-2.jpg", price="129", subtitle="")
    assert [one.name for one in found.pictures] == ["lamp-2.jpg", "lamp-10.jpg", "lamp-2.jpg"]
    assert found.row == {"title": "Halo", "price": "129"}


@pytest.mark.usefixtures("here")
def test_a_title_that_is_the_name_of_a_file_is_said_by_name() -> None:
    assert order("pictures", title="notes.txt").row["title"] == "notes.txt"


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("pictures",), "there is none"),
        (("pictures", "Halo", "Lamp"), "there are several"),
        (("pictures/lamp-3.jpg", "Halo"), "no such picture.*lamp-3.jpg"),
        (("notes.txt", "Halo"), "no picture that can be shown.*notes.txt"),
        (("empty", "Halo"), "no picture to make a film from.*empty"),
        (("Halo",), "no picture to make a film from"),
    ],
)
def test_what_cannot_be_tried_is_refused_by_name(words: tuple[str, ...], said: str) -> None:
    with pytest.raises(ProductionError, match=said):
        order(*words)


def test_an_amount_without_a_currency_is_refused_before_anything_is_written(here: Path) -> None:
    answer = callsheet("try", "pictures", "Halo", "--price", "129")
    assert answer.status == 2
    assert "--price 129" in answer.err
    assert "--currency EUR" in answer.err
    assert not (here / "out").exists()


def test_a_refused_row_says_why_and_stays_where_its_film_would_be(here: Path) -> None:
    words = ("try", "pictures", "Halo", "--kind", "poem", "--out", "made", "--store", "kept")
    answer = callsheet(*words, "--json")
    assert answer.status == 1
    assert [one["code"] for one in answer.json["rejects"]] == ["KIND"]
    assert answer.json["delivered"] == []
    fields = yaml.safe_load((here / "made" / "try.yaml").read_text("utf-8"))
    assert fields["pictures"] == "../pictures"
    assert fields["store"] == "../kept"
    row = json.loads((here / "made" / "row.jsonl").read_text("utf-8"))
    assert row["images"] == ["lamp-2.jpg", "lamp-10.jpg"]
