"""A production whose films MoviePy puts together, with a function of the owner's."""

from __future__ import annotations

import json
from pathlib import Path

import c2pa
import pytest

from engine.proof.identity import offline_settings
from schemas.errors import ProductionError
from schemas.reject import Code
from schemas.run import Action
from tests.decoded import decode_all
from tests.engine.production.conftest import Studio

SCENES = """
def shot(clip, cut):
    return clip.image_transform(lambda frame: (frame * {share}).astype("uint8"))
"""
CUP = "films/cup/cup_en_preview.mp4"


def _with_scenes(studio: Studio, share: float | str = 0.9) -> None:
    (studio.folder / "scenes.py").write_text(SCENES.format(share=share), "utf-8")
    studio.set(assembler={"name": "moviepy", "scenes": "scenes.py"})


def _actions(film: Path) -> list[dict[str, str]]:
    """What the film's claim says was done to it."""
    with (
        c2pa.Context.from_dict(offline_settings()) as context,
        film.open("rb") as file,
        c2pa.Reader("video/mp4", file, context=context) as reader,
    ):
        claim = json.loads(reader.json())
    active = claim["manifests"][claim["active_manifest"]]
    (actions,) = (one for one in active["assertions"] if one["label"] == "c2pa.actions.v2")
    found: list[dict[str, str]] = actions["data"]["actions"]
    return found


def test_a_film_with_an_effect_is_measured_signed_and_says_who_edited_it(studio: Studio) -> None:
    film, before = studio.folder / "out" / CUP, studio.films["cup_en_preview"]
    assert "own Python" not in json.dumps(_actions(film))
    _with_scenes(studio)
    result = studio.produce(only=("cup",))
    assert (result.counts.films.made, result.counts.shots.rendered) == (1, 0)
    assert studio.films["cup_en_preview"] != before
    told = json.loads(film.with_suffix(".json").read_text("utf-8"))
    assert decode_all(film) == told["media"]["frames"]
    assert told["checks"]["passed"]
    assert told["provenance"]["state"] == "Trusted"
    assert any("MoviePy" in note and "edited by scenes.py" in note for note in told["notes"])
    edited = [one for one in _actions(film) if one["action"] == "c2pa.edited"]
    assert edited[-1]["description"].startswith("Edited by the production's own Python, scenes.py")


def test_another_function_makes_films_anew_and_the_same_one_none(studio: Studio) -> None:
    _with_scenes(studio)
    studio.produce(only=("cup",))
    made = studio.films["cup_en_preview"]
    assert studio.produce(only=("cup",)).counts.films.reused == 1
    _with_scenes(studio, share=0.8)
    foretold, planned = studio.plan()
    assert planned["cup_preview"].action is Action.CHANGE
    assert planned["cup_preview"].why == "assembler or its scenes"
    counts = studio.produce(only=("cup",)).counts
    assert counts.segments.encoded > 0
    assert foretold.segments.encoded >= counts.segments.encoded
    assert studio.films["cup_en_preview"] != made


def test_a_function_that_fails_fails_its_row_and_says_where(studio: Studio) -> None:
    _with_scenes(studio, share="missing")
    result = studio.produce(only=("cup",))
    assert result.counts.films.failed == 1
    (reject,) = result.rejects
    assert reject.code is Code.WORK
    assert "scenes.py" in reject.reason
    assert "NameError" in reject.reason


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "cannot be read"),
        ("def shot(clip, cut:\n", "is no Python"),
        ("def scene(clip):\n    return clip\n", "defines no function that is called"),
    ],
)
def test_a_file_without_a_function_is_refused(studio: Studio, text: str | None, words: str) -> None:
    if text is not None:
        (studio.folder / "scenes.py").write_text(text, "utf-8")
    studio.set(assembler={"name": "moviepy", "scenes": "scenes.py"})
    with pytest.raises(ProductionError, match=words):
        studio.plan()


def test_functions_without_moviepy_are_refused(studio: Studio) -> None:
    studio.set(assembler={"scenes": "scenes.py"})
    with pytest.raises(ProductionError, match="say `name: moviepy`"):
        studio.plan()
