"""One film on the pool: its edit, its segments, its sound, joined and inspected.

Two round trips: `assemble` gives the edit, which names the segments that `finish` has encoded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.edit.layers import Footage
from engine.jobs import assembling, finishing
from engine.jobs.assembling import Assembled, Assembly, Spoken
from engine.jobs.finishing import Joined, Reel
from engine.pool import Job
from engine.production.context import RunContext
from engine.production.row import FilmPlan, RowPlan
from engine.production.speech import speak_film
from engine.shooting import Selects
from engine.sound import sound_key
from engine.store import Kind, Made
from schemas.errors import InspectionError
from schemas.inspection import Inspection
from schemas.keys import key_of
from schemas.setup import Setup

__all__ = ["Assembling", "Finishing", "assemble", "assembly_of", "finish", "footage_of", "joined"]


@dataclass(frozen=True, slots=True)
class Assembling:
    """A film whose edit is being made; `takes` are keys by shot name."""

    takes: Mapping[str, str]
    job: Job[Assembled]


@dataclass(frozen=True, slots=True)
class Finishing:
    """A film that is being encoded, mixed and joined."""

    takes: Mapping[str, str]
    assembled: Assembled
    sound: str
    job: Job[Joined]
    encoded: int

    @property
    def reused(self) -> int:
        """Segments that were in the store."""
        return len({segment.key() for segment in self.assembled.segments}) - self.encoded


def assemble(context: RunContext, row: RowPlan, film: FilmPlan, selects: Selects) -> Assembling:
    """Have the film's edit made, from the row's selected takes.

    What a paid voice says is asked for here, through the ledger. Raises InspectionError where a
    take of it did not pass; RowError (DOUBT), BudgetError and VoiceError where it is not spoken.
    """
    takes = {name: selects.take(key).key for name, key in film.setups.items()}
    speak_film(context, film)
    seconds = context.store.ledger.facts.read(one.key for one in film.lines)
    lines = tuple(
        Spoken(one.line, one.key, seconds[one.key]["seconds"] if one.key in seconds else None)
        for one in film.lines
    )
    footage = {
        name: footage_of(row.setups[film.setups[name]], key, selects.inspections[key])
        for name, key in takes.items()
    }
    job = context.pool.run(
        assembling.assemble,
        assembly_of(context, row, film, footage, lines),
        context.production.voice,
        context.brand_for_workers,
        context.store.blobs,
        what=f"the edit of {film.planned.file}",
    )
    return Assembling(takes, job)


def finish(context: RunContext, film: FilmPlan, assembling_film: Assembling) -> Finishing:
    """Have what is missing encoded and mixed, and the film joined and measured.

    Raises what the edit raises: RowError (LENGTH, GLYPH, TOO_LONG), VoiceError.
    """
    assembled = assembling_film.job.result()
    store = context.store
    store.record(*assembled.made)
    store.ledger.facts.write({key: {"seconds": s} for key, s in assembled.seconds.items()})
    segments = {segment.key(): segment for segment in assembled.segments}
    ready = store.ready(segments, Kind.SEGMENT)
    new = sorted(segments.keys() - ready, key=lambda key: -segments[key].frames)
    parts: list[Job[Made]] = [
        context.pool.run(
            finishing.encode,
            segments[key],
            store.blobs,
            what=f"a segment of {film.planned.file}",
        )
        for key in new
    ]
    sound = sound_key(assembled.edit, film.delivery.profile)
    if not store.ready([sound], Kind.SOUND):
        parts.append(
            context.pool.run(
                finishing.mix,
                sound,
                assembled.edit,
                context.brand_for_workers.music_input,
                film.delivery.profile,
                store.blobs,
                what=f"the sound of {film.planned.file}",
            )
        )
    keys = tuple(segment.key() for segment in assembled.segments)
    join = key_of("join", segments=keys, sound=sound)
    reel = Reel(join, keys, sound, assembled.edit, film.delivery.profile)
    job = context.pool.run(
        finishing.finish,
        reel,
        store.blobs,
        context.limits,
        *parts,
        what=f"the film {film.planned.file}",
    )
    return Finishing(assembling_film.takes, assembled, sound, job, len(new))


def assembly_of(
    context: RunContext,
    row: RowPlan,
    film: FilmPlan,
    footage: Mapping[str, Footage],
    lines: tuple[Spoken, ...],
) -> Assembly:
    """Everything that the film's edit is made from."""
    return Assembly(
        storyboard=row.storyboard,
        script=film.script,
        kind=row.brief.kind,
        profile=film.delivery.profile,
        footage=footage,
        lines=lines,
        music=context.brand.music_sha256,
        labelled=film.labelled,
    )


def footage_of(setup: Setup, take: str, seen: Inspection) -> Footage:
    """A take as the edit needs to know it."""
    place = None if setup.placement is None else setup.placement.type
    return Footage(take, setup.frames, seen.luma, seen.spread, setup.canvas, place=place)


def joined(context: RunContext, film: FilmPlan, finishing_film: Finishing) -> Joined:
    """Wait for the film and remember what was made for it.

    Raises EncodeError, and InspectionError where it does not pass its limits.
    """
    done = finishing_film.job.result()
    context.store.record(*done.made)
    context.store.ledger.inspect(done.inspection)
    if done.inspection.failed:
        worst = done.inspection.failed[0]
        raise InspectionError(
            f"{film.planned.file} fails its inspection",
            f"{worst.measure} is {worst.value:.3g} {worst.unit}",
            worst.limit.why if worst.limit else "",
        )
    return done
