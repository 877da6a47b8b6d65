"""RowPlan: what one row's films are made from, and what happens to each of them.

The plan writes these to an index on disk, and a run reads them back and nothing else.
"""

from __future__ import annotations

from typing import ClassVar

from schemas.brief import Brief, Material
from schemas.delivery import Delivery
from schemas.money import Money
from schemas.record import Record
from schemas.run import Action, PlannedFilm
from schemas.script import Line, Script
from schemas.setup import Setup
from schemas.storyboard import Storyboard

__all__ = ["FilmPlan", "PendingRow", "Prerequisite", "RowPlan", "SpokenLine"]


class SpokenLine(Record):
    """One line of a film, bound, with the key of its sound, and its file where it is recorded."""

    SCHEMA: ClassVar[str] = "spoken-line/1"

    line: Line
    key: str
    recording: str = ""


class FilmPlan(Record):
    """One film that a row should have.

    `script` is bound: it holds the row's values. `setups` are by shot name; `recipe` holds the
    parts of the film's recipe, hashed or short enough to be read, so that a later plan can say
    which of them changed. `downgrades` say what is less than it could be. `encoded` and `reused`
    count segments, as far as they are known.
    """

    SCHEMA: ClassVar[str] = "film-plan/1"

    planned: PlannedFilm
    delivery: Delivery
    script: Script
    lines: tuple[SpokenLine, ...] = ()
    setups: dict[str, str]
    recipe: dict[str, str]
    labelled: bool = False
    downgrades: tuple[str, ...] = ()
    encoded: int = 0
    reused: int = 0

    @property
    def is_to_make(self) -> bool:
        """Whether there is anything to make."""
        return self.planned.action in {Action.CREATE, Action.CHANGE}

    @property
    def name(self) -> str:
        """As in file names, without the folder and the suffix."""
        return self.planned.file.rsplit("/", 1)[-1].removesuffix(".mp4")


class RowPlan(Record):
    """One row of the plan.

    `setups` are by key, sources before what starts from them; `accepted` are the takes, by setup
    key, that were shot before, passed and still lie in the store.
    """

    SCHEMA: ClassVar[str] = "row-plan/1"

    brief: Brief
    material: Material
    storyboard: Storyboard
    setups: dict[str, Setup]
    accepted: dict[str, str]
    films: tuple[FilmPlan, ...]

    @property
    def to_make(self) -> tuple[FilmPlan, ...]:
        """The films that are not delivered yet as they should be."""
        return tuple(film for film in self.films if film.is_to_make)

    @property
    def missing(self) -> dict[str, Setup]:
        """The setups that the films to make need and that have no accepted take, sources first."""
        needed = self.needed
        return {
            key: setup
            for key, setup in self.setups.items()
            if key in needed and key not in self.accepted
        }

    @property
    def needed(self) -> set[str]:
        """The keys of the setups that the films to make show, and of all that those start from:
        a film's proof names them.
        """
        films = self.to_make
        shown = {key for film in films for key in film.setups.values()}
        return shown.union(*(self.sources(film).values() for film in films))

    def sources(self, film: FilmPlan) -> dict[str, str]:
        """What the film's shots start from, and those, without being shown: keys by shot names."""
        shown, found = set(film.setups.values()), dict[str, str]()
        # Sources stand before what starts from them.
        wanted = set(shown)
        for key in reversed(self.setups):
            if key in wanted:
                wanted |= set(self.setups[key].sources)
        for key in self.setups:
            if key in wanted - shown:
                found[self.setups[key].shot.name] = key
        return found


class Prerequisite(Record):
    """Something that others must be asked for before a row can be planned: its pictures, its words,
    a verdict.

    `calls` is how many requests it takes, `max_cost` the most that they cost (None: nothing),
    `likely_cost` about what they will (None: nobody can say). `doubts` counts earlier requests for
    it whose outcome is unknown: it cannot be had until a person decides.
    """

    SCHEMA: ClassVar[str] = "prerequisite/1"

    what: str
    calls: int
    max_cost: Money | None = None
    likely_cost: Money | None = None
    doubts: int = 0


class PendingRow(Record):
    """A row of the plan with prerequisites. `films` are those that it should have; their keys are
    not known yet.
    """

    SCHEMA: ClassVar[str] = "pending-row/1"

    brief: Brief
    material: Material
    slug: str
    prerequisites: tuple[Prerequisite, ...]
    films: tuple[PlannedFilm, ...]

    @property
    def is_stuck(self) -> bool:
        """Whether nothing can be asked for until a person says what became of an earlier call."""
        doubtful = any(need.doubts for need in self.prerequisites)
        return doubtful and not any(need.calls for need in self.prerequisites)
