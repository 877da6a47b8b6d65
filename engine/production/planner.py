"""Planner: what one row should have, against what stands. It makes and spends nothing."""

from __future__ import annotations

from collections.abc import Mapping

from engine.production.groundwork import outstanding, unjudged
from engine.production.recipe import film_key, setups_for
from engine.production.row import FilmPlan, RowPlan, Unwritten
from engine.production.studio import Studio
from engine.production.written import read, wanted
from engine.store import Kind, Standing
from engine.writers import Assignment
from schemas.brief import Brief, Material
from schemas.delivery import Delivery
from schemas.run import Fate, PlannedFilm
from schemas.setup import Canvas, Setup

__all__ = ["file_of", "plan_row"]


def plan_row(
    studio: Studio,
    brief: Brief,
    material: Material,
    slug: str,
    standing: Mapping[str, Standing],
) -> RowPlan | Unwritten:
    """The plan for one row. `standing` are the films that were delivered, by file.

    Raises RowError for a row that cannot be made as it is, before anything is shot.
    """
    if assignment := outstanding(studio, brief, material):
        return _unwritten(studio, (brief, material), slug, standing, assignment)
    written = read(studio, brief, material)
    if assignment := unjudged(studio, written):
        return _unwritten(studio, (brief, material), slug, standing, assignment)
    storyboard, deliveries = written.storyboard, wanted(studio, brief)
    canvases = dict.fromkeys(delivery.profile.canvas for delivery in deliveries)
    setups = {canvas: setups_for(studio, material, storyboard, canvas) for canvas in canvases}
    noted = _noted(studio, setups)
    films = []
    for delivery in deliveries:
        words = written.words[delivery.locale]
        by_shot = setups[delivery.profile.canvas]
        takes = {name: noted.get(setup.key(), setup.key()) for name, setup in by_shot.items()}
        film = (delivery, words.script, words.known)
        key = film_key(studio, brief, storyboard, film, by_shot, takes)
        fate = _fate(studio, key, standing.get(file_of(slug, delivery)))
        planned = _planned((brief.id, slug), delivery, key, fate)
        films.append(FilmPlan(planned, delivery, words.script, words.known))
    ready = studio.store.ready(noted.values(), Kind.TAKE)
    accepted = {setup: take for setup, take in noted.items() if take in ready}
    return RowPlan(brief, material, storyboard, setups, accepted, tuple(films))


def file_of(slug: str, delivery: Delivery) -> str:
    """Where a film lies, relative to the output folder."""
    return f"films/{slug}/{slug}_{delivery.name}.mp4"


def _unwritten(
    studio: Studio,
    row: tuple[Brief, Material],
    slug: str,
    standing: Mapping[str, Standing],
    assignment: Assignment,
) -> Unwritten:
    """A row whose films are known by name only: what they will be is not written yet."""
    brief, material = row
    films = tuple(
        _planned(
            (brief.id, slug),
            delivery,
            "",
            (
                Fate.CHANGE if file_of(slug, delivery) in standing else Fate.CREATE,
                "its words are to be asked for first",
            ),
        )
        for delivery in wanted(studio, brief)
    )
    return Unwritten(brief, material, assignment, films)


def _noted(studio: Studio, setups: Mapping[Canvas, Mapping[str, Setup]]) -> dict[str, str]:
    """Setups that were shot before, each with the key of the take that passed."""
    keys = [setup.key() for by_shot in setups.values() for setup in by_shot.values()]
    return {key: str(note["take"]) for key, note in studio.store.ledger.notes.read(keys).items()}


def _fate(studio: Studio, key: str, before: Standing | None) -> tuple[Fate, str]:
    """What happens to a film, and why; `before` is the film that stands, if any."""
    if before is None:
        return Fate.CREATE, "it is not there yet"
    if before.key != key:
        return Fate.CHANGE, "its recipe changed"
    if not before.intact(studio.places.out):
        return Fate.CHANGE, "the delivered file was changed or is gone"
    return Fate.REUSE, "nothing that it is made from changed"


def _planned(
    row: tuple[str, str], delivery: Delivery, key: str, fate: tuple[Fate, str]
) -> PlannedFilm:
    """One film of the plan; `row` is the row's id and slug."""
    identifier, slug = row
    return PlannedFilm(
        id=identifier,
        slug=slug,
        locale=delivery.locale,
        profile=delivery.profile.name,
        file=file_of(slug, delivery),
        fate=fate[0],
        why=fate[1],
        key=key,
    )
