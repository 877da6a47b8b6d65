"""Finished: a film that is made and not delivered yet, and everything that its record is made from.

It writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.jobs.finishing import Joined
from engine.production.context import RunContext
from engine.production.film import Finishing
from engine.production.planning.row import FilmPlan, RowPlan
from engine.report import ShotRecord
from engine.store import BlobKind
from schemas.setup import Setup

__all__ = ["Finished", "shot_records"]


@dataclass(frozen=True, slots=True)
class Finished:
    """One film with everything that its record is made from."""

    context: RunContext
    row: RowPlan
    film: FilmPlan
    making: Finishing
    joined: Joined

    @property
    def target(self) -> Path:
        """Where the film goes."""
        return self.context.paths.out / self.film.planned.file

    @property
    def takes(self) -> Mapping[str, str]:
        """The takes that are shown, and then those that they start from, by their shots' names."""
        return {**self.making.takes, **self.making.sources}

    @property
    def setups(self) -> Mapping[str, Setup]:
        """The setups of those takes, by the shots' names."""
        keys = {**self.film.setups, **self.row.sources(self.film)}
        return {name: self.row.setups[key] for name, key in keys.items()}


def shot_records(done: Finished) -> Mapping[str, ShotRecord]:
    """How each shot's take came about, for the sidecar."""
    known = done.context.store.ledger.have(done.takes.values(), BlobKind.TAKE)
    records = {}
    for name, take in done.takes.items():
        setup = done.setups[name]
        lineage = dict(known[take].lineage) if take in known else {}
        attempt = int(lineage.pop("attempt", 0))
        records[name] = ShotRecord(
            operation=setup.shot.operation,
            renderer=setup.renderer,
            seed=setup.seed + attempt,
            attempt=attempt,
            lineage=lineage,
            starts_from=_starts_from(done, setup),
        )
    return records


def _starts_from(done: Finished, setup: Setup) -> tuple[str, ...]:
    """The names of the shots and of the videos' files that the setup's takes are made from."""
    shots = (done.row.setups[key].shot.name for key in setup.sources)
    return (*shots, *(Path(video.path).name for video in setup.videos))
