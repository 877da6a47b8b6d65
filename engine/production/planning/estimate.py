"""Estimate: how many segments a film will encode and reuse, before anything is made for it."""

from __future__ import annotations

from collections.abc import Mapping

from engine.edit.lengths import Voiced
from engine.edit.spans import count_segments
from engine.production.context import RunContext
from engine.production.planning.row import FilmPlan, RowPlan
from engine.sound import estimate_seconds
from engine.store import BlobKind
from schemas.errors import RowError
from schemas.inspection import Inspection
from schemas.run import Action
from schemas.speech import Heard

__all__ = ["segments_of"]


def segments_of(
    context: RunContext,
    row: RowPlan,
    film: FilmPlan,
    heard: Mapping[str, Heard],
    inspections: Mapping[str, Inspection],
) -> dict[str, int]:
    """The film's `encoded` and `reused` segments; `heard` are the spoken lines by key.

    Exact for a film that changes and whose voice exists: its edit is computed, not rendered; what
    shows a take that is still to be shot is encoded. For one that is made anew all its segments are
    counted as encoded, with lines as long as they are estimated to be. Raises RowError (LENGTH,
    GLYPH, TOO_LONG) for words that do not fit.
    """
    if film.planned.action is Action.CHANGE and all(line.key in heard for line in film.lines):
        return _exact(context, row, film, heard, inspections)
    rate = context.production.voice.rate_wpm
    voiced = [
        Voiced(
            one.line,
            one.key,
            heard[one.key].seconds
            if one.key in heard
            else estimate_seconds(one.line.text, film.script.locale, rate),
        )
        for one in film.lines
    ]
    try:
        count = count_segments(
            row.storyboard,
            film.script,
            voiced,
            row.brief.kind,
            film.delivery.profile,
            context.brand.tokens.rhythm.transitions,
        )
    except RowError:
        if all(line.key in heard for line in film.lines):
            raise
        # An estimate is no reason to refuse a row; what is spoken may be quicker.
        count = 2 * len(film.setups)
    return {"encoded": count}


def _exact(
    context: RunContext,
    row: RowPlan,
    film: FilmPlan,
    heard: Mapping[str, Heard],
    inspections: Mapping[str, Inspection],
) -> dict[str, int]:
    from engine.jobs.assembling import Spoken, laid_out  # noqa: PLC0415 - OpenCV is heavy
    from engine.production.film import assembly_of, footage_of  # noqa: PLC0415 - as above

    footage = {}
    for name, key in film.setups.items():
        take = row.accepted.get(key, key)
        seen = inspections.get(take) or Inspection(subject=take, measurements=())
        footage[name] = footage_of(row.setups[key], take, seen)
    lines = tuple(Spoken(one.line, one.key, heard[one.key]) for one in film.lines)
    assembly = assembly_of(context, row, film, footage, lines)
    assembled = laid_out(assembly, heard, context.brand)
    keys = {segment.key() for segment in assembled.segments}
    ready = context.store.ready(keys, BlobKind.SEGMENT)
    return {"encoded": len(keys - ready), "reused": len(keys & ready)}
