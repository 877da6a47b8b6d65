"""Scale: how large and how often, and the tables that are printed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from rich import box
from rich.console import Console
from rich.table import Table

__all__ = ["Scale", "show", "walls"]


@dataclass(frozen=True, slots=True)
class Scale:
    """`quick` for small material, `full` for as much as is promised at all; `repeat` runs, of which
    medians are taken.
    """

    quick: bool
    repeat: int
    full: bool = False


def walls(works: Mapping[str, Callable[[], object]], repeat: int) -> dict[str, float]:
    """Seconds by the clock that each work takes, the median of `repeat` rounds.

    A round is every work once: what else the machine does then slows all of them alike.
    """
    runs: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(repeat):
        for name, work in works.items():
            begun = time.perf_counter()
            work()
            runs[name].append(time.perf_counter() - begun)
    return {name: median(times) for name, times in runs.items()}


def show(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table; numbers are rounded to two places."""
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left")
    for row in rows:
        table.add_row(*(f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in row))
    Console(width=110).print(table)
