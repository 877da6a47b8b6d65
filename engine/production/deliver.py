"""Deliver: a finished film is signed last, put in its place with what goes beside it, recorded.

Whatever was delivered there before is replaced; withdrawn films leave nothing behind.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from engine.assembler.assembler import Assembler
from engine.captions import srt, transcript, vtt
from engine.production.context import RunContext
from engine.production.craft import finding
from engine.production.film import Finishing, joined
from engine.production.finished import Finished, shot_records, word_records
from engine.production.outcome import RowOutcome
from engine.production.planning.row import FilmPlan, RowPlan
from engine.proof import (
    SignedPart,
    anchors,
    declared_source_type,
    film_source_type,
    needs_ai_disclosure,
    sign,
    verify,
)
from engine.report import SUFFIXES, write_sidecar
from engine.sound import heard_key
from engine.store import BlobKind
from schemas.brief import Picture
from schemas.errors import SigningError
from schemas.film import Film, Part
from schemas.timing import seconds_of

__all__ = ["deliver", "withdraw"]

_MIME = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_MIME_OF_VIDEOS = {".mov": "video/quicktime"}


def deliver(
    context: RunContext, row: RowPlan, film: FilmPlan, making: Finishing, outcome: RowOutcome
) -> Film:
    """Wait for the film, sign it into its place and write what goes beside it.

    Raises what its making raises, and SigningError.
    """
    done = Finished(context, row, film, making, joined(context, film, making))
    outcome.encoded += making.encoded
    outcome.reused += making.reused
    target = done.target
    target.parent.mkdir(parents=True, exist_ok=True)
    parts = tuple(_parts(done))
    films, store = context.store.ledger.films, context.store
    before = films.one(context.output, film.planned.file)
    digest = sign(
        store.blobs.path(done.joined.key, BlobKind.JOIN),
        target,
        title=row.brief.title,
        parts=parts,
        identity=context.identity,
        edited=_edited(context.assembler),
    )
    verdict = verify(target, anchors=anchors(context.paths.config))
    if verdict.state not in {"Trusted", "Valid"}:
        raise SigningError(
            "the signed film does not verify", f"{film.planned.file}: {verdict.reason}"
        )
    delivered = _film(done, tuple(part.part for part in parts), digest)
    if before is not None and before.sha256 != delivered.sha256:
        delivered = delivered.model_copy(update={"replaces": before.sha256})
    _write_beside(done)
    write_sidecar(
        target.with_suffix(".json"),
        delivered,
        shots=shot_records(done),
        words=word_records(done),
        state=verdict.state,
    )
    _link(done)
    films.deliver(context.output, context.paths.out, delivered)
    return delivered


def withdraw(context: RunContext, files: Iterable[str]) -> None:
    """Take films away: the files, what lies beside them, and emptied folders."""
    gone = list(files)
    for file in gone:
        film = context.paths.out / file
        for path in (film, *(film.with_suffix(suffix) for suffix in SUFFIXES.files())):
            path.unlink(missing_ok=True)
        if film.parent.is_dir() and not any(film.parent.iterdir()):
            film.parent.rmdir()
    if gone:
        context.store.ledger.films.withdraw(context.output, gone)


def _link(done: Finished) -> None:
    """Remember the blobs that the film is made from before it is delivered: none is garbage then.

    What the edit names is linked from the edit, which several films may share.
    """
    ledger, making = done.context.store.ledger, done.making
    edit = making.assembled.edit
    ledger.link(
        edit.key,
        [
            *((take, BlobKind.TAKE) for take in done.takes.values()),
            *((sprite, BlobKind.SPRITE) for sprite in making.assembled.sprites),
            *((line.key, BlobKind.SPOKEN) for line in done.film.lines),
            *((key, BlobKind.DOCUMENT) for key in _heard(done)),
        ],
    )
    ledger.link(
        done.film.planned.key,
        [
            (edit.key, BlobKind.DOCUMENT),
            *((segment.key(), BlobKind.SEGMENT) for segment in making.assembled.segments),
            (making.sound, BlobKind.SOUND),
            (done.joined.key, BlobKind.JOIN),
            (done.joined.thumbnail, BlobKind.THUMBNAIL),
        ],
    )


def _heard(done: Finished) -> Iterator[str]:
    """What lies beside lines that a voice of this machine spoke."""
    if done.context.voices.offline(done.film.delivery.locale):
        yield from (heard_key(line.key) for line in done.film.lines)


def _parts(done: Finished) -> Iterator[SignedPart]:
    """Every part that the film is made of: shots and what they start from, pictures, videos, voice
    and music.

    Of a picture or a video only what it says of itself is said, and nothing of the music: claiming
    a camera where there was none would be as wrong as claiming a model.
    """
    context, row = done.context, done.row
    blobs = context.store.blobs
    setups = done.setups
    for name, take in done.takes.items():
        renderer = context.router.named(setups[name].renderer)
        part = Part(
            kind="shot",
            title=f"shot {name}" if name in done.making.takes else f"shot {name}, a source",
            key=take,
            source_type=renderer.source_type,
            made_by=renderer.name,
        )
        yield SignedPart(part, blobs.path(take, BlobKind.TAKE), "video/mp4")
    used = {picture.sha256: picture for setup in setups.values() for picture in setup.pictures}
    for picture in used.values():
        path = context.paths.root / picture.path
        part = Part(
            kind="picture",
            title=_name_of(picture),
            sha256=picture.sha256,
            source_type=declared_source_type(path) or "",
            made_by="the brand" if picture.sha256 in context.card_pictures else "the row",
        )
        yield SignedPart(part, path, _MIME[picture.format])
    clips = {video.sha256: video for setup in setups.values() for video in setup.videos}
    for video in clips.values():
        path = context.paths.root / video.path
        part = Part(
            kind="video",
            title=path.name,
            sha256=video.sha256,
            source_type=declared_source_type(path) or "",
            made_by="the row",
        )
        yield SignedPart(part, path, _MIME_OF_VIDEOS.get(path.suffix.lower(), "video/mp4"))
    if (voice := context.voices.of(done.film.delivery.locale)) is not None:
        for said in done.film.lines:
            part = Part(
                kind="voice",
                title=f"line over {said.line.shot}",
                key=said.key,
                source_type=voice.source_type,
                made_by=voice.name,
            )
            yield SignedPart(part, blobs.path(said.key, BlobKind.SPOKEN), "audio/wav")
    if (music := context.music_of(row.brief)) is not None:
        part = Part(
            kind="music",
            title=music.path.name,
            sha256=music.sha256,
            source_type="",
            made_by="the brand",
        )
        yield SignedPart(part, music.path, "audio/mp4")


def _name_of(picture: Picture) -> str:
    """As its file is called, here or where it was fetched; what an address asks beside is left."""
    place = urlsplit(picture.address).path if picture.address else picture.path
    return unquote(Path(place).name) or "picture"


def _edited(assembler: Assembler | None) -> str:
    """What Python of the user's did, for the proof: it may have changed whatever is seen or heard,
    and callsheet does not know how. Nothing where there is none.
    """
    if assembler is None or assembler.scenes is None:
        return ""
    return (
        f"Edited by the production's own Python, {assembler.title} "
        f"(SHA-256 {assembler.scenes.sha256}), with MoviePy {assembler.version}."
    )


def _film(done: Finished, parts: tuple[Part, ...], digest: str) -> Film:
    edit, brief, planned = done.making.assembled.edit, done.row.brief, done.film.planned
    measured = {found.measure: found.value for found in done.joined.inspection.measurements}
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
        bytes=done.target.stat().st_size,
        width=edit.canvas.width,
        height=edit.canvas.height,
        rate=str(edit.canvas.rate),
        frames=edit.frames,
        seconds=seconds_of(edit.frames, edit.canvas.rate),
        loudness=measured.get("loudness"),
        true_peak=measured.get("true_peak"),
        signer=done.context.identity.name,
        digital_source_type=film_source_type(parts).value,
        ai_disclosure_required=needs_ai_disclosure(parts),
        parts=parts,
        edit=edit.key,
        recipe=done.film.recipe,
        segments=tuple(segment.key() for segment in done.making.assembled.segments),
        shots=dict(done.takes),
        operations={name: setup.shot.operation for name, setup in done.setups.items()},
        inspection=done.joined.inspection,
        row_digest=brief.origin.digest,
        notes=tuple(_notes(done)),
    )


def _notes(done: Finished) -> Iterator[str]:
    """What is less than was asked for, or was changed to fit: said aloud."""
    yield from done.film.downgrades
    yield from (finding(fault) for fault in done.joined.inspection.failed)
    if (assembler := done.context.assembler) is not None:
        own = f", edited by {assembler.title}" if assembler.title else ""
        yield f"put together by MoviePy {assembler.version}{own}"
    profile = done.film.delivery.profile
    if profile.omits:
        yield f"{profile.name} takes no {' or '.join(profile.omits)}: none is shown or said"
    edit = done.making.assembled.edit
    for cut in edit.cuts:
        if cut.conform is not None:
            yield f"shot {cut.shot}: {cut.conform.rate} frames per second, {cut.conform.how}"
    fastest = max((clip.tempo for clip in edit.sounds), default=1.0)
    if fastest > 1.005:
        yield f"the voice is played up to {fastest:.2f} times faster to fit its shots"


def _write_beside(done: Finished) -> None:
    edit, target = done.making.assembled.edit, done.target
    target.with_suffix(".srt").write_text(srt(edit.captions, edit.canvas.rate), "utf-8")
    target.with_suffix(".vtt").write_text(vtt(edit.captions, edit.canvas.rate), "utf-8")
    target.with_suffix(".txt").write_text(transcript(edit.captions), "utf-8")
    thumbnail = done.context.store.blobs.path(done.joined.thumbnail, BlobKind.THUMBNAIL)
    shutil.copyfile(thumbnail, target.with_suffix(".jpg"))
