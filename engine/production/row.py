"""RowPlan: what one row's films are made from, and what is to happen to each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.writers import Assignment
from schemas.brief import Brief, Material
from schemas.delivery import Delivery
from schemas.run import Fate, PlannedFilm
from schemas.script import Script
from schemas.setup import Canvas, Setup
from schemas.storyboard import Storyboard

__all__ = ["FilmPlan", "RowPlan", "Unwritten"]


@dataclass(frozen=True, slots=True)
class FilmPlan:
    """One film that a row should have. `script` holds placeholders, `known` their values."""

    planned: PlannedFilm
    delivery: Delivery
    script: Script
    known: Mapping[str, str]

    @property
    def wanted(self) -> bool:
        """Whether there is anything to make."""
        return self.planned.fate is not Fate.REUSE


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A row of the plan that others must be asked about first: its words, or whether they may be.

    `films` are those that it should have; their keys are not known yet.
    """

    brief: Brief
    material: Material
    assignment: Assignment
    films: tuple[PlannedFilm, ...]


@dataclass(frozen=True, slots=True)
class RowPlan:
    """One row of the plan.

    `setups` are by canvas and shot name; `accepted` are the takes, by setup key, that were shot
    before and passed.
    """

    brief: Brief
    material: Material
    storyboard: Storyboard
    setups: Mapping[Canvas, Mapping[str, Setup]]
    accepted: Mapping[str, str]
    films: tuple[FilmPlan, ...]

    @property
    def to_make(self) -> tuple[FilmPlan, ...]:
        """The films that do not stand yet as they should."""
        return tuple(film for film in self.films if film.wanted)

    def every_setup(self) -> dict[str, Setup]:
        """Each distinct setup of the row by its key."""
        return {
            setup.key(): setup for by_shot in self.setups.values() for setup in by_shot.values()
        }

    def missing(self) -> dict[str, Setup]:
        """The setups that the films to make need, and that have no accepted take."""
        canvases = {film.delivery.profile.canvas for film in self.to_make}
        needed = (setup for canvas in canvases for setup in self.setups[canvas].values())
        return {key: setup for setup in needed if (key := setup.key()) not in self.accepted}
