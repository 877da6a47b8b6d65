"""Film: a row's takes, then each film's edit, segments and sound, joined and inspected.

After the takes there are two round trips to the workers: `assemble` gives the edit, which names the
segments that `finish` has encoded.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from engine.assembler.sound import sound_key_through
from engine.edit.layers import Footage
from engine.encode import JOIN_REVISION
from engine.inputs import InputFile
from engine.inspection.craft import letterings
from engine.jobs import assembling, finishing
from engine.jobs.assembling import Assembled, Assembly, Spoken
from engine.jobs.finishing import Joined, Reel
from engine.jobs.shooting import AcceptedTake
from engine.placement import occupied
from engine.pool import Job
from engine.production.context import RunContext
from engine.production.craft import craft_of_edit, is_craft, refusal
from engine.production.outcome import RowOutcome
from engine.production.planning.row import FilmPlan, RowPlan
from engine.production.speech import read_heard, speak_film, write_heard
from engine.production.watch import Watch
from engine.shooting import Selects, shoot_all
from engine.sound import sound_key
from engine.store import BlobKind, BlobRecord
from schemas.edit import Track
from schemas.errors import InspectionError
from schemas.inspection import Inspection
from schemas.keys import key_of
from schemas.setup import Setup

__all__ = [
    "Assembling",
    "Finishing",
    "assemble",
    "assembly_of",
    "finish",
    "footage_of",
    "joined",
    "shoot",
]


@dataclass(frozen=True, slots=True)
class Assembling:
    """A film whose edit is being made; `takes` are keys by shot name, `sources` those of what its
    shots start from without being shown.
    """

    row: RowPlan
    takes: Mapping[str, str]
    sources: Mapping[str, str]
    job: Job[Assembled]


@dataclass(frozen=True, slots=True)
class Finishing:
    """A film that is being encoded, mixed and joined."""

    takes: Mapping[str, str]
    sources: Mapping[str, str]
    assembled: Assembled
    sound: str
    job: Job[Joined]
    encoded: int

    @property
    def reused(self) -> int:
        """Segments that were in the store."""
        return len({segment.key() for segment in self.assembled.segments}) - self.encoded


def shoot(context: RunContext, row: RowPlan, outcome: RowOutcome, watch: Watch) -> Selects:
    """Shoot what is missing, count it and tell `watch`; a failed take stops no other."""
    began = time.perf_counter()
    missing, needed = row.missing, row.needed
    wanted = {key: row.setups[key] for key in row.setups if key in needed}
    files = {one.sha256: one.path for setup in missing.values() for one in setup.files}
    selects = shoot_all(
        wanted,
        {key: _accepted(row.setups[key], take) for key, take in row.accepted.items()},
        {
            sha256: context.for_workers(InputFile(context.paths.root / path, sha256))
            for sha256, path in files.items()
        },
        pool=context.pool,
        store=context.store,
        router=context.router,
        limits=context.limits,
        retakes=context.production.takes.retakes,
        paid_calls=context.paid_calls,
        name=row.brief.id,
        report=_report(row, watch) if watch.follows_shots else None,
    )
    outcome.rendered += selects.rendered
    outcome.retakes += selects.retakes
    outcome.failed_shots += len(selects.failures)
    if missing:
        watch.shots(row.brief.id, outcome.shots_sentence(time.perf_counter() - began))
    return selects


def assemble(context: RunContext, row: RowPlan, film: FilmPlan, selects: Selects) -> Assembling:
    """Have the film's edit made, from the row's selected takes.

    What a paid voice says is asked for here, through the ledger. Raises InspectionError where a
    take of it did not pass; RowError (DOUBT), BudgetError and VoiceError where it is not spoken.
    """
    takes = {name: selects.take(key).key for name, key in film.setups.items()}
    sources = {name: selects.take(key).key for name, key in row.sources(film).items()}
    speak_film(context, film)
    heard = read_heard(context.store, (one.key for one in film.lines))
    lines = tuple(Spoken(one.line, one.key, heard.get(one.key)) for one in film.lines)
    footage = {
        name: footage_of(row.setups[film.setups[name]], key, selects.inspections[key])
        for name, key in takes.items()
    }
    assembly = assembly_of(context, row, film, footage, lines)
    job = context.pool.run(
        assembling.assemble,
        replace(assembly, assembler=context.assembler_for_workers),
        context.voices.offline(film.script.locale),
        context.brand_for_workers,
        context.store.blobs,
        what=f"the edit of {film.planned.file}",
    )
    return Assembling(row, takes, sources, job)


def finish(context: RunContext, film: FilmPlan, assembling_film: Assembling) -> Finishing:
    """Have what is missing encoded and mixed, and the film joined and measured.

    Raises what the edit raises: RowError (LENGTH, GLYPH, TOO_LONG), VoiceError; and where it cannot
    be watched or read, RowError (CRAFT).
    """
    assembled, row = assembling_film.job.result(), assembling_film.row
    store = context.store
    store.record(*assembled.made)
    write_heard(store, assembled.heard)
    craft = craft_of_edit(context, row, film, assembled)
    segments = {segment.key(): segment for segment in assembled.segments}
    ready = store.ready(segments, BlobKind.SEGMENT)
    new = sorted(segments.keys() - ready, key=lambda key: -segments[key].frames)
    parts: list[Job[BlobRecord]] = [
        context.pool.run(
            finishing.encode,
            segments[key],
            store.blobs,
            what=f"a segment of {film.planned.file}",
        )
        for key in new
    ]
    sound, through = sound_key(assembled.edit, film.delivery.profile), None
    assembler = context.assembler_for_workers
    if assembler is not None and "film" in assembler.hooks:
        sound = sound_key_through(assembler, assembled.edit, sound)
        through = assembler, assembled.overlays
    if not store.ready([sound], BlobKind.SOUND):
        music = next((clip.key for clip in assembled.edit.on(Track.MUSIC)), "")
        parts.append(
            context.pool.run(
                finishing.mix,
                sound,
                assembled.edit,
                context.brand_for_workers.recording(music),
                film.delivery.profile,
                store.blobs,
                through,
                what=f"the sound of {film.planned.file}",
            )
        )
    keys = tuple(segment.key() for segment in assembled.segments)
    join = key_of("join", segments=keys, sound=sound, revision=JOIN_REVISION)
    reel = Reel(
        join,
        keys,
        sound,
        assembled.edit,
        film.delivery.profile,
        row.brief.kind,
        craft,
        letterings(assembled.edit, assembled.placed),
    )
    job = context.pool.run(
        finishing.finish,
        reel,
        store.blobs,
        context.limits,
        *parts,
        what=f"the film {film.planned.file}",
    )
    sources = assembling_film.sources
    return Finishing(assembling_film.takes, sources, assembled, sound, job, len(new))


def assembly_of(
    context: RunContext,
    row: RowPlan,
    film: FilmPlan,
    footage: Mapping[str, Footage],
    lines: tuple[Spoken, ...],
) -> Assembly:
    """Everything that the film's edit is made from."""
    music = context.music_of(row.brief)
    return Assembly(
        storyboard=row.storyboard,
        script=film.script,
        kind=row.brief.kind,
        profile=film.delivery.profile,
        footage=footage,
        lines=lines,
        music=music.sha256 if music else None,
        labelled=film.labelled,
        assembler=context.assembler,
    )


def footage_of(setup: Setup, take: str, seen: Inspection) -> Footage:
    """A take as the edit needs to know it."""
    stands = setup.placement
    return Footage(
        take,
        setup.frames,
        seen.luma,
        seen.spread,
        setup.canvas,
        seen.sound,
        place=None if stands is None else stands.type,
        occupied=() if stands is None else occupied(stands, setup.pictures),
    )


def joined(context: RunContext, film: FilmPlan, finishing_film: Finishing) -> Joined:
    """Wait for the film and remember what was made for it.

    Raises EncodeError, and where it does not pass its limits InspectionError, or for those of its
    craft RowError (CRAFT).
    """
    done = finishing_film.job.result()
    context.store.record(*done.made)
    context.store.ledger.inspect(done.inspection)
    if refused := done.inspection.refused:
        worst = refused[0]
        if is_craft(context, worst):
            raise refusal(film.planned.file, refused)
        raise InspectionError(
            f"{film.planned.file} fails its inspection",
            f"{worst.measure} is {worst.value:.3g} {worst.unit}",
            worst.limit.why if worst.limit else "",
        )
    return done


def _report(row: RowPlan, watch: Watch) -> Callable[[str, float], None]:
    def report(key: str, share: float) -> None:
        watch.shot(row.brief.id, row.setups[key].shot.name, share)

    return report


def _accepted(setup: Setup, take: str) -> AcceptedTake:
    return AcceptedTake(take, setup.shot.name, setup.canvas, setup.frames)
