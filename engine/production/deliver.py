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
from engine.production.parts import parts_of
from engine.production.row import FilmPlan, RowPlan
from engine.production.studio import Studio
from engine.proof import (
    anchors,
    film_source_type,
    needs_ai_disclosure,
    sign,
    verify,
)
from engine.report import ShotRecord, write_sidecar
from engine.store import Kind
from schemas.errors import SigningError
from schemas.film import Film, Part
from schemas.timing import seconds_of

__all__ = ["BESIDE", "deliver", "withdraw"]

BESIDE = (".srt", ".vtt", ".jpg", ".txt", ".json")
"""What lies beside every film, under its name."""


def deliver(studio: Studio, row: RowPlan, film: FilmPlan, made: Made) -> Film:
    """Sign the film into its place and write what goes beside it. Raises SigningError."""
    target = studio.places.out / film.planned.file
    target.parent.mkdir(parents=True, exist_ok=True)
    parts = tuple(parts_of(studio, row, film, made))
    before = studio.store.ledger.films.standing(studio.output).get(film.planned.file)
    sign(
        studio.store.blobs.path(made.joined.key, Kind.JOIN),
        target,
        title=row.brief.title,
        parts=parts,
        identity=studio.identity,
    )
    verdict = verify(target, anchors=anchors(studio.places.config))
    if verdict.state not in {"Trusted", "Valid"}:
        raise SigningError(
            "the signed film does not verify", f"{film.planned.file}: {verdict.reason}"
        )
    delivered = _film(studio, row, film, made, tuple(part.part for part in parts), target)
    if before is not None and before.sha256 != delivered.sha256:
        delivered = delivered.model_copy(update={"replaces": before.sha256})
    _beside(studio, made, target)
    shots = _shot_records(studio, row, film, made)
    write_sidecar(target.with_suffix(".json"), delivered, shots=shots, state=verdict.state)
    studio.store.ledger.films.deliver(studio.output, studio.places.out, delivered)
    return delivered


def _shot_records(
    studio: Studio, row: RowPlan, film: FilmPlan, made: Made
) -> dict[str, ShotRecord]:
    """How each shot's take came about, for the sidecar."""
    records = {}
    for name, setup in row.setups[film.delivery.profile.canvas].items():
        known = studio.store.ledger.made(made.takes[name], Kind.TAKE)
        lineage = dict(known.lineage) if known else {}
        attempt = int(lineage.pop("attempt", 0))
        records[name] = ShotRecord(
            operation=setup.shot.operation,
            renderer=setup.renderer,
            seed=setup.seed + attempt,
            attempt=attempt,
            lineage=lineage,
        )
    return records


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
    for cut in made.cut.edit.cuts:
        if cut.conform is not None:
            yield f"shot {cut.shot}: {cut.conform.rate} frames per second, {cut.conform.how}"
    fastest = max((spoken.tempo for spoken in made.cut.edit.voice), default=1.0)
    if fastest > 1.005:
        yield f"the voice is played up to {fastest:.2f} times faster to fit its shots"
