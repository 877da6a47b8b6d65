"""Planning: rows that nobody has planned before, and rows whose films all stand.

Both go through the installed command, as a user does. Processor seconds are shown beside the
clock's, because they say the same on a machine that does other things meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median

from tests.benchmarks.command import Timed, timed
from tests.benchmarks.scale import Scale, show
from tests.benchmarks.seeding import delivered_shop
from tests.benchmarks.shop import open_shop

__all__ = ["run"]

_COLUMNS = ("run", "wall s", "CPU s", "rows per CPU s", "peak MB", "at most")


def run(folder: Path, scale: Scale) -> None:
    """Plan new rows and unchanged ones, each as often as asked; print two tables."""
    _new(folder, scale)
    _unchanged(folder, scale)


def _new(folder: Path, scale: Scale) -> None:
    rows = 200 if scale.quick else 1000
    catalog = open_shop(folder / "shop", rows)
    first, again = [], []
    for number in range(scale.repeat):
        command = ("plan", catalog, "--store", folder / f"store-{number}")
        first.append(timed(folder, *command))
        again.append(timed(folder, *command))
    would = first[0].document["would"]
    if (would["films"]["made"], would["rejects"]) != (rows, 0):
        raise RuntimeError(f"{rows} films should be made: {would}")
    shots, segments = would["shots"]["rendered"], would["segments"]["encoded"]
    show(
        f"Planning {rows} new rows ({shots} shots, {segments} segments to make), "
        f"medians of {scale.repeat}",
        _COLUMNS,
        [
            _line("every row and picture checked, then planned", rows, first, "-"),
            _line("planned, with the check remembered", rows, again, "3 s per 1,000"),
        ],
    )


def _unchanged(folder: Path, scale: Scale) -> None:
    rows = 200 if scale.quick else 1_000_000 if scale.full else 100_000
    store = folder / "store-delivered"
    catalog = delivered_shop(folder, rows, store)
    runs = [timed(folder, "plan", catalog, "--store", store) for _ in range(scale.repeat)]
    for one in runs:
        would = one.document["would"]
        if (would["films"]["reused"], would["films"]["made"]) != (rows, 0):
            raise RuntimeError(f"{rows} films should be reused: {would}")
    most = "60 s, 1,024 MiB" if scale.full else "6 s, 500 MB"
    show(
        f"Planning {rows} unchanged rows, median of {scale.repeat}",
        _COLUMNS,
        [_line("planned, and every film listed", rows, runs, most)],
    )


def _line(
    name: str, rows: int, runs: Sequence[Timed], most: str
) -> tuple[str, float, float, str, str, str]:
    cpu = median(run.cpu for run in runs)
    return (
        name,
        median(run.wall for run in runs),
        cpu,
        f"{rows / cpu:.0f}",
        f"{median(run.peak_mb for run in runs):.0f}",
        most,
    )
