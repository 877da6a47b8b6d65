"""Planner: what one row should have, against what stands. It makes and spends nothing."""

from __future__ import annotations

from collections.abc import Mapping

from engine.binding import bound, values
from engine.claims import lint
from engine.production.recipe import film_key, setups_for
from engine.production.row import FilmPlan, RowPlan
from engine.production.studio import Studio
from engine.profiles import deliveries
from engine.store import Kind, Standing
from engine.writers import Writer
from engine.writers.own import OwnWriter
from schemas.brief import Brief, Material
from schemas.delivery import Delivery
from schemas.run import Fate, PlannedFilm
from schemas.script import Script
from schemas.setup import Canvas, Setup
from schemas.storyboard import Storyboard

__all__ = ["file_of", "plan_row"]


def plan_row(
    studio: Studio,
    brief: Brief,
    material: Material,
    slug: str,
    standing: Mapping[str, Standing],
) -> RowPlan:
    """The plan for one row. `standing` are the films that were delivered, by file.

    Raises RowError for a row that cannot be made as it is, before anything is shot.
    """
    writer = OwnWriter(studio.places.root) if brief.storyboard else studio.writer
    storyboard = writer.storyboard(brief, material)
    wanted = deliveries(studio.production.deliveries, studio.profiles, brief.locale)
    written = {
        locale: _written(writer, brief, storyboard, locale)
        for locale in dict.fromkeys(delivery.locale for delivery in wanted)
    }
    canvases = dict.fromkeys(delivery.profile.canvas for delivery in wanted)
    setups = {canvas: setups_for(studio, material, storyboard, canvas) for canvas in canvases}
    noted = _noted(studio, setups)
    films = []
    for delivery in wanted:
        script, known = written[delivery.locale]
        by_shot = setups[delivery.profile.canvas]
        takes = {name: noted.get(setup.key(), setup.key()) for name, setup in by_shot.items()}
        key = film_key(studio, brief, storyboard, (delivery, script, known), takes)
        before = standing.get(file_of(slug, delivery))
        planned = _planned(studio, (brief.id, slug), delivery, key, before)
        films.append(FilmPlan(planned, delivery, script, known))
    ready = studio.store.ready(noted.values(), Kind.TAKE)
    accepted = {setup: take for setup, take in noted.items() if take in ready}
    return RowPlan(brief, material, storyboard, setups, accepted, tuple(films))


def file_of(slug: str, delivery: Delivery) -> str:
    """Where a film lies, relative to the output folder."""
    return f"films/{slug}/{slug}_{delivery.name}.mp4"


def _written(
    writer: Writer, brief: Brief, storyboard: Storyboard, locale: str
) -> tuple[Script, dict[str, str]]:
    """The script and its values, with every claim in it checked against the row."""
    script, known = writer.script(brief, storyboard, locale), values(brief, locale)
    lint(bound(script, known).texts(), known.values())
    return script, known


def _noted(studio: Studio, setups: Mapping[Canvas, Mapping[str, Setup]]) -> dict[str, str]:
    """Setups that were shot before, each with the key of the take that passed."""
    keys = [setup.key() for by_shot in setups.values() for setup in by_shot.values()]
    return {key: str(note["take"]) for key, note in studio.store.ledger.notes.read(keys).items()}


def _planned(
    studio: Studio, row: tuple[str, str], delivery: Delivery, key: str, before: Standing | None
) -> PlannedFilm:
    """The film's fate; `row` is the row's id and slug, `before` the film that stands, if any."""
    identifier, slug = row
    if before is None:
        fate, why = Fate.CREATE, "it is not there yet"
    elif before.key != key:
        fate, why = Fate.CHANGE, "its recipe changed"
    elif not before.intact(studio.places.out):
        fate, why = Fate.CHANGE, "the delivered file was changed or is gone"
    else:
        fate, why = Fate.REUSE, "nothing that it is made from changed"
    return PlannedFilm(
        id=identifier,
        slug=slug,
        locale=delivery.locale,
        profile=delivery.profile.name,
        file=file_of(slug, delivery),
        fate=fate,
        why=why,
        key=key,
    )
