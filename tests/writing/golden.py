"""The golden set as a shop: its catalog on disk, and each row as a production's writer tells it."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from PIL import Image

from engine.production.check import check_catalog
from engine.production.context import RunContext, Secrets
from engine.production.opening import open_context
from engine.production.planning.build import build_plan
from engine.production.planning.row import RowPlan
from engine.production.prerequisites import fulfil_all
from engine.production.watch import Quiet, Stage
from engine.writers.model import ModelWriter
from flows.catalog import catalog_of
from flows.settings import Overrides, open_target, paths_of
from schemas.brief import Brief, Material
from schemas.reject import Reject
from tests.writing.score import Told

__all__ = ["Golden", "Watching", "golden_briefs", "golden_rows", "told_by"]

_HERE = Path(__file__).parent
_PICTURES = Path(__file__).parents[2] / "catalogs" / "demo" / "pictures"


@dataclass
class Golden:
    """What became of the rows: as they were told, planned, or refused."""

    told: list[Told] = field(default_factory=list)
    plans: list[RowPlan] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


class Watching(Quiet):
    """Prints each row as it is written."""

    def stage(self, stage: Stage, what: str, total: int | None = None) -> None:
        """Nothing."""

    def step(self, sentence: str, steps: int = 1) -> None:  # noqa: ARG002 - as every watch
        """The row is done."""
        print(f"  {sentence}", flush=True)


def golden_rows() -> list[dict[str, Any]]:
    """The rows as they are written, in the order of their catalog."""
    found: list[dict[str, Any]] = yaml.safe_load((_HERE / "rows.yaml").read_text("utf-8"))
    return found


@functools.cache
def golden_briefs() -> Mapping[str, Brief]:
    """The rows as briefs, by id, without their pictures."""
    origin = {"source": "rows.yaml", "rows": (1,), "digest": ""}
    return {
        row["id"]: Brief.model_validate({**_cells(row), "origin": origin}) for row in golden_rows()
    }


def told_by(folder: Path, writer: Mapping[str, Any], watch: Watching, rows: int = 99) -> Golden:
    """The first `rows` rows as the writer of those settings tells them, in a shop in `folder`."""
    with _shop(folder, writer, golden_rows()[:rows]) as context:
        check = check_catalog(context, catalog_of(context))
        with build_plan(context, check, Quiet()) as plan:
            for _ in fulfil_all(context, plan.pending(), watch):
                pass
        golden = Golden()
        with build_plan(context, check, Quiet()) as plan:
            golden.rejects += plan.rejects()
            for row in plan.rows():
                golden.plans.append(row)
                golden.told.append(_told(context, row.brief, row.material))
    return golden


def _told(context: RunContext, brief: Brief, material: Material) -> Told:
    writer = context.writer
    storyboard = writer.storyboard(brief, material)
    script = writer.script(brief, storyboard, brief.locale)
    own = isinstance(writer, ModelWriter) and writer.shortfall(brief, material) is not None
    return Told(brief, storyboard, script, own)


@contextmanager
def _shop(
    folder: Path, writer: Mapping[str, Any], rows: list[dict[str, Any]]
) -> Iterator[RunContext]:
    folder.mkdir(parents=True, exist_ok=True)
    for name in {row["picture"] for row in rows}:
        with Image.open(_PICTURES / f"{name}.jpg") as opened:
            opened.resize((480, 480)).save(folder / f"{name}.jpg", quality=90)
    cells = [{**row, "images": [f"{row['picture']}.jpg"]} for row in rows]
    for row in cells:
        del row["picture"]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in cells)
    (folder / "rows.jsonl").write_text(text, "utf-8")
    production = {
        "name": "golden",
        "catalog": "rows.jsonl",
        "writer": dict(writer),
        "moderation": {"name": "off"},
        "deliveries": [{"profile": "preview"}],
    }
    (folder / "production.yaml").write_text(yaml.safe_dump(production), "utf-8")
    target = open_target(folder / "production.yaml", Overrides(), {})
    paths = paths_of(target, folder / "config")
    with open_context(target.production, paths, Secrets()) as context:
        yield context


def _cells(row: Mapping[str, Any]) -> dict[str, Any]:
    cells = {name: value for name, value in row.items() if name not in {"picture", "currency"}}
    for name in ("price", "was_price"):
        if name in cells:
            cells[name] = {"amount": str(cells[name]), "currency": row["currency"]}
    return cells
