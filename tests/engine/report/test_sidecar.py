from __future__ import annotations

import json
from pathlib import Path

from engine.report import ShotRecord, disclosures, sidecar_document, write_sidecar
from tests.engine.report.conftest import MakeFilm, digest


def test_the_file_holds_the_document_in_plain_utf_8(make_film: MakeFilm, tmp_path: Path) -> None:
    film = make_film(title="子午线腕表")
    target = write_sidecar(tmp_path / "film.json", film)
    assert json.loads(target.read_text("utf-8")) == sidecar_document(film)
    assert "子午线腕表" in target.read_text("utf-8")


def test_every_check_stands_with_value_limit_and_verdict(make_film: MakeFilm) -> None:
    checks = sidecar_document(make_film())["checks"]
    loud, frozen = checks["measurements"]
    assert (loud["value"], loud["limit"]["low"], loud["passed"]) == (-14.1, -15.0, True)
    assert (frozen["value"], frozen["limit"]["high"], frozen["passed"]) == (0.43, 0.3, False)
    assert checks["passed"] is False


def test_a_shot_tells_how_it_came_about_as_far_as_is_known(make_film: MakeFilm) -> None:
    film = make_film()
    known = {
        "open": ShotRecord(
            "extend", "animatic", seed=7, attempt=1, lineage={"opencv": "5"}, starts_from=("shoe",)
        )
    }
    first, last = sidecar_document(film, shots=known)["shots"]
    assert first == {
        "name": "open",
        "take": film.shots["open"],
        "renderer": "animatic",
        "operation": "extend",
        "seed": 7,
        "attempt": 1,
        "lineage": {"opencv": "5"},
        "starts_from": ("shoe",),
    }
    assert last == {"name": "close", "take": film.shots["close"], "renderer": "animatic"}


def test_it_names_row_signer_state_ingredients_and_what_it_replaces(make_film: MakeFilm) -> None:
    film = make_film(replaces=digest("old"), notes=("the music was left out",))
    document = sidecar_document(film, state="Trusted")
    assert document["row"]["digest"] == digest("row")
    assert document["provenance"]["signer"] == "callsheet development authority"
    assert document["provenance"]["state"] == "Trusted"
    kinds = [part["kind"] for part in document["provenance"]["ingredients"]]
    assert kinds == ["shot", "shot", "picture"]
    assert document["replaces"] == digest("old")
    assert document["notes"] == ["the music was left out"]


def test_a_film_without_ai_is_disclosed_nowhere(make_film: MakeFilm) -> None:
    disclosure = sidecar_document(make_film())["disclosure"]
    flags = {place["ai_disclosure_required"] for place in disclosure["destinations"].values()}
    assert flags == {disclosure["ai_disclosure_required"]} == {False}


def test_a_film_with_ai_is_disclosed_everywhere_and_says_how(make_film: MakeFilm) -> None:
    film = make_film(ai_disclosure_required=True)
    destinations = sidecar_document(film)["disclosure"]["destinations"]
    assert {"youtube", "tiktok", "meta", "eu", "china"} <= destinations.keys()
    assert all(place["ai_disclosure_required"] for place in destinations.values())
    assert disclosures(required=True)["youtube"].how == (
        "Switch on 'Altered or synthetic content' at upload."
    )
