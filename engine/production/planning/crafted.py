"""Crafted: a row's recipe by the first of its designs whose films pass the craft gate.

A pure function of the row, its pictures and the open production, as a recipe is. It measures
nothing itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from engine.production.context import RunContext
from engine.production.craft import finding, planned_faults, refusal
from engine.production.planning.recipe import RowRecipe, recipe_of
from schemas.brief import Brief, Material
from schemas.errors import RowError
from schemas.inspection import Measurement
from schemas.reject import Code
from schemas.storyboard import Storyboard

__all__ = ["crafted_recipe"]

_TURNS = 3
"""How often a row is laid out again, at most."""
_MENDED = frozenset({Code.TOO_LONG.value})
"""Refusals that another design may have no reason for: its boxes are others."""


@dataclass(frozen=True, slots=True)
class _Tried:
    """A recipe and the faults of its films, by file."""

    recipe: RowRecipe
    faults: Mapping[str, tuple[Measurement, ...]]

    @property
    def refused(self) -> int:
        """Faults that no film may have."""
        return sum(not advised for advised in self._advised)

    @property
    def order(self) -> tuple[int, int]:
        """The less, the better."""
        return self.refused, len(self._advised)

    @property
    def _advised(self) -> list[bool]:
        faults = (fault for found in self.faults.values() for fault in found)
        return [fault.limit is not None and fault.limit.advice for fault in faults]


def crafted_recipe(context: RunContext, brief: Brief, material: Material, slug: str) -> RowRecipe:
    """The recipe of the first storyboard whose films have no fault, or else of the one with the
    fewest, which its films then name.

    Only a writer that chose the design itself has others. Raises RowError: CRAFT where all of them
    have faults that no film may have, and what the recipe raises.
    """
    context = context.shooting(brief)
    best: _Tried | None = None
    refused: RowError | None = None
    for storyboard in _storyboards(context, brief, material):
        try:
            recipe = recipe_of(context, brief, material, slug, storyboard)
        except RowError as error:
            if error.code not in _MENDED:
                raise
            refused = refused or error
            continue
        films, setups = recipe.films, recipe.setups
        tried = _Tried(recipe, planned_faults(context, brief, storyboard, films, setups))
        if best is None or tried.order < best.order:
            best = tried
        if best.order == (0, 0):
            break
    if best is None:
        assert refused is not None  # noqa: S101 - there is at least one storyboard
        raise refused
    if best.refused:
        file, faults = next(
            (file, found) for file, found in best.faults.items() if _has_refused(found)
        )
        raise refusal(file, faults)
    return _told(best)


def _storyboards(context: RunContext, brief: Brief, material: Material) -> Iterator[Storyboard]:
    """The row's storyboard, and then those of its writer's other designs."""
    writer = context.writer_of(brief)
    yield writer.storyboard(brief, material)
    for turn in range(1, _TURNS + 1):
        storyboard = writer.other(brief, material, turn)
        if storyboard is None:
            return
        yield storyboard


def _has_refused(faults: tuple[Measurement, ...]) -> bool:
    return any(fault.limit is not None and not fault.limit.advice for fault in faults)


def _told(tried: _Tried) -> RowRecipe:
    """The recipe, whose films name their faults."""
    if not tried.faults:
        return tried.recipe
    films = []
    for film in tried.recipe.films:
        findings = tuple(map(finding, tried.faults.get(film.planned.file, ())))
        planned = film.planned.model_copy(update={"findings": findings})
        films.append(film.model_copy(update={"planned": planned}))
    return replace(tried.recipe, films=tuple(films))
