"""A shop of four rows, made by the engine alone: on threads, without Ray and without Prefect."""

from __future__ import annotations

import csv
import shutil
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image

from engine.production.check import check_catalog
from engine.production.context import RunContext, Secrets
from engine.production.opening import open_context
from engine.production.planning.build import build_plan
from engine.production.run import Choices, RunResult, produce
from engine.production.watch import Quiet
from flows.catalog import catalog_of
from flows.settings import Overrides, open_target, paths_of
from schemas.run import Counts, PlannedFilm

DEMO = Path(__file__).parents[3] / "catalogs" / "demo" / "pictures"
PICTURES = {"cup": "nord-bottle-1", "bowl": "nord-bottle-2", "lamp": "halo-lamp-1"}
ROWS: tuple[dict[str, Any], ...] = (
    {
        "id": "cup",
        "title": "Nord Cup",
        "description": "A steel cup in a matte powder coat.",
        "price": "12.00",
        "currency": "EUR",
        "images": "cup.jpg|bowl.jpg",
        "seconds": 4,
    },
    {"id": "bowl", "title": "Nord Bowl", "images": "bowl.jpg", "seconds": 4},
    {"id": "lamp", "title": "Halo Lamp", "images": "lamp.jpg", "seconds": 4},
    {"id": "plate", "title": "Nord Plate", "images": "bowl.jpg", "seconds": 4},
)


@dataclass(frozen=True, slots=True)
class Studio:
    """The shop in `folder`, which a test changes as its owner would; its keys are in there too."""

    folder: Path

    @property
    def config(self) -> Path:
        """Where the authority that signs its films lies."""
        return self.folder / "config"

    @property
    def films(self) -> dict[str, bytes]:
        """The delivered films by name."""
        return {path.stem: path.read_bytes() for path in self.folder.glob("out/films/*/*.mp4")}

    def write(self, rows: tuple[dict[str, Any], ...]) -> None:
        """Write the catalog."""
        with (self.folder / "catalog.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)

    def change(self, row: str, **cells: Any) -> None:
        """Change cells of one row."""
        self.write(tuple(one | cells if one["id"] == row else one for one in ROWS))

    def set(self, **fields: Any) -> None:
        """Change fields of the production file."""
        file = self.folder / "production.yaml"
        file.write_text(yaml.safe_dump(yaml.safe_load(file.read_text("utf-8")) | fields), "utf-8")

    def plan(self) -> tuple[Counts, dict[str, PlannedFilm]]:
        """The plan's counts, and its films by row and profile: `cup_preview`."""
        with self.opened() as context:
            check = check_catalog(context, catalog_of(context))
            with build_plan(context, check, Quiet()) as plan:
                return plan.counts, {f"{film.id}_{film.profile}": film for film in plan.films()}

    def produce(self, **choices: Any) -> RunResult:
        """Make what the plan says is missing."""
        with self.opened() as context:
            return produce(context, catalog_of(context), Choices(**choices), Quiet())

    def opened(self) -> AbstractContextManager[RunContext]:
        """The production, open."""
        target = open_target(self.folder / "production.yaml", Overrides(), {})
        return open_context(target.production, paths_of(target, self.config), Secrets())


@pytest.fixture(scope="package")
def produced(tmp_path_factory: pytest.TempPathFactory) -> tuple[Studio, Path, RunResult]:
    """The shop after its first run, a copy of it that nobody changes, and what the run said."""
    folder = tmp_path_factory.mktemp("studio")
    studio = Studio(folder / "shop")
    studio.folder.mkdir()
    for name, picture in PICTURES.items():
        with Image.open(DEMO / f"{picture}.jpg") as opened:
            opened.resize((320, 320)).save(studio.folder / f"{name}.jpg", quality=90)
    production = {
        "catalog": "catalog.csv",
        "brand": {"name": "Fjell & Co"},
        "voice": {"engine": "none"},
        "pool": {"kind": "local"},
        "deliveries": [{"profile": "preview"}],
    }
    (studio.folder / "production.yaml").write_text(yaml.safe_dump(production), "utf-8")
    studio.write(ROWS)
    result = studio.produce()
    shutil.copytree(studio.folder, folder / "pristine")
    return studio, folder / "pristine", result


@pytest.fixture
def studio(produced: tuple[Studio, Path, RunResult]) -> Studio:
    """The produced shop as its first run left it, in the same place each time."""
    shop, pristine, _ = produced
    shutil.rmtree(shop.folder)
    shutil.copytree(pristine, shop.folder)
    return shop
