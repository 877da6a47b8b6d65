"""Foresee: how many segments a film will encode and reuse, before anything is made for it."""

from __future__ import annotations

from engine.edit.layers import Footage
from engine.edit.lengths import Voiced
from engine.edit.segments import cut_points
from engine.jobs.cutting import Assembly, laid_out
from engine.production.film import assembly_of
from engine.production.recipe import line_keys
from engine.production.row import FilmPlan, RowPlan
from engine.production.shoot import Rushes
from engine.production.studio import Studio
from engine.sound import estimate_seconds
from engine.store import Kind
from schemas.run import Fate

__all__ = ["foresee"]


def foresee(studio: Studio, row: RowPlan, film: FilmPlan) -> tuple[int, int]:
    """Segments to encode, segments to reuse.

    Exact for a film that changes and whose takes and voice exist; for one that is made anew all its
    segments are counted as encoded, with lines as long as they are estimated to be.
    """
    lines = line_keys(studio, film.script, film.known)
    notes = studio.store.ledger.notes.read(key for _, key in lines)
    spoken = all(key in notes for _, key in lines)
    by_shot = row.setups[film.delivery.profile.canvas]
    takes = {name: row.accepted.get(setup.key()) for name, setup in by_shot.items()}
    voiced = tuple(
        Voiced(
            line,
            key,
            float(notes[key]["seconds"])
            if key in notes
            else estimate_seconds(line.text, film.script.locale, studio.production.voice.rate_wpm),
        )
        for line, key in lines
    )
    if film.planned.fate is Fate.CHANGE and spoken and all(takes.values()):
        inspections = studio.store.ledger.inspections(row.accepted.values())
        assembly = assembly_of(studio, row, film, Rushes(row.accepted, inspections, 0), voiced)
        segments, _ = laid_out(assembly, studio.brand)
        keys = {segment.key() for segment in segments.segments}
        ready = studio.store.ready(keys, Kind.SEGMENT)
        return len(keys - ready), len(keys & ready)
    return _count(row, film, voiced, studio.brand.tokens.rhythm.transitions), 0


def _count(row: RowPlan, film: FilmPlan, voiced: tuple[Voiced, ...], transitions: float) -> int:
    blank = {shot.name: Footage("", ()) for shot in row.storyboard.shots}
    assembly = Assembly(
        storyboard=row.storyboard,
        script=film.script,
        known=film.known,
        kind=row.brief.kind,
        profile=film.delivery.profile,
        footage=blank,
        voiced=voiced,
        music=None,
    )
    return len(cut_points(assembly.edit(logo=False, transitions=transitions))) - 1
