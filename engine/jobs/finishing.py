"""Finishing: segments are encoded, the sound is mixed, and the film is joined and measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.cards import END_CARD, INTRO
from engine.edit.compose import composed
from engine.edit.segments import Segment
from engine.encode import encode_segment, join
from engine.inputs import InputFile
from engine.inspection import Limits, measure_film
from engine.report.thumbnail import thumbnail_key, write_thumbnail
from engine.sound import mix as mix_sound
from engine.store import BlobKind, BlobRecord, Blobs
from schemas.delivery import Profile
from schemas.edit import Edit, Track
from schemas.inspection import Inspection
from schemas.timing import seconds_of

__all__ = ["Joined", "Reel", "encode", "finish", "mix"]


@dataclass(frozen=True, slots=True)
class Reel:
    """What a film is joined from: the keys of its segments and its sound, in the store."""

    key: str
    segments: tuple[str, ...]
    sound: str
    edit: Edit
    profile: Profile


@dataclass(frozen=True, slots=True)
class Joined:
    """A whole film before it is signed: its key in the store, and what was measured of it.

    `thumbnail` is the key of its thumbnail; `made` is what was made for it: segments, sound, film.
    """

    key: str
    thumbnail: str
    inspection: Inspection
    made: tuple[BlobRecord, ...] = ()


def encode(segment: Segment, blobs: Blobs) -> BlobRecord:
    """Compose and encode one segment into the store. Raises EncodeError."""
    import cv2  # noqa: PLC0415 - heavy

    cv2.setNumThreads(1)
    frames = composed(
        segment, lambda key: blobs.path(key, BlobKind.TAKE), lambda key: _drawn(key, blobs)
    )
    key = segment.key()
    with blobs.writing(key, BlobKind.SEGMENT) as target:
        encode_segment(segment, frames, target)
    return blobs.made(key, BlobKind.SEGMENT)


def mix(
    key: str, edit: Edit, music: InputFile | None, profile: Profile, blobs: Blobs
) -> BlobRecord:
    """Mix the film's sound into the store under `key`. Raises EncodeError."""
    sounds = {clip.key: blobs.path(clip.key, BlobKind.SPOKEN) for clip in edit.on(Track.VOICE)}
    sounds |= {clip.key: blobs.path(clip.key, BlobKind.TAKE) for clip in edit.on(Track.NATURAL)}
    if music is not None:
        sounds |= {clip.key: music.localize(blobs).path for clip in edit.on(Track.MUSIC)}
    with blobs.writing(key, BlobKind.SOUND) as target:
        mix_sound(edit, sounds, profile, target)
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
        quiet=0.0 if reel.edit.on(Track.MUSIC) else _unspoken(reel.edit),
    )
    made = blobs.made(reel.key, BlobKind.JOIN), blobs.made(thumbnail, BlobKind.THUMBNAIL)
    return Joined(reel.key, thumbnail, inspection, (*parts, *made))


def _drawn(key: str, blobs: Blobs) -> NDArray[Any]:
    import cv2  # noqa: PLC0415 - heavy

    pixels: Any = cv2.imread(str(blobs.path(key, BlobKind.SPRITE)), cv2.IMREAD_UNCHANGED)
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGRA2RGBA))


def _unspoken(edit: Edit) -> float:
    """Seconds of the brand's own cards, over which nobody speaks."""
    cards = (cut for cut in edit.cuts if cut.shot in {INTRO, END_CARD})
    return sum(seconds_of(cut.frames, edit.canvas.rate) for cut in cards)


def _good_frames(edit: Edit) -> tuple[int, ...]:
    """Frames that a thumbnail may show: late in each of the first shots, when its type stands."""
    cuts = [cut for cut in edit.cuts if cut.shot not in {INTRO, END_CARD}] or edit.cuts
    return tuple(cut.start + cut.frames * 2 // 3 for cut in cuts[:3])
