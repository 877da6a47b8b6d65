"""Produces the demo here, and on two machines that share only an object store; one is lost midway.

    python -m tests.cluster out/cluster

Ends with status 0 where both made the same films, frame by frame; with status 1 and what differs
where not. It takes several times as long as the demo.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.cluster.machines import object_store, site
from tests.cluster.runs import Run, produced
from tests.demo import DEMO
from tests.flows.frames import frames_of

_PATIENCE = 4 * 3600
_MIDWAY = 40
"""Takes and segments that the lost machine has made, of about a hundred that fall to each."""


def main(out: Path) -> int:
    """Produce it twice and compare; the exit status."""
    out.mkdir(parents=True, exist_ok=True)
    here, there = out / "here", out / "there"
    os.environ |= {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}
    with tempfile.TemporaryDirectory(prefix="cluster-") as scratch, object_store() as store:
        folder = Path(scratch)
        private = {"PREFECT_HOME": f"{folder}/prefect", "XDG_CONFIG_HOME": f"{folder}/config"}
        # Copies, because the machines are shown an empty folder where the driver's files lie.
        for name in ("demo-here", "demo-there"):
            shutil.copytree(DEMO, folder / name, ignore=shutil.ignore_patterns(".callsheet", "out"))
        first = _timed(
            "here", folder / "demo-here" / "production.yaml", private, "--out", str(here)
        )
        with site(folder, folder / "demo-there", store) as machines:
            second = _timed(
                "there",
                folder / "demo-there" / "production.yaml",
                {**machines.told, **private},
                *("--out", str(there)),
                losing=machines.machines[1],
                after=_MIDWAY,
            )
            for machine in machines.machines:
                print(f"the {machine.folder.name} machine made or fetched {len(machine.made)}")
    return _compared(here, there, (first, second))


def _timed(name: str, production: Path, told: dict[str, str], *options: str, **how: object) -> Run:
    begun = time.perf_counter()
    run = produced(production, told, *options, patience=_PATIENCE, **how)  # type: ignore[arg-type]
    lost = ", one machine lost" if run.lost else ""
    print(f"{name}: status {run.status} in {time.perf_counter() - begun:.0f} s{lost}")
    if run.status:
        print(run.err, file=sys.stderr)
    return run


def _compared(here: Path, there: Path, runs: tuple[Run, Run]) -> int:
    films = {path.relative_to(here): path for path in sorted(here.glob("films/*/*.mp4"))}
    table = Table("film", "frames", "segments", "differ", box=None)
    faults = [f"status {run.status}" for run in runs if run.status]
    if not runs[1].lost:
        faults.append("no machine was lost: there was too little to do")
    if films.keys() != {path.relative_to(there) for path in there.glob("films/*/*.mp4")}:
        faults.append("they are not the same films")
    for name, film in films.items():
        if not (there / name).is_file():
            continue
        frames = [frames_of(path) for path in (film, there / name)]
        segments = [
            json.loads((at / name).with_suffix(".json").read_text())["segments"]
            for at in (here, there)
        ]
        differ = sum(one != other for one, other in zip(*frames, strict=False))
        differ += abs(len(frames[0]) - len(frames[1])) + (segments[0] != segments[1])
        if differ:
            faults.append(f"{name} differs")
        table.add_row(film.stem, str(len(frames[0])), str(len(segments[0])), str(differ))
    Console(width=100).print(table)
    for fault in faults:
        print(f"FAULT {fault}")
    print(f"{len(films)} films, {len(faults)} faults.")
    return 1 if faults or not films else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("out", type=Path, help="where both outputs go, for instance out/cluster")
    sys.exit(main(parser.parse_args().out))
