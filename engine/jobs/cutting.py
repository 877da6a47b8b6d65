"""Cutting: words, takes and sounds become an edit, its type is drawn, its segments are named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine import ffmpeg
from engine.brand import Brand
from engine.edit.layers import Footage
from engine.edit.lengths import Voiced
from engine.edit.segments import Segment, segments_of
from engine.edit.timeline import build_edit
from engine.store import Blobs, Kind
from engine.typeset import Placed, draw, lay_out
from schemas.brief import Kind as FilmKind
from schemas.delivery import Profile
from schemas.edit import Edit, Music
from schemas.script import Script
from schemas.storyboard import Storyboard

__all__ = ["Assembly", "CutFilm", "cut", "laid_out"]


@dataclass(frozen=True, slots=True)
class Assembly:
    """Everything that one film's edit is made from.

    `labelled` says that a model made pictures of it, which the film must then show.
    """

    storyboard: Storyboard
    script: Script
    known: Mapping[str, str]
    kind: FilmKind
    profile: Profile
    footage: Mapping[str, Footage]
    voiced: tuple[Voiced, ...]
    music: Music | None
    labelled: bool = False

    def edit(self, *, logo: bool, transitions: float) -> Edit:
        """The edit of it all. Raises RowError (PLACEHOLDER, LENGTH)."""
        return build_edit(
            self.storyboard,
            self.script,
            self.known,
            footage=self.footage,
            voiced=self.voiced,
            kind=self.kind,
            profile=self.profile,
            music=self.music,
            logo=logo,
            label=self.labelled,
            transitions=transitions,
        )


@dataclass(frozen=True, slots=True)
class CutFilm:
    """An edit and its segments; the sprites that the segments wear lie in the store."""

    edit: Edit
    segments: tuple[Segment, ...]


def cut(assembly: Assembly, brand: Brand, blobs: Blobs) -> CutFilm:
    """Build the edit, lay out and draw its type. Raises RowError (PLACEHOLDER, LENGTH, GLYPH)."""
    import cv2  # noqa: PLC0415 - heavy

    brand = brand.localize(blobs)
    film, placed = laid_out(assembly, brand)
    for piece in placed:
        if not blobs.has(piece.key, Kind.SPRITE):
            with blobs.writing(piece.key, Kind.SPRITE) as target:
                rgba = draw(piece.recipe, brand)
                cv2.imwrite(str(target), cv2.cvtColor(rgba, cv2.COLOR_RGBA2BGRA))
    return film


def laid_out(assembly: Assembly, brand: Brand) -> tuple[CutFilm, tuple[Placed, ...]]:
    """The edit, its segments and where its type stands; nothing is drawn. Raises as `cut` does."""
    edit = assembly.edit(logo=brand.logo is not None, transitions=brand.tokens.rhythm.transitions)
    placed = lay_out(edit.layers, edit.canvas, assembly.profile.safe, brand)
    segments = segments_of(edit, placed, assembly.profile, ffmpeg.binary_digest())
    return CutFilm(edit, segments), placed
