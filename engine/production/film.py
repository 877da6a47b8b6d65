"""Make one film: voice, edit, segments, sound, join, inspection. Signing and delivery follow."""

from __future__ import annotations

from dataclasses import dataclass

from engine.edit.layers import Footage
from engine.edit.lengths import Voiced
from engine.jobs.cutting import Assembly, CutFilm, cut
from engine.jobs.finishing import Joined, Reel, encode, finish, mix
from engine.jobs.speaking import Utterance, speak
from engine.pool import Job
from engine.production.recipe import is_labelled, line_keys
from engine.production.row import FilmPlan, RowPlan
from engine.production.shoot import Rushes
from engine.production.studio import Studio
from engine.sound import sound_key
from engine.store import Kind
from schemas.edit import Music
from schemas.errors import InspectionError
from schemas.keys import key_of

__all__ = ["Made", "assembly_of", "make_film"]


@dataclass(frozen=True, slots=True)
class Made:
    """An unsigned film in the store under `joined.key`, and what it took."""

    cut: CutFilm
    joined: Joined
    sound: str
    voiced: tuple[Voiced, ...]
    takes: dict[str, str]
    encoded: int
    reused: int


def make_film(studio: Studio, row: RowPlan, film: FilmPlan, rushes: Rushes) -> Made:
    """Make what is missing of the film, on the pool.

    Raises RowError (PLACEHOLDER, LENGTH, GLYPH, VOICE), VoiceError, EncodeError, InspectionError.
    """
    takes = _takes_of(row, film, rushes)
    voiced = _spoken(studio, film)
    cut_film = studio.pool.run(
        cut,
        assembly_of(studio, row, film, rushes, voiced),
        studio.worn(),
        studio.store.blobs,
        what=f"the edit of {film.planned.file}",
    ).result()
    encoding, count = _encoding(studio, film, cut_film)
    sound, mixing = _mixing(studio, film, cut_film)
    keys = tuple(segment.key() for segment in cut_film.segments)
    reel = Reel(
        key_of("join", segments=keys, sound=sound),
        keys,
        sound,
        cut_film.edit,
        film.delivery.profile,
    )
    joined = studio.pool.run(
        finish,
        reel,
        studio.store.blobs,
        studio.limits,
        what=f"the film {film.planned.file}",
        after=[*encoding.values(), *mixing],
    )
    for key, job in encoding.items():
        job.result()
        studio.store.record(key, Kind.SEGMENT)
    for job in mixing:
        job.result()
        studio.store.record(sound, Kind.SOUND)
    done = joined.result()
    studio.store.record(done.key, Kind.JOIN)
    studio.store.ledger.inspect(done.inspection)
    _assert_passed(film, done)
    return Made(cut_film, done, sound, voiced, takes, count, len(keys) - count)


def _takes_of(row: RowPlan, film: FilmPlan, rushes: Rushes) -> dict[str, str]:
    """The key of each shot's take, for the film's canvas."""
    by_shot = row.setups[film.delivery.profile.canvas]
    return {name: rushes.takes[setup.key()] for name, setup in by_shot.items()}


def _spoken(studio: Studio, film: FilmPlan) -> tuple[Voiced, ...]:
    """The film's lines with their lengths; those that were never spoken are spoken now."""
    lines = line_keys(studio, film.script, film.known)
    notes = studio.store.ledger.notes
    lengths = {key: float(note["seconds"]) for key, note in notes.read(k for _, k in lines).items()}
    ready = studio.store.ready(lengths, Kind.SPOKEN)
    new = [
        Utterance(key, line.text, film.delivery.locale) for line, key in lines if key not in ready
    ]
    if new:
        spoken = studio.pool.run(
            speak,
            new,
            studio.production.voice,
            studio.secrets.speech_key,
            studio.store.blobs,
            what=f"the voice of {film.planned.file}",
        ).result()
        for key in spoken:
            studio.store.record(key, Kind.SPOKEN)
        notes.write({key: {"seconds": seconds} for key, seconds in spoken.items()})
        lengths |= spoken
    return tuple(Voiced(line, key, lengths[key]) for line, key in lines)


def assembly_of(
    studio: Studio, row: RowPlan, film: FilmPlan, rushes: Rushes, voiced: tuple[Voiced, ...]
) -> Assembly:
    """Everything that the film's edit is made from."""
    takes, setups = _takes_of(row, film, rushes), row.setups[film.delivery.profile.canvas]
    brand = studio.brand
    music = None
    if brand.music and brand.music_sha256:
        music = Music(sha256=brand.music_sha256, path=brand.music.name)
    return Assembly(
        storyboard=row.storyboard,
        script=film.script,
        known=film.known,
        kind=row.brief.kind,
        profile=film.delivery.profile,
        footage={
            name: Footage(key, seen.luma, seen.spread, setups[name].canvas)
            for name, key in takes.items()
            for seen in (rushes.inspections[key],)
        },
        voiced=voiced,
        music=music,
        labelled=is_labelled(studio, setups.values()),
    )


def _encoding(
    studio: Studio, film: FilmPlan, cut_film: CutFilm
) -> tuple[dict[str, Job[None]], int]:
    """Jobs for the segments that are not in the store, longest first, and how many they are."""
    segments = {segment.key(): segment for segment in cut_film.segments}
    ready = studio.store.ready(segments, Kind.SEGMENT)
    new = sorted(segments.keys() - ready, key=lambda key: -segments[key].frames)
    jobs = {
        key: studio.pool.run(
            encode,
            segments[key],
            studio.store.blobs,
            what=f"a segment of {film.planned.file}",
        )
        for key in new
    }
    return jobs, len(jobs)


def _mixing(studio: Studio, film: FilmPlan, cut_film: CutFilm) -> tuple[str, list[Job[None]]]:
    """The key of the film's sound, and the job that mixes it where it is not in the store."""
    profile = film.delivery.profile
    key = sound_key(cut_film.edit, profile)
    if studio.store.ready([key], Kind.SOUND):
        return key, []
    job = studio.pool.run(
        mix,
        key,
        cut_film.edit,
        studio.worn().music_input,
        profile,
        studio.store.blobs,
        what=f"the sound of {film.planned.file}",
    )
    return key, [job]


def _assert_passed(film: FilmPlan, done: Joined) -> None:
    if done.inspection.failed:
        worst = done.inspection.failed[0]
        raise InspectionError(
            f"{film.planned.file} fails its inspection",
            f"{worst.measure} is {worst.value:.3g} {worst.unit}",
            worst.limit.why if worst.limit else "",
        )
