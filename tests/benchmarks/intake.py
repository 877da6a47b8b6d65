"""Intake: rows of a CSV and of a Parquet file to briefs, beside pandas and pyarrow that only read.

Each reading is a process of its own, so that its memory is its own:

    python -m tests.benchmarks.intake WAY FILE

prints what it took. A way of ours judges every row by the shipped suite, as `callsheet check` does.
"""

from __future__ import annotations

import csv
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.command import peak_of
from tests.benchmarks.scale import Scale, show
from tests.benchmarks.shop import row_of

__all__ = ["run"]

_FEW = 10_000
_AT_A_TIME = 50_000
_COLUMNS = ("run", "wall s", "CPU s", "rows per CPU s", "peak MB", "over few rows")


def run(folder: Path, scale: Scale) -> None:
    """Read as often as asked, and print a table; the full scale reads a million rows."""
    rows = 3_000 if scale.quick else 1_000_000 if scale.full else 200_000
    least = 1_000 if scale.quick else _FEW
    lines = []
    for suffix, ways in (("csv", ("callsheet", "pandas")), ("parquet", ("callsheet", "pyarrow"))):
        few, many = (_catalog(folder / f"{count}.{suffix}", count) for count in (least, rows))
        for way in ways:
            small = _read(way, few)
            runs = [_read(way, many) for _ in range(scale.repeat)]
            cpu, peak = (median(one[what] for one in runs) for what in ("cpu", "peak"))
            if runs[0]["rows"] != rows:
                raise RuntimeError(f"{way} found {runs[0]['rows']} of {rows} rows in {many}")
            name = f"{suffix.upper() if suffix == 'csv' else 'Parquet'} by {way}"
            wall, ratio = median(one["wall"] for one in runs), peak / small["peak"]
            lines.append((name, wall, cpu, f"{rows / cpu:.0f}", f"{peak / 1e6:.0f}", ratio))
        few.unlink()
        many.unlink()
    title = f"{rows} rows to briefs, medians of {scale.repeat}; few are {least}"
    show(title, _COLUMNS, lines)


def _catalog(path: Path, rows: int) -> Path:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, row_of(0))
            writer.writeheader()
            writer.writerows(map(row_of, range(rows)))
        return path
    import pyarrow as pa  # noqa: PLC0415 - in this process only where Parquet is written
    import pyarrow.parquet as pq  # noqa: PLC0415 - as above

    schema = pa.table({name: [text] for name, text in row_of(0).items()}).schema
    with pq.ParquetWriter(path, schema) as writer_of_table:
        numbers = iter(range(rows))
        while some := list(islice(numbers, _AT_A_TIME)):
            writer_of_table.write_table(pa.Table.from_pylist([row_of(n) for n in some], schema))
    return path


def _read(way: str, file: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", __name__, way, str(file)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _callsheet(file: Path) -> int:
    from catalogs import Defaults, open_catalog  # noqa: PLC0415 - in a process of its own
    from engine.expectations import validate  # noqa: PLC0415 - as above
    from schemas.brief import Brief  # noqa: PLC0415 - as above

    outcomes = open_catalog(file, {}).validate(Defaults(), validate)
    return sum(isinstance(one, Brief) for one in outcomes)


def _pandas(file: Path) -> int:
    import pandas as pd  # noqa: PLC0415 - as above

    return len(pd.read_csv(file))


def _pyarrow(file: Path) -> int:
    import pyarrow.parquet as pq  # noqa: PLC0415 - as above

    return int(pq.read_table(file).num_rows)


_WAYS: dict[str, Callable[[Path], int]] = {
    "callsheet": _callsheet,
    "pandas": _pandas,
    "pyarrow": _pyarrow,
}


def _main(way: str, file: Path) -> None:
    begun = time.perf_counter()
    rows = _WAYS[way](file)
    used = resource.getrusage(resource.RUSAGE_SELF)
    taken = {
        "rows": rows,
        "wall": time.perf_counter() - begun,
        "cpu": used.ru_utime + used.ru_stime,
        "peak": peak_of(os.getpid()),
    }
    json.dump(taken, sys.stdout)


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]))
