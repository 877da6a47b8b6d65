"""Finished: a film that is made and not delivered yet, and everything that its record is made from.

It writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.binding import amount_in, values
from engine.claims import Judge
from engine.jobs.finishing import Joined
from engine.production.context import RunContext
from engine.production.film import Finishing
from engine.production.planning.row import FilmPlan, RowPlan
from engine.report import ShotRecord, WordRecord
from engine.store import BlobKind
from engine.writers.model import evidence_of
from schemas.setup import Setup

__all__ = ["Finished", "shot_records", "word_records"]

_AMOUNTS = frozenset({"price", "was_price"})
_SHORT = ("title", "subtitle", "brand", "category", "cta", "url")
"""Fields that are shown as they are, of which the judge only asks what the thing is called."""


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


def word_records(done: Finished) -> tuple[WordRecord, ...]:
    """The fields of the row that each text of the film rests on, for the sidecar."""
    brief, writer, locale = done.row.brief, done.context.production.writer, done.film.planned.locale
    # In its own language: what a model translated is in no column of the row.
    told = values(brief, brief.locale)
    known = {name: told[name] for name in (*_SHORT, *brief.extra) if told.get(name)}
    amounts = {"price": brief.price, "was_price": brief.was_price}
    known |= {name: amount_in(amount, locale) for name, amount in amounts.items() if amount}
    judge = Judge(evidence_of(brief, writer.columns, writer.approved), locale)
    return tuple(
        WordRecord(text, tuple(dict.fromkeys((*_shown_in(text, known), *judge.evidence_of(text)))))
        for text in dict.fromkeys(done.film.script.texts())
    )


def _shown_in(text: str, known: Mapping[str, str]) -> list[str]:
    """The fields whose values the text is, or whose amounts stand in it."""
    return [
        name
        for name, value in known.items()
        if value == text.removesuffix(".") or (name in _AMOUNTS and value in text)
    ]


def _starts_from(done: Finished, setup: Setup) -> tuple[str, ...]:
    """The names of the shots and of the videos' files that the setup's takes are made from."""
    shots = (done.row.setups[key].shot.name for key in setup.sources)
    return (*shots, *(Path(video.path).name for video in setup.videos))
