"""The demo: seconds of film for each second by the clock, from nothing; and a run with no work."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import pyarrow.parquet as pq

from tests.benchmarks.command import timed
from tests.benchmarks.scale import Scale, show

__all__ = ["run"]

_PRODUCTION = Path(__file__).parents[2] / "catalogs" / "demo" / "production.yaml"


def run(folder: Path, scale: Scale) -> None:
    """Produce the demo once into an empty store, then again; print one table."""
    out = folder / "out"
    settings = {"deliveries": "[{profile: preview}, {profile: preview-tall}]"}
    said = settings if scale.quick else {}
    command = ("produce", _PRODUCTION, "--out", out, "--store", folder / "store")
    first = timed(folder, *command, **said)
    again = [timed(folder, *command, **said) for _ in range(scale.repeat)]
    if any(run.document["films"]["made"] for run in again):
        raise RuntimeError("a finished run made films again")
    seconds = sum(pq.read_table(out / "manifest.parquet")["seconds"].to_pylist())
    films, shots = first.document["films"]["made"], first.document["shots"]["rendered"]
    encoded = first.document["segments"]["encoded"]
    making = first.document["seconds"]["make"]
    nothing = median(run.wall for run in again)
    planning = median(sum(run.document["seconds"].values()) for run in again)
    show(
        f"The demo: {films} films, {seconds:.0f} s of film, {shots} shots, {encoded} segments",
        ("run", "wall s", "s of film per s"),
        [
            ("from nothing, with every start", first.wall, seconds / first.wall),
            ("of that the making", making, seconds / making),
            (f"again, median of {scale.repeat}", nothing, "-"),
            ("of that checking and planning", planning, "-"),
        ],
    )
