"""What a first run delivers."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from engine.media import probe
from engine.report import SUFFIXES
from engine.sound import loudness
from engine.store import BlobKind, open_store
from tests.decoded import decode_all
from tests.flows.conftest import Opening
from tests.flows.shop import PROFILES, ROWS
from tests.flows.terminal import callsheet

FILMS = [f"{row['id']}_en_{profile}" for row in ROWS for profile in PROFILES]


def test_a_first_run_delivers_every_row_in_every_profile(opening: Opening) -> None:
    assert opening.answer.status == 0
    assert sorted(opening.delivered.films()) == sorted(FILMS)


@pytest.mark.parametrize("film", FILMS)
def test_captions_thumbnail_transcript_and_sidecar_lie_beside_a_film(
    opening: Opening, film: str
) -> None:
    path = opening.delivered.films()[film]
    assert path.parent.name == film.split("_", maxsplit=1)[0]
    empty = [suffix for suffix in SUFFIXES.files() if path.with_suffix(suffix).stat().st_size == 0]
    assert set(SUFFIXES.files()) == {".srt", ".vtt", ".jpg", ".txt", ".json"}
    assert empty == []
    assert path.with_suffix(".vtt").read_text("utf-8").startswith("WEBVTT\n")
    assert re.match(r"1\n00:00:0", path.with_suffix(".srt").read_text("utf-8"))
    assert json.loads(path.with_suffix(".json").read_text("utf-8"))["file"].endswith(path.name)


def test_a_films_blobs_are_found_from_its_key_in_the_store(opening: Opening) -> None:
    with open_store(opening.delivered.folder / ".callsheet") as store:
        (films,) = store.ledger.films.pages(str(opening.shop.out))
        assert len(films) == len(FILMS)
        for film in films:
            blobs = store.ledger.blobs_of(film.key)
            kinds = {kind for _, kind in blobs}
            assert {
                BlobKind.DOCUMENT,
                BlobKind.SPRITE,
                BlobKind.SOUND,
                BlobKind.JOIN,
                BlobKind.THUMBNAIL,
            } <= kinds
            assert {key for key, kind in blobs if kind is BlobKind.TAKE} == set(film.shots.values())
            assert {key for key, kind in blobs if kind is BlobKind.SEGMENT} == set(film.segments)
            assert (film.edit, BlobKind.DOCUMENT) in blobs
            assert all(store.blobs.has(key, kind) for key, kind in blobs)


def test_captions_say_the_rows_title(opening: Opening) -> None:
    film = opening.delivered.films()["bottle_en_preview"]
    assert "Nord Bottle" in film.with_suffix(".txt").read_text("utf-8")


@pytest.mark.parametrize("film", FILMS)
def test_a_film_decodes_to_its_end_at_its_profiles_size(opening: Opening, film: str) -> None:
    path = opening.delivered.films()[film]
    found = probe(path)
    assert found.picture is not None
    size = (180, 320) if film.endswith("tall") else (320, 180)
    assert (found.picture.width, found.picture.height) == size
    recorded = opening.delivered.sidecar(film)["media"]["frames"]
    assert decode_all(path) == found.picture.frames == recorded


@pytest.mark.parametrize("film", FILMS)
def test_a_film_can_be_heard_at_the_profiles_loudness(opening: Opening, film: str) -> None:
    path = opening.delivered.films()[film]
    assert probe(path).sound is not None
    assert loudness.measure(path).integrated == pytest.approx(-14, abs=1)


def test_every_film_is_trusted_and_names_its_parts(opening: Opening) -> None:
    answer = callsheet("verify", *opening.delivered.films().values(), "--json")
    assert answer.status == 0
    assert {found["state"] for found in answer.json} == {"Trusted"}
    for found in answer.json:
        assert set(found) == {
            *("file", "state", "signer", "reason", "ingredients", "source_types"),
        }
        assert "development" in found["signer"]
        titles = {part["title"] for part in found["ingredients"]}
        assert any(title.startswith("shot ") for title in titles)
        assert any(title.endswith(".jpg") for title in titles)
        assert any(title.startswith("line over ") for title in titles)
        assert "bed.m4a" in titles


def test_the_manifest_has_a_row_for_each_film_by_file_name(opening: Opening) -> None:
    out = opening.delivered.out
    with (out / "manifest.csv").open(encoding="utf-8", newline="") as file:
        written = [row["file_name"] for row in csv.DictReader(file)]
    table = pq.read_table(out / "manifest.parquet").to_pylist()
    assert written == [row["file_name"] for row in table]
    assert sorted(written) == sorted(f"{film}.mp4" for film in FILMS)
    assert all((out / row["file"]).stat().st_size == row["bytes"] for row in table)


def test_without_rejects_rejects_csv_holds_only_its_header(opening: Opening) -> None:
    lines = (opening.delivered.out / "rejects.csv").read_text("utf-8").splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("row,id,code,reason,remedy,id,kind,title")


RUN = {
    "briefs": int,
    "rejects": int,
    "pictures": {"rows": int, "unfetched": int},
    "writing": {"asked": int, "failed": int},
    "shots": {"planned": int, "rendered": int, "reused": int, "failed": int},
    "segments": {"encoded": int, "reused": int},
    "films": {"made": int, "reused": int, "withdrawn": int, "failed": int},
    "spent": {
        "amount": int,
        "currency": type(None),
        "unknown": int,
        "most": int,
        "reserved": int,
        "likely": type(None),
    },
    "seconds": dict,
    "downgrades": list,
}
"""The contract's keys of run.json, and what was downgraded, which is to be said aloud."""


def shape(document: dict[str, Any]) -> dict[str, Any]:
    """The keys of a run document, and the types at their ends."""
    return {
        name: shape(value) if isinstance(value, dict) and name != "seconds" else type(value)
        for name, value in document.items()
    }


def test_run_json_has_the_contracts_keys_and_is_what_produce_printed(opening: Opening) -> None:
    written = json.loads((opening.delivered.out / "run.json").read_text("utf-8"))
    assert written == opening.answer.json
    assert shape(written) == RUN
    assert written["briefs"] == len(ROWS)
    assert written["films"] == {"made": len(FILMS), "reused": 0, "withdrawn": 0, "failed": 0}
    assert written["shots"]["rendered"] == written["shots"]["planned"] > 0
    assert set(written["seconds"]) == {"check", "plan", "make"}


def test_nothing_is_paid_without_a_budget(opening: Opening) -> None:
    nothing = {
        "amount": 0,
        "currency": None,
        "unknown": 0,
        "most": 0,
        "reserved": 0,
        "likely": None,
    }
    assert opening.answer.json["spent"] == nothing


def test_the_contact_sheet_plays_every_film(opening: Opening) -> None:
    page = (opening.delivered.out / "index.html").read_text("utf-8")
    sources = set(re.findall(r'src="([^"]+\.mp4)[^"]*"', page))
    assert {Path(source).stem for source in sources} == set(FILMS)
    assert all((opening.delivered.out / source).is_file() for source in sources)


def test_progress_is_a_line_for_each_film_on_standard_error(opening: Opening) -> None:
    lines = [line for line in opening.answer.err.splitlines() if line.lstrip().startswith("[")]
    assert len(lines) == len(FILMS)
    assert all(line.endswith(": created") for line in lines)
