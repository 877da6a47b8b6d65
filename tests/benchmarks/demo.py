"""The demo, produced once: `floor` holds its time against x264 alone, `again` produces it anew.

Both go through the installed command, as a user does.
"""

from __future__ import annotations

import functools
import time
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow.parquet as pq

from engine.profiles import profiles
from tests.benchmarks import x264
from tests.benchmarks.command import Timed, timed
from tests.benchmarks.scale import Scale, show

__all__ = ["again", "floor"]

_PRODUCTION = Path(__file__).parents[2] / "catalogs" / "demo" / "production.yaml"


@dataclass(frozen=True, slots=True)
class _Demo:
    """The demo under `folder`, and what its first run from nothing answered.

    Of a quick one, two small films of one row are made.
    """

    folder: Path
    scale: Scale
    first: Timed

    def produce(self) -> Timed:
        return _produce(self.folder, self.scale)

    @property
    def films(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = pq.read_table(
            self.folder / "out" / "manifest.parquet"
        ).to_pylist()
        return rows


@functools.cache
def _produced(folder: Path, scale: Scale) -> _Demo:
    return _Demo(folder, scale, _produce(folder, scale))


def _produce(folder: Path, scale: Scale) -> Timed:
    places = ("--out", folder / "out", "--store", folder / "store")
    if not scale.quick:
        return timed(folder, "produce", _PRODUCTION, *places)
    small = "[{profile: preview}, {profile: preview-tall}]"
    return timed(folder, "produce", _PRODUCTION, *places, "--only", "nord-bottle", deliveries=small)


def floor(folder: Path, scale: Scale) -> None:
    """Encode the demo's own frames with x264 alone and print one table."""
    demo = _produced(folder, scale)
    alone = sum(_floor_of(demo, film, folder) for film in demo.films)
    seconds = sum(film["seconds"] for film in demo.films)
    counts = demo.first.document
    made, shots = counts["films"]["made"], counts["shots"]["rendered"]
    making = counts["seconds"]["make"]
    show(
        f"The demo: {made} films, {seconds:.0f} s of film, {shots} shots, "
        f"{counts['segments']['encoded']} segments",
        ("run", "wall s", "s of film per s", "over the floor"),
        [
            ("x264 alone, whole films (floor)", alone, seconds / alone, 1.0),
            (
                "from nothing, with every start",
                demo.first.wall,
                seconds / demo.first.wall,
                demo.first.wall / alone,
            ),
            ("of that the making", making, seconds / making, making / alone),
        ],
    )


def _floor_of(demo: _Demo, film: dict[str, Any], folder: Path) -> float:
    """Seconds for one film; its uncompressed frames, some gigabytes, are gone after it."""
    raw, target = folder / "raw.yuv", folder / "floor.mp4"
    profile = profiles(())[film["profile"]]
    x264.uncompressed(demo.folder / "out" / film["file"], raw)
    begun = time.perf_counter()
    x264.encode(
        raw,
        (film["width"], film["height"]),
        Fraction(film["rate"]),
        target,
        preset=profile.preset,
        crf=profile.crf,
    )
    wall = time.perf_counter() - begun
    raw.unlink()
    target.unlink()
    return wall


def again(folder: Path, scale: Scale) -> None:
    """Produce the demo with nothing to do, as often as asked, and print one table."""
    demo = _produced(folder, scale)
    runs = [demo.produce() for _ in range(scale.repeat)]
    for run in runs:
        films = run.document["films"]
        if films["made"] or films["reused"] != demo.first.document["films"]["made"]:
            raise RuntimeError(f"a finished run did not reuse every film: {films}")
    show(
        f"The demo with nothing to do, median of {scale.repeat}",
        ("run", "wall s", "peak MB"),
        [
            (
                "from nothing",
                demo.first.wall,
                f"{demo.first.peak_mb:.0f}",
            ),
            (
                "again",
                median(run.wall for run in runs),
                f"{median(run.peak_mb for run in runs):.0f}",
            ),
        ],
    )
