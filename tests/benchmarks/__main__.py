"""Runs the benchmarks and prints their tables.

    python -m tests.benchmarks [--quick | --full] [--repeat 3] [intake] [edit] [planning] ...

`--quick` takes small pictures and few rows: it shows that the programs run, not how fast they are.
`--full` reads a million rows instead of 200,000, and plans a million unchanged ones instead of
100,000, for which some 10 GB of disk are filled.
Nothing here is a test: machines differ, and shared ones differ from minute to minute.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from tests.benchmarks import demo, edit, generation, intake, planning
from tests.benchmarks.scale import Scale

PROGRAMS = {
    "intake": intake.run,
    "edit": edit.run,
    "planning": planning.run,
    "floor": demo.floor,
    "again": demo.again,
    "generation": generation.run,
}


def main() -> None:
    """Run what was asked for, in a folder that is removed at the end."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("programs", nargs="*", metavar="PROGRAM", help=", ".join(PROGRAMS))
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="small and once")
    size.add_argument("--full", action="store_true", help="a million rows, for an hour")
    parser.add_argument("--repeat", type=int, default=3, help="runs of which medians are taken")
    asked = parser.parse_args()
    if unknown := set(asked.programs) - PROGRAMS.keys():
        parser.error(f"there is no benchmark {min(unknown)!r}; there are: {', '.join(PROGRAMS)}")
    repeat = 1 if asked.quick else asked.repeat
    scale = Scale(quick=asked.quick, repeat=repeat, full=asked.full)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before the first run")
    with tempfile.TemporaryDirectory(prefix="callsheet-benchmarks-") as folder:
        for name in asked.programs or PROGRAMS:
            PROGRAMS[name](Path(folder), scale)


if __name__ == "__main__":
    main()
