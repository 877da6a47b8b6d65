"""The counts of a plan and of a run: `run.json`, and `"would"` of `plan --json`."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from schemas.record import Record

__all__ = [
    "Action",
    "Counts",
    "FilmCounts",
    "PictureCounts",
    "PlannedFilm",
    "SegmentCounts",
    "ShotCounts",
    "Spending",
    "WritingCounts",
]


class Action(StrEnum):
    """What the plan does with one film."""

    CREATE = "create"
    CHANGE = "change"
    REUSE = "reuse"
    WITHDRAW = "withdraw"


class PlannedFilm(Record):
    """One film in the plan: what happens to it and why. `key` is empty until it is known.

    `findings` say where its craft is beyond what taste allows, and stop nothing.
    """

    SCHEMA: ClassVar[str] = "planned-film/1"

    id: str
    slug: str
    locale: str
    profile: str
    file: str
    action: Action
    why: str
    key: str = ""
    findings: tuple[str, ...] = ()


class WritingCounts(Record):
    """Rows that a model was asked about: for their words, or whether they may be shot."""

    SCHEMA: ClassVar[str] = "writing-counts/1"

    asked: int = 0
    failed: int = 0


class PictureCounts(Record):
    """Rows whose pictures lie at addresses that were not asked yet; a plan asks nobody."""

    SCHEMA: ClassVar[str] = "picture-counts/1"

    rows: int = 0
    unfetched: int = 0
    """Pictures of those rows."""


class ShotCounts(Record):
    """Takes: asked for, made now, found in the store, given up."""

    SCHEMA: ClassVar[str] = "shot-counts/1"

    planned: int = 0
    rendered: int = 0
    reused: int = 0
    failed: int = 0


class SegmentCounts(Record):
    """Segments of the films that were made."""

    SCHEMA: ClassVar[str] = "segment-counts/1"

    encoded: int = 0
    reused: int = 0


class FilmCounts(Record):
    """Films by what happened to them.

    A run wants `made` (delivered by it) + `reused` (stood as they should) + `failed` (should stand
    and were not made). `withdrawn` are films that stood before and do not any more: those of rows
    that are gone, and those that should have changed and failed.
    """

    SCHEMA: ClassVar[str] = "film-counts/1"

    made: int = 0
    reused: int = 0
    withdrawn: int = 0
    failed: int = 0


class Spending(Record):
    """Money spent, all in `currency`. `unknown` counts paid calls that may or may not have been
    charged; `most` is what it might have cost, as was said before; `reserved` is what the
    production holds back for calls of unknown outcome and jobs that are not collected. `likely` is
    what a plan will probably cost, by what earlier answers did; None where there were none.
    """

    SCHEMA: ClassVar[str] = "spending/1"

    amount: Decimal = Decimal(0)
    currency: str | None = None
    unknown: int = 0
    most: Decimal = Decimal(0)
    reserved: Decimal = Decimal(0)
    likely: Decimal | None = None


class Counts(Record):
    """What a run did, or what a plan would do."""

    SCHEMA: ClassVar[str] = "run/1"

    briefs: int = 0
    rejects: int = 0
    pictures: PictureCounts = PictureCounts()
    writing: WritingCounts = WritingCounts()
    shots: ShotCounts = ShotCounts()
    segments: SegmentCounts = SegmentCounts()
    films: FilmCounts = FilmCounts()
    spent: Spending = Spending()
    seconds: dict[str, float] = Field(default_factory=dict)
    downgrades: tuple[str, ...] = ()
