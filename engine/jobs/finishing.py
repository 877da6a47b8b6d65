"""Finishing: segments are encoded, the sound is mixed, and the film is joined and measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.assembler.assembler import Assembler
from engine.assembler.film import Reels
from engine.assembler.sound import mix_through
from engine.assembler.stretch import Stretch, frames_of
from engine.cards import END_CARD, INTRO
from engine.edit.compose import composed
from engine.edit.segments import Overlay, Segment
from engine.encode import encode_segment, join
from engine.inputs import InputFile
from engine.inspection import Limits, measure_film
from engine.inspection.craft import ContrastMeter, Lettering
from engine.report.thumbnail import thumbnail_key, write_thumbnail
from engine.sound import mix as mix_sound
from engine.store import BlobKind, BlobRecord, Blobs
from schemas.brief import Kind
from schemas.delivery import Profile
from schemas.edit import Edit, Track
from schemas.inspection import Inspection, Measurement
from schemas.timing import seconds_of

__all__ = ["Joined", "Reel", "encode", "finish", "mix"]


@dataclass(frozen=True, slots=True)
class Reel:
    """What a film is joined from: the keys of its segments and its sound, in the store.

    `craft` is what was measured of its edit; `letters` are the pieces of type whose contrast is
    measured on its frames, and held against the limits for films of that `kind`.
    """

    key: str
    segments: tuple[str, ...]
    sound: str
    edit: Edit
    profile: Profile
    kind: Kind | None = None
    craft: tuple[Measurement, ...] = ()
    letters: tuple[Lettering, ...] = ()


@dataclass(frozen=True, slots=True)
class Joined:
    """A whole film before it is signed: its key in the store, and what was measured of it.

    `thumbnail` is the key of its thumbnail; `made` is what was made for it: segments, sound, film.
    """

    key: str
    thumbnail: str
    inspection: Inspection
    made: tuple[BlobRecord, ...] = ()


def encode(segment: Segment | Stretch, blobs: Blobs) -> BlobRecord:
    """Compose and encode one segment into the store, with the assembler that it is meant for.

    Raises EncodeError.
    """
    import cv2  # noqa: PLC0415 - heavy

    cv2.setNumThreads(1)
    reels, key = _reels(blobs), segment.key()
    if isinstance(segment, Stretch):
        frames, coded = frames_of(segment.localize(blobs), reels), segment.segment
    else:
        frames, coded = composed(segment, reels.take_at, reels.sprite_at), segment
    with blobs.writing(key, BlobKind.SEGMENT) as target:
        encode_segment(coded, frames, target)
    return blobs.made(key, BlobKind.SEGMENT)


def mix(
    key: str,
    edit: Edit,
    music: InputFile | None,
    profile: Profile,
    blobs: Blobs,
    through: tuple[Assembler, tuple[Overlay, ...]] | None = None,
) -> BlobRecord:
    """Mix the film's sound into the store under `key`. Raises EncodeError.

    `through` is an assembler with a function of the user's that the sound goes through, and the
    film's type.
    """
    sounds = {clip.key: blobs.path(clip.key, BlobKind.SPOKEN) for clip in edit.on(Track.VOICE)}
    sounds |= {clip.key: blobs.path(clip.key, BlobKind.TAKE) for clip in edit.on(Track.NATURAL)}
    if music is not None:
        sounds |= {clip.key: music.localize(blobs).path for clip in edit.on(Track.MUSIC)}
    with blobs.writing(key, BlobKind.SOUND) as target:
        if through is None:
            mix_sound(edit, sounds, profile, target)
        else:
            assembler, overlays = through
            mix_through(
                assembler.localize(blobs), edit, overlays, _reels(blobs), sounds, profile, target
            )
    return blobs.made(key, BlobKind.SOUND)


def finish(reel: Reel, blobs: Blobs, limits: Limits, *parts: BlobRecord) -> Joined:
    """Join the reel under its key, measure the film, take its thumbnail.

    `parts` are what other jobs have just made for it, and arrive with their results.

    Raises EncodeError.
    """
    if not blobs.has(reel.key, BlobKind.JOIN):
        with blobs.writing(reel.key, BlobKind.JOIN) as target:
            segments = [blobs.path(segment, BlobKind.SEGMENT) for segment in reel.segments]
            join(segments, blobs.path(reel.sound, BlobKind.SOUND), target)
    film = blobs.path(reel.key, BlobKind.JOIN)
    thumbnail = thumbnail_key(reel.key)
    if not blobs.has(thumbnail, BlobKind.THUMBNAIL):
        with blobs.writing(thumbnail, BlobKind.THUMBNAIL) as target:
            write_thumbnail(film, _good_frames(reel.edit), target)
    # What takes sound like by themselves may be silent for as long as it is.
    sounding = bool(reel.edit.on(Track.VOICE) or reel.edit.on(Track.MUSIC))
    inspection = measure_film(
        film,
        reel.key,
        reel.profile,
        reel.edit.frames,
        limits,
        sounding=sounding,
        meter=ContrastMeter(reel.letters, lambda key: _drawn(key, blobs)),
        kind=reel.kind,
        pause=0.0 if reel.edit.on(Track.MUSIC) else _longest_pause(reel.edit),
    )
    measurements = (*inspection.measurements, *reel.craft)
    inspection = inspection.model_copy(update={"measurements": measurements})
    made = blobs.made(reel.key, BlobKind.JOIN), blobs.made(thumbnail, BlobKind.THUMBNAIL)
    return Joined(reel.key, thumbnail, inspection, (*parts, *made))


def _reels(blobs: Blobs) -> Reels:
    return Reels(lambda key: blobs.path(key, BlobKind.TAKE), lambda key: _drawn(key, blobs))


def _drawn(key: str, blobs: Blobs) -> NDArray[Any]:
    import cv2  # noqa: PLC0415 - heavy

    pixels: Any = cv2.imread(str(blobs.path(key, BlobKind.SPRITE)), cv2.IMREAD_UNCHANGED)
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGRA2RGBA))


def _longest_pause(edit: Edit) -> float:
    """Seconds of the longest stretch in which the edit has nobody speak."""
    spoken = sorted((clip.start, clip.end) for clip in edit.on(Track.VOICE))
    ends = [0, *(end for _, end in spoken)]
    starts = [*(start for start, _ in spoken), edit.frames]
    longest = max(start - end for end, start in zip(ends, starts, strict=True))
    return seconds_of(max(0, longest), edit.canvas.rate)


def _good_frames(edit: Edit) -> tuple[int, ...]:
    """Frames that a thumbnail may show: late in each of the first shots, when its type stands."""
    cuts = [cut for cut in edit.cuts if cut.shot not in {INTRO, END_CARD}] or edit.cuts
    return tuple(cut.start + cut.frames * 2 // 3 for cut in cuts[:3])
