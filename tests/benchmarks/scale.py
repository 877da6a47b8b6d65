"""Scale: how large and how often, and the tables that are printed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from rich import box
from rich.console import Console
from rich.table import Table

__all__ = ["Scale", "show", "wall"]


@dataclass(frozen=True, slots=True)
class Scale:
    """`quick` for small material; `repeat` runs, of which medians are taken."""

    quick: bool
    repeat: int


def wall(work: Callable[[], object], repeat: int) -> float:
    """Seconds by the clock that `work` takes, the median of `repeat` runs."""
    runs = []
    for _ in range(repeat):
        begun = time.perf_counter()
        work()
        runs.append(time.perf_counter() - begun)
    return median(runs)


def show(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table; numbers are rounded to two places."""
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left")
    for row in rows:
        table.add_row(*(f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in row))
    Console(width=110).print(table)
