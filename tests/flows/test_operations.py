"""One film of every operation, by the command line: its takes, its proof, and what runs again."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from PIL import Image

from engine.renderers.take import encode_take, yuv420p
from schemas.setup import Canvas
from schemas.shot import OPERATIONS
from tests.engine.renderers.animatic.conftest import texture
from tests.flows.shop import DEMO
from tests.flows.terminal import callsheet

BOARD: list[dict[str, Any]] = [
    {"name": "pans", "operation": "animate", "picture": 0, "move": "pan_right", "shown": False},
    {"name": "lit", "operation": "still", "picture": 1},
    {"name": "cards", "operation": "generate", "cards": [{"at": 0, "picture": 0}]},
    {"name": "goes_on", "operation": "extend", "source": "pans", "kept": 0.25},
    {
        "name": "comes",
        "operation": "extend",
        "direction": "backward",
        "source": 0,
        "kept": 0.25,
    },
    {"name": "swings", "operation": "loop", "source": 0},
    {"name": "becomes", "operation": "blend", "source": "goes_on", "second": 0},
    {"name": "noir", "operation": "restyle", "source": "becomes", "style": "film noir"},
]
STARTS_FROM = {
    "pans": [],
    "lit": [],
    "cards": [],
    "goes_on": ["pans"],
    "comes": ["clip.mp4"],
    "swings": ["clip.mp4"],
    "becomes": ["goes_on", "clip.mp4"],
    "noir": ["becomes"],
}


def film_clip(folder: Path, speed: int = 2) -> None:
    """A video of the row's own: a pan, in another size and rate than the film's."""
    scene = texture((400, 120))
    frames = [
        yuv420p(np.ascontiguousarray(scene[:, n * speed : n * speed + 160])) for n in range(25)
    ]
    canvas = Canvas(width=160, height=120, rate=Fraction(25))
    encode_take(iter(frames), canvas, folder / "clip.mp4")


@pytest.fixture(scope="module")
def produced(studio: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:  # noqa: ARG001
    """The production's folder and what its first run said."""
    folder = tmp_path_factory.mktemp("operations")
    for number, name in enumerate(("halo-lamp-1", "nord-bottle-1")):
        with Image.open(DEMO / "pictures" / f"{name}.jpg") as picture:
            picture.resize((480, 480)).save(folder / f"{number}.jpg", quality=90)
    film_clip(folder)
    shots = [{"seconds": 0.75, "handle": 0, **shot} for shot in BOARD]
    (folder / "board.yaml").write_text(yaml.safe_dump({"shots": shots}), "utf-8")
    (folder / "catalog.csv").write_text(
        "id,title,images,videos,storyboard\nlamp,Halo Lamp,0.jpg|1.jpg,clip.mp4,board.yaml\n",
        "utf-8",
    )
    wanted = {"catalog": "catalog.csv", "deliveries": [{"profile": "preview"}]}
    (folder / "production.yaml").write_text(yaml.safe_dump(wanted), "utf-8")
    return folder, callsheet("produce", folder / "production.yaml", "--json")


def test_every_operation_is_shot_inspected_and_delivered(produced: tuple[Path, Any]) -> None:
    folder, answer = produced
    assert answer.status == 0, answer.err
    assert answer.json["films"]["made"] == 1
    assert answer.json["shots"] == {"planned": 8, "rendered": 8, "reused": 0, "failed": 0}
    shots = {shot["name"]: shot for shot in sidecar(folder)["shots"]}
    assert {shot["operation"] for shot in shots.values()} == set(OPERATIONS)
    assert {name: shot["starts_from"] for name, shot in shots.items()} == STARTS_FROM


def test_the_proof_names_every_take_with_its_source_and_the_rows_own_files(
    produced: tuple[Path, Any],
) -> None:
    folder, _ = produced
    (verified,) = callsheet("verify", film_of(folder), "--json").json
    assert verified["state"] == "Trusted"
    titles = [part["title"] for part in verified["ingredients"]]
    shown = [f"shot {shot['name']}" for shot in BOARD[1:]]
    assert titles == [*shown, "shot pans, a source", "1.jpg", "0.jpg", "clip.mp4"]
    parts = {part["title"]: part for part in sidecar(folder)["provenance"]["ingredients"]}
    assert {parts[title]["source_type"] for title in titles if "shot" in title} == {"composite"}
    # Nothing is known of where the row's own files came from, and nothing is claimed.
    assert {parts[title]["source_type"] for title in ("0.jpg", "clip.mp4")} == {""}
    assert sidecar(folder)["provenance"]["digital_source_type"] == "composite"


def test_run_again_nothing_is_shot_or_encoded(produced: tuple[Path, Any]) -> None:
    folder, _ = produced
    again = callsheet("produce", folder / "production.yaml", "--json").json
    assert again["films"] == {"made": 0, "reused": 1, "withdrawn": 0, "failed": 0}
    assert again["shots"]["rendered"] == again["segments"]["encoded"] == 0


def test_another_video_shoots_again_what_starts_from_it_and_nothing_else(
    produced: tuple[Path, Any],
) -> None:
    folder, _ = produced
    film_clip(folder, speed=3)
    would = callsheet("plan", folder / "production.yaml", "--json").json["would"]
    film_clip(folder)
    assert would["shots"]["rendered"] == 4  # comes, swings, becomes, and noir of that


@pytest.mark.parametrize(
    ("videos", "code"), [("", "STORYBOARD"), ("gone.mp4", "VIDEO_UNAVAILABLE")]
)
def test_a_video_that_is_not_there_quarantines_the_row(
    videos: str, code: str, produced: tuple[Path, Any]
) -> None:
    folder, _ = produced
    catalog = folder / "other.csv"
    catalog.write_text(
        f"id,title,images,videos,storyboard\nlamp,Halo,0.jpg|1.jpg,{videos},board.yaml\n", "utf-8"
    )
    answer = callsheet("plan", folder / "production.yaml", "--catalog", catalog, "--json")
    (reject,) = answer.json["rejects"]
    assert reject["code"] == code
    assert "video" in reject["reason"]


def film_of(folder: Path) -> Path:
    return folder / "out" / "films" / "lamp" / "lamp_en_preview.mp4"


def sidecar(folder: Path) -> Any:
    return yaml.safe_load(film_of(folder).with_suffix(".json").read_text("utf-8"))
