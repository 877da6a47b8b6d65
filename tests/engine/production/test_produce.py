"""What a run makes after this or that was changed: the design's table of changes, on threads."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageOps

from engine.production.run import RunResult
from engine.writers.model.writer import ModelWriter
from schemas.brief import Brief
from schemas.errors import WithdrawalError
from schemas.reject import Code
from schemas.run import Action
from tests.chat_server import chat_server
from tests.engine.production.conftest import ROWS, Studio


@dataclass(frozen=True)
class Change:
    """What the shop's owner does, the films that it changes, and what is made for them."""

    name: str
    make: Callable[[Studio], object]
    films: set[str]
    shoots: bool = False
    encodes: bool = True
    why: str = ""


ALL = {f"{row['id']}_preview" for row in ROWS}
CUP = {"cup_preview"}


def _another_picture(studio: Studio) -> None:
    file = studio.folder / "cup.jpg"
    with Image.open(file) as picture:
        ImageOps.mirror(picture).save(file, quality=90)


def _another_certificate(studio: Studio) -> None:
    shutil.rmtree(studio.config)


def _another_accent(studio: Studio) -> None:
    """Buttons and rules show it, and so do shapes on the grounds of shots."""
    studio.set(brand={"name": "Fjell & Co", "accent": "#aa2211"})


CHANGES = [
    Change("price", lambda s: s.change("cup", price="11.00"), CUP, why="price: €12.00 -> €11.00"),
    Change("title", lambda s: s.change("cup", title="Nord Mug"), CUP),
    Change("picture", _another_picture, CUP, shoots=True),
    Change("accent", _another_accent, ALL, shoots=True),
    Change("certificate", _another_certificate, ALL, encodes=False),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_a_change_makes_what_shows_it_and_nothing_else(studio: Studio, change: Change) -> None:
    before = studio.films
    change.make(studio)
    foretold, planned = studio.plan()
    changed = {name for name, film in planned.items() if film.action is Action.CHANGE}
    assert changed == change.films
    if change.why:
        assert {planned[name].why for name in changed} == {change.why}
    counts = studio.produce().counts
    for name in ("briefs", "rejects", "shots", "segments", "films", "spent"):
        assert getattr(foretold, name) == getattr(counts, name), name
    after = studio.films
    assert {_short(name) for name in after if after[name] != before[name]} == change.films
    assert (counts.shots.rendered > 0, counts.segments.encoded > 0) == (
        change.shoots,
        change.encodes,
    )


@pytest.mark.parametrize("part", ["SEGMENT", "CONFORM", "SOUND", "JOIN", "THUMBNAIL"])
def test_a_raised_revision_of_what_makes_films_changes_all(
    studio: Studio, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"engine.production.context.{part}_REVISION", 99)
    _, planned = studio.plan()
    assert {film.action for film in planned.values()} == {Action.CHANGE}
    assert {film.why for film in planned.values()} == {"revision of what makes it"}


def page_counts(studio: Studio) -> dict[str, int]:
    """The counts at the top of the contact sheet, by their words."""
    page = (studio.folder / "out" / "index.html").read_text("utf-8")
    found = re.findall(r"<li[^>]*><b>([0-9,]+)</b> (?:<a [^>]*>)?([a-z ]+)<", page)
    return {words: int(number.replace(",", "")) for number, words in found}


def _short(film: str) -> str:
    row, _, profile = film.split("_")
    return f"{row}_{profile}"


def test_the_first_run_makes_all_and_the_next_nothing(
    produced: tuple[Studio, Path, RunResult], studio: Studio
) -> None:
    first = produced[2]
    assert (first.status, first.counts.films.made) == (0, len(ROWS))
    before = studio.films
    again = studio.produce()
    assert (again.counts.films.made, again.counts.films.reused) == (0, len(ROWS))
    assert studio.films == before


def test_a_films_record_names_the_fields_that_its_words_rest_on(studio: Studio) -> None:
    (record,) = (studio.folder / "out" / "films" / "cup").glob("*_preview.json")
    words = {one["text"]: one["rests_on"] for one in json.loads(record.read_text())["words"]}
    assert words["Nord Cup"] == ["title"]
    assert words["€12.00"] == ["price"]
    assert words["A steel cup in a matte powder coat."] == ["description"]


def test_a_placement_that_is_added_leaves_the_others(studio: Studio) -> None:
    studio.set(deliveries=[{"profile": "preview"}, {"profile": "preview-tall"}])
    before = studio.films
    counts = studio.produce(only=("cup",)).counts
    assert (counts.films.made, counts.films.withdrawn) == (1, 0)
    assert studio.films.items() > before.items()
    said = page_counts(studio)
    assert said["films"] == len(studio.films) == 5
    assert (said["made now"], said["reused"], said["left as they were"]) == (1, 1, 3)


def test_a_film_that_fails_stops_no_sibling_and_no_other_row(studio: Studio) -> None:
    small = {"name": "small", "width": 160, "height": 90, "max_bytes": 2000}
    studio.set(profiles=[small], deliveries=[{"profile": "preview"}, {"profile": "small"}])
    studio.change("cup", price="11.00")
    result = studio.produce()
    assert (result.status, result.unexpected) == (1, False)
    films = result.counts.films
    assert (films.made, films.failed) == (1, len(ROWS))
    assert films.made + films.reused + films.failed == 2 * len(ROWS)
    said = page_counts(studio)
    assert said["films"] == said["made now"] + said["reused"] == len(studio.films)
    assert (said["failed"], said["withdrawn"], said["rows rejected"]) == (len(ROWS), 0, len(ROWS))
    assert {reject.id for reject in result.rejects} == {row["id"] for row in ROWS}
    assert {reject.code for reject in result.rejects} == {Code.INSPECTION}
    assert {_short(name) for name in studio.films} == ALL


def test_a_defect_while_one_row_is_written_ends_no_other(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = ModelWriter.write

    def write(self: ModelWriter, brief: Brief, *rest: Any) -> None:
        if brief.id == "cup":
            raise ZeroDivisionError("a defect")
        real(self, brief, *rest)

    monkeypatch.setattr(ModelWriter, "write", write)
    with chat_server() as chat:
        model = {"name": "model", "base_url": chat.url, "model": "small", "price": "free"}
        studio.set(writer=model, moderation={"name": "off"})
        result = studio.produce()
    assert (result.status, result.counts.writing.asked, result.counts.writing.failed) == (3, 4, 1)
    films = result.counts.films
    assert (films.made + films.reused, films.failed) == (len(ROWS) - 1, 1)
    (reject,) = result.rejects
    assert (reject.id, reject.reason) == ("cup", "ZeroDivisionError: a defect")


def test_a_row_that_is_gone_takes_its_film_with_it(studio: Studio) -> None:
    studio.write(ROWS[:-1])
    counts = studio.produce().counts
    assert (counts.films.withdrawn, counts.films.made) == (1, 0)
    assert "plate_en_preview" not in studio.films


def test_another_catalog_of_the_same_name_takes_no_films_away(studio: Studio) -> None:
    before = studio.films
    studio.write(({**ROWS[0], "id": "stranger"},))
    with pytest.raises(WithdrawalError, match="the catalog lost 4 of the 4 rows"):
        studio.produce(another_is_refused=True)
    assert studio.films == before


def test_a_broken_export_takes_no_films_away_unless_it_is_meant(studio: Studio) -> None:
    before = studio.films
    studio.write(ROWS[:1])
    with pytest.raises(WithdrawalError, match="the catalog lost 3 of the 4 rows"):
        studio.produce()
    assert studio.films == before
    counts = studio.produce(withdraw=True).counts
    assert counts.films.withdrawn == 3
    assert {_short(name) for name in studio.films} == CUP
