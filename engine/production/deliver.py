"""Deliver: a made film is signed last, put in its place with what goes beside it, and recorded.

Whatever stood there before is replaced; withdrawn films leave nothing behind.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from engine.captions import srt, transcript, vtt
from engine.production.film import Made
from engine.production.row import FilmPlan, RowPlan
from engine.production.studio import Studio
from engine.proof import (
    SignedPart,
    declared_source_type,
    film_source_type,
    needs_ai_disclosure,
    sign,
)
from engine.report import write_sidecar
from engine.store import Kind
from schemas.film import Film, Part
from schemas.timing import seconds_of

__all__ = ["BESIDE", "deliver", "withdraw"]

BESIDE = (".srt", ".vtt", ".jpg", ".txt", ".json")
"""What lies beside every film, under its name."""
_MIME = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


def deliver(studio: Studio, row: RowPlan, film: FilmPlan, made: Made) -> Film:
    """Sign the film into its place and write what goes beside it. Raises SigningError."""
    target = studio.places.out / film.planned.file
    target.parent.mkdir(parents=True, exist_ok=True)
    parts = tuple(_parts(studio, row, film, made))
    before = studio.store.ledger.films.standing(studio.output).get(film.planned.file)
    sign(
        studio.store.blobs.path(made.joined.key, Kind.JOIN),
        target,
        title=row.brief.title,
        parts=parts,
        identity=studio.identity,
    )
    delivered = _film(studio, row, film, made, tuple(part.part for part in parts), target)
    if before is not None and before.sha256 != delivered.sha256:
        delivered = delivered.model_copy(update={"replaces": before.sha256})
    _beside(studio, made, target)
    write_sidecar(target.with_suffix(".json"), delivered)
    studio.store.ledger.films.deliver(studio.output, studio.places.out, delivered)
    return delivered


def withdraw(studio: Studio, files: Iterable[str]) -> None:
    """Take films away: the files, what lies beside them, and emptied folders."""
    gone = list(files)
    for file in gone:
        film = studio.places.out / file
        for path in (film, *(film.with_suffix(suffix) for suffix in BESIDE)):
            path.unlink(missing_ok=True)
        if film.parent.is_dir() and not any(film.parent.iterdir()):
            film.parent.rmdir()
    studio.store.ledger.films.withdraw(studio.output, gone)


def _beside(studio: Studio, made: Made, target: Path) -> None:
    edit = made.cut.edit
    target.with_suffix(".srt").write_text(srt(edit.captions, edit.canvas.rate), "utf-8")
    target.with_suffix(".vtt").write_text(vtt(edit.captions, edit.canvas.rate), "utf-8")
    words = transcript(edit.captions)
    target.with_suffix(".txt").write_text(words, "utf-8")
    thumbnail = studio.store.blobs.path(made.joined.key, Kind.THUMBNAIL)
    shutil.copyfile(thumbnail, target.with_suffix(".jpg"))


def _parts(studio: Studio, row: RowPlan, film: FilmPlan, made: Made) -> Iterator[SignedPart]:
    """Every part that the film is made of: shots, pictures, voice and music.

    Of a picture only what it says of itself is said, and nothing of the music: claiming a camera
    where there was none would be as wrong as claiming a model.
    """
    blobs, setups = studio.store.blobs, row.setups[film.delivery.profile.canvas]
    for name, take in made.takes.items():
        yield SignedPart(
            Part(
                kind="shot",
                title=f"shot {name}",
                key=take,
                source_type=studio.renderer.source_type,
                made_by=studio.renderer.name,
            ),
            blobs.path(take, Kind.TAKE),
            "video/mp4",
        )
    used = {picture.sha256: picture for setup in setups.values() for picture in setup.pictures}
    for picture in used.values():
        path = studio.places.root / picture.path
        yield SignedPart(
            Part(
                kind="picture",
                title=Path(picture.path).name,
                sha256=picture.sha256,
                source_type=declared_source_type(path) or "",
                made_by="the row",
            ),
            path,
            _MIME[picture.format],
        )
    if studio.voice is not None:
        for said in made.voiced:
            yield SignedPart(
                Part(
                    kind="voice",
                    title=f"line over {said.line.shot}",
                    key=said.key,
                    source_type=studio.voice.source_type,
                    made_by=studio.voice.name,
                ),
                blobs.path(said.key, Kind.SPOKEN),
                "audio/wav",
            )
    if made.cut.edit.music and studio.brand.music:
        yield SignedPart(
            Part(
                kind="music",
                title=studio.brand.music.name,
                sha256=made.cut.edit.music.sha256,
                source_type="",
                made_by="the brand",
            ),
            studio.brand.music,
            "audio/mp4",
        )


def _film(
    studio: Studio,
    row: RowPlan,
    film: FilmPlan,
    made: Made,
    parts: tuple[Part, ...],
    target: Path,
) -> Film:
    edit, brief, planned = made.cut.edit, row.brief, film.planned
    measured = {found.measure: found.value for found in made.joined.inspection.measurements}
    with target.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Film(
        key=planned.key,
        id=brief.id,
        slug=planned.slug,
        title=brief.title,
        kind=brief.kind.value,
        locale=planned.locale,
        profile=planned.profile,
        file=planned.file,
        sha256=digest,
        bytes=target.stat().st_size,
        width=edit.canvas.width,
        height=edit.canvas.height,
        rate=str(edit.canvas.rate),
        frames=edit.frames,
        seconds=seconds_of(edit.frames, edit.canvas.rate),
        loudness=measured.get("loudness"),
        true_peak=measured.get("true_peak"),
        signer=studio.identity.name,
        digital_source_type=film_source_type(parts).value,
        ai_disclosure_required=needs_ai_disclosure(parts),
        parts=parts,
        segments=tuple(segment.key() for segment in made.cut.segments),
        shots=made.takes,
        inspection=made.joined.inspection,
        row_digest=brief.origin.digest,
        notes=tuple(_notes(studio, made)),
    )


def _notes(studio: Studio, made: Made) -> Iterator[str]:
    """What is less than was asked for, or was changed to fit: said aloud."""
    yield from studio.downgrades
    fastest = max((spoken.tempo for spoken in made.cut.edit.voice), default=1.0)
    if fastest > 1.005:
        yield f"the voice is played up to {fastest:.2f} times faster to fit its shots"
