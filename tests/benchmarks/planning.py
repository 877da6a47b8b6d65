"""Planning: a thousand rows that share a few pictures, from a plan of nothing to a plan of all."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from tests.benchmarks.command import Timed, timed
from tests.benchmarks.scale import Scale, show

__all__ = ["run"]

_PICTURES = Path(__file__).parents[2] / "catalogs" / "demo" / "pictures"
_ITEMS = ("nord-bottle", "halo-lamp", "kiln-mugs")


def run(folder: Path, scale: Scale) -> None:
    """Plan a catalog for the first time, then as often as asked; print one table."""
    rows = 30 if scale.quick else 1000
    catalog = _catalog(folder / "shop", rows)
    command = ("plan", catalog, "--store", folder / "store")
    first = timed(folder, *command)
    again = [timed(folder, *command) for _ in range(scale.repeat)]
    would = first.document["would"]
    if (would["films"]["made"], would["rejects"]) != (rows, 0):
        raise RuntimeError(f"{rows} films should be made: {would}")
    shots, segments = would["shots"]["rendered"], would["segments"]["encoded"]
    show(
        f"Planning {rows} rows ({shots} shots, {segments} segments to make)",
        ("run", "wall s", "rows per s", "peak MB"),
        [
            _line("first: every row and picture checked", rows, [first]),
            _line(f"again: the check is remembered, median of {scale.repeat}", rows, again),
        ],
    )


def _line(name: str, rows: int, runs: Sequence[Timed]) -> tuple[str, float, float, str]:
    wall = median(run.wall for run in runs)
    return name, wall, rows / wall, f"{median(run.peak_mb for run in runs):.0f}"


def _catalog(folder: Path, rows: int) -> Path:
    (folder / "pictures").mkdir(parents=True)
    for picture in _PICTURES.glob("*.jpg"):
        shutil.copyfile(picture, folder / "pictures" / picture.name)
    catalog = folder / "catalog.csv"
    with catalog.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _row(0))
        writer.writeheader()
        writer.writerows(_row(number) for number in range(rows))
    return catalog


def _row(number: int) -> dict[str, str]:
    item = _ITEMS[number % len(_ITEMS)]
    return {
        "id": f"{item}-{number}",
        "title": f"{item.replace('-', ' ').title()} No. {number}",
        "description": f"Number {number} of a series, made to last and to be mended.",
        "bullets": "Made to last|Easy to mend|Packed in paper",
        "price": f"{10 + number % 90}.90",
        "currency": "EUR",
        "images": "|".join(f"pictures/{item}-{view}.jpg" for view in (1, 2, 3)),
        "url": f"https://fjell.example/{item}-{number}",
        "cta": "Choose yours",
    }
