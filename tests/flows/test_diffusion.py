"""A diffusion model shoots: catalog to signed film, on tiny pipelines of the real classes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image

from engine.media import probe
from schemas.shot import OPERATIONS as SHOTS
from tests.flows.shop import ROWS, Shop
from tests.flows.terminal import callsheet
from tests.tiny import tiny_wan

OPERATIONS = Path(__file__).parents[2] / "catalogs" / "operations"
BOTTLE, LAMP = ROWS[0], ROWS[1]
LIMITS = Path(__file__).parents[2] / "engine" / "inspection" / "limits.yaml"


@pytest.fixture(scope="module")
def checkpoints(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    root = tmp_path_factory.mktemp("checkpoints")
    return [str(tiny_wan(root / "text", "text")), str(tiny_wan(root / "image", "image"))]


@pytest.fixture
def open_shop(
    studio: Path,  # noqa: ARG001
    cluster: str,
    tmp_path: Path,
    checkpoints: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., Shop]:
    """Opens a shop whose films are made on a cluster, since only Ray has several model workers."""
    monkeypatch.setenv("CALLSHEET_POOL__KIND", "ray")
    monkeypatch.setenv("CALLSHEET_POOL__ADDRESS", cluster)

    def opened(*rows: dict[str, Any], **diffusion: Any) -> Shop:
        shop = Shop.opened(tmp_path / "shop")
        models = [{"folder": folder, "steps": 1} for folder in checkpoints]
        small = {"height": 64, "precision": "float32", "device": "cpu", "gpus": 0}
        shop.set(
            renderers=[
                {
                    "name": "diffusion",
                    "diffusion": {"models": models, **small, "workers": 2, **diffusion},
                },
                {"name": "animatic", "operations": ["still", "generate"]},
            ],
            takes={"retakes": 0},
            moderation={"name": "off"},
            deliveries=[{"profile": "preview"}],
            checks=anything(),
        )
        shop.write(rows)
        return shop

    return opened


def anything() -> dict[str, list[dict[str, Any]]]:
    """Limits that allow whatever random weights draw; those of the file stay as they are."""
    shipped = yaml.safe_load(LIMITS.read_text("utf-8"))
    seen = {**shipped["takes"], **shipped["moving"], **shipped["generated"]}
    return {"takes": [{"measure": name} for name, limit in seen.items() if limit.get("retake")]}


def test_a_catalog_becomes_signed_films_that_say_a_model_made_them(
    open_shop: Callable[..., Shop],
) -> None:
    shop = open_shop(BOTTLE, LAMP)
    answer = shop.callsheet("produce")
    assert answer.status == 0, answer.err
    films = shop.films()
    assert sorted(films) == ["bottle_en_preview", "lamp_en_preview"]

    (verdict,) = callsheet("verify", films["bottle_en_preview"], "--json").json
    assert verdict["state"] == "Trusted"
    assert any(
        one.endswith("ompositeWithTrainedAlgorithmicMedia") for one in verdict["source_types"]
    )
    sidecar = shop.sidecar("bottle_en_preview")
    assert sidecar["disclosure"]["ai_disclosure_required"] is True
    shots = [shot for film in films for shot in shop.sidecar(film)["shots"]]
    drawn = [shot for shot in shots if shot["renderer"] == "diffusion"]
    assert drawn
    loaded = {(shot["lineage"]["worker"], shot["lineage"]["loaded_at"]) for shot in drawn}
    workers = {worker for worker, _ in loaded}
    assert len(workers) == 2, "both workers shoot"
    assert len(loaded) <= 4, "each worker loads each of the two checkpoints once"
    picture = probe(films["bottle_en_preview"]).picture
    assert picture is not None
    assert (picture.width, picture.height) == (320, 180)

    again = shop.callsheet("produce").json
    assert again["films"]["reused"] == 2
    assert again["shots"]["rendered"] == 0
    shop.set(deliveries=[{"profile": "preview"}], brand={"name": "Another"})
    assert shop.callsheet("produce").json["shots"]["rendered"] == 0


BOARD: list[dict[str, Any]] = [
    {"name": "words", "operation": "generate", "subject": "a steel bottle on slate"},
    {
        "name": "cards",
        "operation": "generate",
        "cards": [{"at": 0, "picture": 0}, {"at": 0.25, "prompt": "it turns", "picture": 1}],
    },
    {"name": "moved", "operation": "animate", "picture": 0, "last": 1, "cast": ["flask"]},
    {"name": "star", "operation": "generate", "subject": "on a table", "cast": ["flask"]},
    {"name": "onward", "operation": "extend", "source": "words", "kept": 0.25},
    {
        "name": "before",
        "operation": "extend",
        "source": "words",
        "kept": 0.25,
        "direction": "backward",
    },
    {"name": "round", "operation": "loop", "source": "words"},
    {"name": "between", "operation": "blend", "source": "words", "second": "moved"},
    {"name": "redrawn", "operation": "restyle", "source": "words", "style": "charcoal"},
    {"name": "held", "operation": "still", "renderer": "diffusion", "subject": "slate"},
]


def test_a_film_uses_every_operation_and_says_of_each_take_what_it_is_made_of(
    studio: Path,  # noqa: ARG001
    tmp_path: Path,
    checkpoints: list[str],
) -> None:
    text, _ = checkpoints
    vace = tiny_wan(tmp_path / "vace", "vace")
    shop = Shop.opened(tmp_path / "shop")
    models = [{"folder": str(folder), "steps": 1, "longest": 25} for folder in (text, vace)]
    small = {"height": 64, "precision": "float32", "device": "cpu", "gpus": 0}
    shop.set(
        renderers=[{"name": "diffusion", "diffusion": {"models": models, **small}}],
        takes={"retakes": 0},
        moderation={"name": "off"},
        deliveries=[{"profile": "preview"}],
        checks=anything(),
        cast={"flask": {"description": "a flask of green glass", "pictures": ["flask.png"]}},
    )
    Image.new("RGB", (400, 400), "#2e5d4b").save(shop.folder / "flask.png")
    board = [{"seconds": 0.5, "handle": 0, "renderer": "diffusion", **shot} for shot in BOARD]
    (shop.folder / "board.yaml").write_text(yaml.safe_dump({"shots": board}), "utf-8")
    shop.write(({**BOTTLE, "storyboard": "board.yaml"},))

    answer = shop.callsheet("produce")
    assert answer.status == 0, answer.err + answer.out
    assert answer.json["shots"]["rendered"] == len(BOARD)
    shots = {shot["name"]: shot for shot in shop.sidecar("bottle_en_preview")["shots"]}
    asked = {name: shot["lineage"]["operation"] for name, shot in shots.items()}
    assert asked == {shot["name"]: shot["operation"] for shot in BOARD}
    assert "bottle on slate" in shots["words"]["lineage"]["prompt"]
    for name, by in (("star", "reference pictures"), ("moved", "words")):
        lineage = shots[name]["lineage"]
        assert (lineage["cast"], lineage["cast_by"]) == ("flask", by)
        assert "a flask of green glass" in lineage["prompt"].lower()
    assert "it turns" in shots["cards"]["lineage"]["prompt"].lower()
    (verdict,) = callsheet("verify", shop.films()["bottle_en_preview"], "--json").json
    assert verdict["state"] == "Trusted"

    again = shop.callsheet("produce").json
    assert (again["films"]["reused"], again["shots"]["rendered"]) == (1, 0)
    scheduler = vace / "scheduler" / "scheduler_config.json"
    scheduler.write_text(scheduler.read_text().replace("3.0", "5.0"))
    planned = shop.callsheet("plan").json["would"]["shots"]
    # Of words, those redrawn and the still know nothing of it.
    assert planned["planned"] - planned["reused"] == len(BOARD) - 3


def test_the_model_that_comes_along_shoots_a_film_of_every_operation(
    studio: Path,  # noqa: ARG001
    tmp_path: Path,
) -> None:
    home = shutil.copytree(OPERATIONS, tmp_path / "operations")
    shots = [shot for path in sorted((home / "boards").iterdir()) for shot in renamed(path)]
    (home / "all.yaml").write_text(yaml.safe_dump({"shots": shots}), "utf-8")
    pictures = "|".join(f"pictures/{path.name}" for path in sorted((home / "pictures").iterdir()))
    (home / "catalog.csv").write_text(
        f"id,kind,title,images,storyboard\nall,ad,All,{pictures},all.yaml\n", "utf-8"
    )
    answer = callsheet("produce", home / "production.yaml", "--json")
    assert answer.status == 0, answer.err
    assert answer.json["shots"]["rendered"] == 10  # what several boards begin with is shot once

    (film,) = (home / "out" / "films" / "all").glob("*.mp4")
    (verdict,) = callsheet("verify", film, "--json").json
    assert verdict["state"] == "Trusted"
    sidecar = json.loads(film.with_suffix(".json").read_text("utf-8"))
    taken = {shot["name"]: shot for shot in sidecar["shots"]}
    assert {shot["operation"] for shot in taken.values()} == set(SHOTS)
    for shot in (one for one in shots if one.get("shown", True)):
        lineage = taken[shot["name"]]["lineage"]
        assert lineage["model"] == "callsheet-tiny"
        sources = [shot[key] for key in ("source", "second") if key in shot]
        found = taken[shot["name"]]["starts_from"]
        assert [name.split("_")[1] for name in found] == [name.split("_")[1] for name in sources]
    parts = sidecar["provenance"]["ingredients"]
    drawn = {part["source_type"] for part in parts if part["title"].startswith("shot ")}
    assert drawn == {"trainedAlgorithmicMedia"}

    again = callsheet("produce", home / "production.yaml", "--json").json
    assert (again["films"]["reused"], again["shots"]["rendered"]) == (1, 0)


def renamed(board: Path) -> list[dict[str, Any]]:
    """A board's shots, named after it, without titles."""
    shots = yaml.safe_load(board.read_text("utf-8"))["shots"]
    for shot in shots:
        shot.pop("titles", None)
        for key in ("name", "source", "second"):
            if key in shot:
                shot[key] = f"{board.stem}_{shot[key]}"
    return list(shots)
