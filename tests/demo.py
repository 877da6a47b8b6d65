"""Looks at the films of the demo, every one from its first frame to its last, and says what it saw.

    python -m tests.demo out/demo

Ends with status 0 where every row of the demo catalog is delivered in every profile, whole, loud
enough, captioned and trusted; with status 1 and the reasons where anything is not so.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pyarrow.parquet as pq
import yaml
from rich.console import Console
from rich.table import Table

from engine.inspection import limits_for
from engine.inspection.look import Look, longest_run, look
from engine.media import Probe, probe
from engine.profiles import profiles
from engine.proof import Verdict, anchors, verify
from engine.report import SUFFIXES
from engine.sound import Loudness, measure
from flows.settings import config_folder
from schemas.delivery import Profile
from schemas.errors import EncodeError
from schemas.production import Checks
from tests.decoded import decode_all

DEMO = Path(__file__).parents[1] / "catalogs" / "demo"
_LIMITS = limits_for(Checks()).films
_TOLERANCE = 1.0
"""LU around the profile's loudness, as EBU R 128 allows."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One film, looked at; `black` and `frozen` are in seconds."""

    file: Path
    profile: Profile
    probed: Probe
    seen: Look
    loudness: Loudness
    verdict: Verdict

    @property
    def frames(self) -> int:
        """How many were decoded."""
        return len(self.seen.luma)

    @property
    def black(self) -> float:
        return longest_run(self.seen.black) / float(self.profile.rate)

    @property
    def frozen(self) -> float:
        return self.seen.frozen / float(self.profile.rate)


def wanted() -> dict[str, Profile]:
    """The films that the demo's catalog and production ask for, by name."""
    known = profiles(())
    production = yaml.safe_load((DEMO / "production.yaml").read_text("utf-8"))
    rows = pq.read_table(DEMO / production["catalog"], columns=["id", "locale"]).to_pylist()
    return {
        f"{row['id']}_{row['locale']}_{delivery['profile']}": known[delivery["profile"]]
        for row in rows
        for delivery in production["deliveries"]
    }


def seen(file: Path, profile: Profile, trusted: str) -> Seen:
    """Decode, look at, listen to and verify one film. Raises EncodeError where it is damaged.

    The picture is decoded once: strictly, while it is looked at.
    """
    decode_all(file, picture=False)
    return Seen(
        file=file,
        profile=profile,
        probed=probe(file),
        seen=look(file, strict=True),
        loudness=measure(file),
        verdict=verify(file, anchors=trusted),
    )


def faults(film: Seen) -> Iterator[str]:
    """What is wrong with the film, if anything."""
    yield from _picture(film)
    yield from _sound(film)
    for suffix in SUFFIXES.files():
        beside = film.file.with_suffix(suffix)
        if not beside.is_file() or not beside.stat().st_size:
            yield f"{suffix} is missing or empty"
    if film.verdict.state != "Trusted":
        yield f"verify says {film.verdict.state}: {film.verdict.reason}"


def _picture(film: Seen) -> Iterator[str]:
    picture, profile = film.probed.picture, film.profile
    if picture is None:
        yield "there is no picture"
        return
    if (picture.width, picture.height) != (profile.width, profile.height):
        yield f"the picture is {picture.width}x{picture.height}"
    if picture.rate != Fraction(profile.rate) or picture.uneven:
        yield f"the rate is {picture.rate} with {picture.uneven} uneven steps"
    if film.frames != picture.frames:
        yield f"{film.frames} frames decode of {picture.frames}"
    if film.seen.black[0] or film.seen.black[-1]:
        yield "it begins or ends in black"
    for measure_name, value in (("black", film.black), ("frozen", film.frozen)):
        if not _LIMITS[measure_name].allows(value):
            yield f"it is {measure_name} for {value:.1f} s"


def _sound(film: Seen) -> Iterator[str]:
    if film.probed.sound is None:
        yield "there is no sound"
        return
    if abs(film.loudness.integrated - film.profile.loudness) > _TOLERANCE:
        yield f"the loudness is {film.loudness.integrated:.1f} LUFS"
    if film.loudness.true_peak > film.profile.true_peak:
        yield f"the true peak is {film.loudness.true_peak:.1f} dBTP"


def main(out: Path) -> int:
    """Look at everything; the exit status."""
    asked, trusted = wanted(), anchors(config_folder())
    there = {file.stem: file for file in out.glob("films/*/*.mp4")}
    reasons = [f"{name}: not delivered" for name in asked if name not in there]
    reasons += [f"{name}: nobody asked for it" for name in there if name not in asked]
    table = Table("film", "size", "s", "LUFS", "dBTP", "black", "frozen", "state", box=None)
    for name in sorted(asked.keys() & there.keys()):
        try:
            film = seen(there[name], asked[name], trusted)
        except EncodeError as error:
            reasons.append(f"{name}: {error}")
            continue
        reasons += [f"{name}: {fault}" for fault in faults(film)]
        table.add_row(name, *_cells(film))
    Console(width=110).print(table)
    for reason in reasons:
        print(f"FAULT {reason}")
    print(f"{len(there)} films, {len(asked)} asked for, {len(reasons)} faults.")
    return 1 if reasons else 0


def _cells(film: Seen) -> tuple[str, ...]:
    picture = film.probed.picture
    return (
        f"{picture.width}x{picture.height}" if picture else "-",
        f"{picture.seconds:.1f}" if picture else "-",
        f"{film.loudness.integrated:.1f}",
        f"{film.loudness.true_peak:.1f}",
        f"{film.black:.1f}",
        f"{film.frozen:.1f}",
        film.verdict.state,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("out", type=Path, help="the demo's output folder, for instance out/demo")
    sys.exit(main(parser.parse_args().out))
