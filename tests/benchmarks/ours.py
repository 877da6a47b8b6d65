"""Ours: the reference edit through callsheet's own type, segments, mix and join, on its pool."""

from __future__ import annotations

import shutil
from pathlib import Path

import cv2

from engine import ffmpeg
from engine.brand import Brand, open_brand
from engine.edit.segments import segments_of
from engine.encode import join
from engine.jobs.finishing import encode, mix
from engine.pool import Pool
from engine.sound import sound_key
from engine.store import BlobKind, FolderBlobs
from engine.typeset import draw, lay_out
from schemas.brand import BrandSettings
from schemas.delivery import Profile
from schemas.edit import (
    Caption,
    Cut,
    Edit,
    Layer,
    LayerRole,
    SoundClip,
    Track,
    Transition,
)
from schemas.keys import key_of
from schemas.shot import CopySpace
from schemas.timing import frames_at
from tests.benchmarks.material import BED, CLIPS, DISSOLVE, LINES, LOGO, RATE, SECONDS, Material

__all__ = ["Studio"]

_STEP = int((SECONDS - DISSOLVE) * RATE)
"""Frames from one clip's start to the next one's."""
_PRICE = (4 * _STEP + int(DISSOLVE * RATE), 90)
"""The price stands over the last clip: its first frame, and for how many."""


class Studio:
    """A store with the takes and the spoken lines in it, as they lie when an edit begins."""

    def __init__(self, folder: Path, material: Material, pool: Pool) -> None:
        self._material = material
        self._pool = pool
        self._blobs = FolderBlobs(folder / "blobs")
        self._brand = _brand()
        self._profile = Profile(
            name="reference",
            width=material.canvas.width,
            height=material.canvas.height,
            rate=RATE,
            captions="burnt",
        )
        self._takes = [self._keep(clip, BlobKind.TAKE) for clip in material.clips]
        self.segments = 0
        """Of how many segments the last film was joined."""
        self._lines = [self._keep(path, BlobKind.SPOKEN) for path, _ in material.spoken]

    def make(self, price: str, target: Path) -> int:
        """Make the film with that price; how many segments were encoded for it."""
        edit = self._edit(price)
        placed = lay_out(edit.layers, edit.canvas, self._profile.safe, self._brand)
        for piece in placed:
            if not self._blobs.has(piece.key, BlobKind.SPRITE):
                with self._blobs.writing(piece.key, BlobKind.SPRITE) as sprite:
                    rgba = draw(piece.recipe, self._brand)
                    cv2.imwrite(str(sprite), cv2.cvtColor(rgba, cv2.COLOR_RGBA2BGRA))
        segments = segments_of(edit, placed, self._profile, ffmpeg.binary_digest())
        self.segments = len(segments)
        new = [one for one in segments if not self._blobs.has(one.key(), BlobKind.SEGMENT)]
        new.sort(key=lambda segment: -segment.frames)
        jobs = [self._pool.run(encode, one, self._blobs, what="a segment") for one in new]
        sound = sound_key(edit, self._profile)
        if not self._blobs.has(sound, BlobKind.SOUND):
            arguments = (sound, edit, self._brand.recordings[0].file, self._profile, self._blobs)
            jobs.append(self._pool.run(mix, *arguments, what="the sound"))
        for job in jobs:
            job.result()
        parts = [self._blobs.path(one.key(), BlobKind.SEGMENT) for one in segments]
        join(parts, self._blobs.path(sound, BlobKind.SOUND), target)
        return len(new)

    def forget(self) -> None:
        """Throw away what was encoded, mixed and drawn."""
        for kind in (BlobKind.SEGMENT, BlobKind.SOUND, BlobKind.SPRITE):
            kept = {self._blobs.path(key, BlobKind.TAKE) for key in self._takes}
            for path in self._blobs.root.glob(f"??/*{kind.suffix}"):
                if path not in kept:
                    path.unlink()

    def _keep(self, file: Path, kind: BlobKind) -> str:
        key = key_of("benchmark", name=file.name)
        with self._blobs.writing(key, kind) as target:
            shutil.copyfile(file, target)
        return key

    def _edit(self, price: str) -> Edit:
        frames = self._material.frames
        dissolve = Transition(kind="dissolve", frames=int(DISSOLVE * RATE))
        cuts = tuple(
            Cut(
                shot=f"clip{number}",
                take=take,
                rate=RATE,
                available=int(SECONDS * RATE),
                start=number * _STEP,
                frames=int(SECONDS * RATE),
                transition=dissolve if number else Transition(),
            )
            for number, take in enumerate(self._takes)
        )
        voice = tuple(
            SoundClip(
                track=Track.VOICE,
                key=key,
                text=text,
                start=number * _STEP + 20,
                frames=frames_at(RATE, self._material.spoken[number][1]),
            )
            for number, (key, text) in enumerate(zip(self._lines, LINES, strict=True))
        )
        captions = tuple(
            Caption(start=said.start, frames=said.frames, text=said.text) for said in voice
        )
        burnt = [
            Layer(
                role=LayerRole.CAPTION,
                text=(caption.text,),
                locale="en",
                start=caption.start,
                frames=caption.frames,
            )
            for caption in captions
        ]
        written = [
            _layer(LayerRole.HEADLINE, "Nord Bottle", 0, (15, 80)),
            _layer(LayerRole.LOWER_THIRD, "Insulated steel, matte finish", 1, (125, 80)),
            _layer(LayerRole.PRICE, price, CLIPS - 1, _PRICE, late=True),
            Layer(role=LayerRole.LOGO, locale="en", start=0, frames=frames),
        ]
        return Edit(
            canvas=self._material.canvas,
            cuts=cuts,
            layers=(*written, *burnt),
            captions=captions,
            sounds=(
                *voice,
                SoundClip(
                    track=Track.MUSIC,
                    key=self._brand.recordings[0].file.sha256,
                    frames=frames,
                    gain=-8.0,
                    fade_in=0.4,
                    fade_out=1.6,
                ),
            ),
        )


def _layer(
    role: LayerRole, text: str, clip: int, span: tuple[int, int], *, late: bool = False
) -> Layer:
    return Layer(
        role=role,
        text=(text,),
        locale="en",
        start=span[0],
        frames=span[1],
        late=late,
        shot=f"clip{clip}",
        copy_space=CopySpace.SIDE,
    )


def _brand() -> Brand:
    settings = BrandSettings(name="Fjell & Co", logo=LOGO.name, music=BED.name)
    return open_brand(settings, LOGO.parent)
