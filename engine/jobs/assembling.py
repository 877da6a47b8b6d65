"""Assembling: words, takes and sounds become one film's edit; its lines are spoken, its type drawn.

One job, because the edit is fitted to the voice, and a second trip to a worker would cost more
than most lines do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from engine import ffmpeg
from engine.assembler.assembler import Assembler
from engine.assembler.stretch import Stretch, stretches_of
from engine.brand import Brand
from engine.edit.brand import BrandLook
from engine.edit.layers import Footage
from engine.edit.lengths import Voiced
from engine.edit.segments import Overlay, Segment, overlays_of, segments_of
from engine.edit.timeline import build_edit
from engine.sound import OfflineVoice
from engine.sound.speech import heard_of, speak_offline
from engine.store import BlobKind, BlobRecord, Blobs
from engine.typeset import Placed, draw, lay_out, logo_corner
from schemas.brief import Kind
from schemas.delivery import Profile
from schemas.edit import Edit, TextTone
from schemas.script import Line, Script
from schemas.speech import Heard
from schemas.storyboard import Storyboard

__all__ = ["Assembled", "Assembly", "Spoken", "assemble", "laid_out"]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line with the key of its sound, and how it is heard where that is known."""

    line: Line
    key: str
    heard: Heard | None = None


@dataclass(frozen=True, slots=True)
class Assembly:
    """Everything that one film's edit is made from. `script` is bound; `footage` by shot name.

    `music` is the SHA-256 of the brand's file, if there is one. `labelled` says that a model made
    pictures of it, which the film must then show. `assembler` is MoviePy where a production wants
    it.
    """

    storyboard: Storyboard
    script: Script
    kind: Kind
    profile: Profile
    footage: Mapping[str, Footage]
    lines: tuple[Spoken, ...]
    music: str | None
    labelled: bool = False
    assembler: Assembler | None = None


@dataclass(frozen=True, slots=True)
class Assembled:
    """An edit and its segments, whose sprites lie in the store.

    `heard` are its lines by key, as they are spoken; `placed` is its type, and `overlays` all of
    that, counted from the film's start; `made` is what was made for it.
    """

    edit: Edit
    segments: tuple[Segment | Stretch, ...]
    heard: Mapping[str, Heard]
    placed: tuple[Placed, ...] = ()
    overlays: tuple[Overlay, ...] = ()
    made: tuple[BlobRecord, ...] = ()

    @property
    def sprites(self) -> tuple[str, ...]:
        """The keys of its drawn type."""
        return tuple(piece.key for piece in self.placed)


def assemble(
    assembly: Assembly, voice: OfflineVoice | None, brand: Brand, blobs: Blobs
) -> Assembled:
    """Speak what was never spoken, build the edit, lay out and draw its type.

    `voice` is one of this machine, or None where the lines come from elsewhere.

    Raises RowError (LENGTH, GLYPH, TOO_LONG), VoiceError.
    """
    brand = brand.localize(blobs)
    # What a server speaks, or a person, is in the store already: the driver fetched it.
    lines = [(one.key, one.line.text) for one in assembly.lines]
    made = speak_offline(lines, assembly.script.locale, voice, blobs)
    heard = {one.key: one.heard or heard_of(one.key, blobs) for one in assembly.lines}
    film = laid_out(assembly, heard, brand)
    made += _drawn(film.placed, brand, blobs)
    if not blobs.has(film.edit.key, BlobKind.DOCUMENT):
        with blobs.writing(film.edit.key, BlobKind.DOCUMENT) as target:
            target.write_text(film.edit.model_dump_json(), "utf-8")
    made.append(blobs.made(film.edit.key, BlobKind.DOCUMENT))
    return replace(film, made=tuple(made))


def laid_out(assembly: Assembly, heard: Mapping[str, Heard], brand: Brand) -> Assembled:
    """The edit, its segments and where its type stands; nothing is spoken or drawn.

    Raises RowError (LENGTH, GLYPH, TOO_LONG).
    """
    edit = build_edit(
        assembly.storyboard,
        assembly.script,
        footage=assembly.footage,
        voiced=tuple(
            Voiced(one.line, one.key, (said := heard[one.key]).seconds, said.words)
            for one in assembly.lines
        ),
        kind=assembly.kind,
        profile=assembly.profile,
        music=assembly.music,
        brand=_look(brand, assembly),
        label=assembly.labelled,
        transitions=brand.tokens.rhythm.transitions,
    )
    placed = lay_out(edit.layers, edit.canvas, assembly.profile.safe, brand)
    segments: tuple[Segment | Stretch, ...]
    segments = own = segments_of(edit, placed, assembly.profile, ffmpeg.binary_digest())
    overlays = tuple(overlays_of(edit, placed, range(edit.frames)))
    if assembly.assembler is not None:
        segments = stretches_of(assembly.assembler, edit, overlays, own)
    return Assembled(edit, segments, heard, placed, overlays)


def _look(brand: Brand, assembly: Assembly) -> BrandLook:
    """What the film shows of the brand by itself."""
    said = brand.settings
    return BrandLook(
        light=brand.mark(TextTone.LIGHT),
        dark=brand.mark(TextTone.DARK),
        corner=logo_corner(brand, assembly.profile.canvas, assembly.profile.safe),
        name=said.name,
        address=said.address,
        legal=said.legal_in(assembly.script.locale),
    )


def _drawn(placed: Sequence[Placed], brand: Brand, blobs: Blobs) -> list[BlobRecord]:
    import cv2  # noqa: PLC0415 - heavy

    made = []
    for piece in placed:
        if not blobs.has(piece.key, BlobKind.SPRITE):
            with blobs.writing(piece.key, BlobKind.SPRITE) as target:
                rgba = draw(piece.recipe, brand)
                cv2.imwrite(str(target), cv2.cvtColor(rgba, cv2.COLOR_RGBA2BGRA))
            made.append(blobs.made(piece.key, BlobKind.SPRITE))
    return made
