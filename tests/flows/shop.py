"""A shop: a production of three rows that a test can change as its owner would.

Its films are small; its catalog is a real Parquet file, its pictures are the demo's, scaled down.
"""

from __future__ import annotations

import functools
import io
import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml
from PIL import Image

from engine.media import probe
from tests.flows.terminal import Answer, callsheet

DEMO = Path(__file__).parents[2] / "catalogs" / "demo"
PICTURES = ("nord-bottle-1", "nord-bottle-2", "halo-lamp-1", "halo-lamp-2", "three-lights-1")
ROWS: tuple[dict[str, Any], ...] = (
    {
        "id": "bottle",
        "kind": "product",
        "title": "Nord Bottle",
        "description": "A double-walled steel bottle in a matte powder coat.",
        "bullets": ["Double-walled steel", "Screw lid with a loop"],
        "price": Decimal("34.90"),
        "currency": "EUR",
        "images": ["pictures/nord-bottle-1.jpg", "pictures/nord-bottle-2.jpg"],
        "url": "https://fjell.example/bottle",
        "cta": "Choose your colour",
        "seconds": 8.0,
    },
    {
        "id": "lamp",
        "kind": "ad",
        "title": "Halo Desk Lamp",
        "description": "A brass ring on a slim black stem lights the desk.",
        "bullets": ["One knob sets the level"],
        "price": Decimal("129.00"),
        "currency": "EUR",
        "images": ["pictures/halo-lamp-1.jpg", "pictures/halo-lamp-2.jpg"],
        "url": "https://fjell.example/lamp",
        "cta": "See it lit",
        "seconds": 6.0,
    },
    {
        "id": "lights",
        "kind": "lesson",
        "title": "How do three lights shape a face?",
        "description": "A key light models the form, and a fill opens the shadow.",
        "bullets": ["A key light from one side shows form."],
        "price": None,
        "currency": None,
        "images": ["pictures/three-lights-1.jpg"],
        "url": "https://fjell.example/lights",
        "cta": "Try it with one lamp",
        "seconds": 8.0,
    },
)
PROFILES = ("preview", "preview-tall")
_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("id", "kind", "title", "description")),
        ("bullets", pa.list_(pa.string())),
        ("price", pa.decimal128(12, 2)),
        ("currency", pa.string()),
        ("images", pa.list_(pa.string())),
        *((name, pa.string()) for name in ("url", "cta")),
        ("seconds", pa.float64()),
        *((name, pa.string()) for name in ("review", "storyboard")),
    ]
)


@dataclass(frozen=True, slots=True)
class Shop:
    """The production in `folder`: `production.yaml`, `catalog.parquet`, pictures, and its films."""

    folder: Path

    @classmethod
    def opened(cls, folder: Path) -> Shop:
        """A new shop with every row, and no film yet."""
        shop = cls(folder)
        (folder / "pictures").mkdir(parents=True)
        for name in PICTURES:
            (folder / "pictures" / f"{name}.jpg").write_bytes(_scaled_down(name))
        wanted = {
            "catalog": "catalog.parquet",
            "brand": {"music": str(DEMO / "brand" / "bed.m4a"), "name": "Fjell & Co"},
            "deliveries": [{"profile": name} for name in PROFILES],
        }
        shop.production.write_text(yaml.safe_dump(wanted), "utf-8")
        shop.write(ROWS)
        return shop

    @property
    def production(self) -> Path:
        return self.folder / "production.yaml"

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def write(self, rows: tuple[dict[str, Any], ...]) -> None:
        """Write the catalog with these rows."""
        table = pa.Table.from_pylist(list(rows), _SCHEMA)
        pq.write_table(table, self.folder / "catalog.parquet")

    def set(self, **fields: Any) -> None:
        """Change fields of the production file."""
        wanted = yaml.safe_load(self.production.read_text("utf-8")) | fields
        self.production.write_text(yaml.safe_dump(wanted), "utf-8")

    def change(self, row: str, **cells: Any) -> None:
        """Change cells of one row of the Parquet file."""
        self.write(tuple({**one, **(cells if one["id"] == row else {})} for one in ROWS))

    def without(self, row: str) -> None:
        """Remove one row of the Parquet file."""
        self.write(tuple(one for one in ROWS if one["id"] != row))

    def callsheet(self, command: str, *more: str | Path) -> Answer:
        """Run a command on the production, as at a terminal, with its answer as JSON."""
        return callsheet(command, self.production, *more, "--json")

    def films(self) -> dict[str, Path]:
        """The delivered films by name, without their suffix."""
        return {path.stem: path for path in sorted(self.out.glob("films/*/*.mp4"))}

    def sidecar(self, film: str) -> dict[str, Any]:
        """What lies beside a film as JSON."""
        found: dict[str, Any] = json.loads(self.films()[film].with_suffix(".json").read_text())
        return found

    def segments(self, film: str) -> dict[str, int]:
        """The keys of a film's segments in order, each with its length in frames."""
        found = {}
        for key in self.sidecar(film)["segments"]:
            picture = probe(self.folder / ".callsheet" / "blobs" / key[:2] / f"{key}.mp4").picture
            assert picture is not None
            found[key] = picture.frames
        return found

    def bytes(self) -> dict[str, bytes]:
        """Every delivered film's bytes, by name."""
        return {name: path.read_bytes() for name, path in self.films().items()}


@functools.cache
def _scaled_down(picture: str) -> bytes:
    """One of the demo's pictures at 480 pixels: read once, since most tests open a shop."""
    scaled = io.BytesIO()
    with Image.open(DEMO / "pictures" / f"{picture}.jpg") as opened:
        opened.resize((480, 480)).save(scaled, "JPEG", quality=90)
    return scaled.getvalue()
