"""Export: one delivered film out of the store, as a timeline with its media in place.

It knows a film's record and the store; not which films are exported.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import opentimelineio as otio

from engine.brand import Brand
from engine.exchange.media import Media, gather
from engine.exchange.timeline import timeline_of
from engine.files import replacing
from engine.store import BlobKind, Store
from engine.typeset import lay_out
from schemas.delivery import SafeArea
from schemas.edit import Edit, Track
from schemas.errors import StoreError
from schemas.film import Film

__all__ = ["Exported", "Form", "export_film"]

Form = Literal["otio", "otioz"]
"""A timeline beside a folder of its media, or one file that holds both."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A film's timeline; `media` counts its files, `notes` say what is not among them."""

    film: str
    file: Path
    frames: int
    rate: str
    media: int
    notes: tuple[str, ...]


def export_film(
    film: Film, store: Store, folder: Path, form: Form, *, brand: Brand, safe: SafeArea
) -> Exported:
    """Write the timeline of `film` into `folder`, as `<name>/<name>.otio` with `<name>/media/`, or
    as `<name>.otioz`; what lies there under these names is replaced.

    `brand` has the music and draws the type, outside the margins `safe`; what is no longer as it
    was when the film was made is left out, and the notes say so. Addresses of media are relative
    to the timeline, so that the folder can be moved. Raises StoreError for what the store has lost,
    and EncodeError.
    """
    edit, name = _edit(film, store), Path(film.file).stem
    about, takes = _about(film), _takes(film, store)

    def timeline(media: Media, base: Path | None) -> otio.schema.Timeline:
        def url(file: Path) -> str:
            return file.relative_to(base).as_posix() if base else file.resolve().as_uri()

        return timeline_of(edit, film.title, media, url, about=about, takes=takes)

    if form == "otio":
        target = folder / name / f"{name}.otio"
        media = _media(film, edit, store, target.parent / "media", brand, safe)
        with replacing(target) as part:
            otio.adapters.write_to_file(timeline(media, target.parent), str(part))
    else:
        target = folder / f"{name}.otioz"
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as beside, replacing(target) as part:
            media = _media(film, edit, store, Path(beside), brand, safe)
            otio.adapters.write_to_file(timeline(media, None), str(part))
    return Exported(
        film=film.file,
        file=target,
        frames=edit.frames,
        rate=str(edit.canvas.rate),
        media=len(list(media.files())),
        notes=tuple(media.notes),
    )


def _media(
    film: Film, edit: Edit, store: Store, folder: Path, brand: Brand, safe: SafeArea
) -> Media:
    mix = next((key for key, kind in store.ledger.blobs_of(film.key) if kind is BlobKind.SOUND), "")
    name = f"{film.slug}_{film.locale}_{film.profile}"
    placed = lay_out(edit.layers, edit.canvas, safe, brand)
    music = _music(edit, store, brand)
    return gather(edit, name, store.blobs, folder, placed=placed, music=music, mix=mix)


def _music(edit: Edit, store: Store, brand: Brand) -> Path | None:
    """The music that the edit names: the brand's, or the store's copy of it."""
    for clip in edit.on(Track.MUSIC):
        if (own := brand.recording(clip.key)) is not None:
            return own.path
        if store.blobs.has(clip.key, BlobKind.FILE):
            return store.blobs.path(clip.key, BlobKind.FILE)
    return None


def _edit(film: Film, store: Store) -> Edit:
    if not store.blobs.has(film.edit, BlobKind.DOCUMENT):
        raise StoreError(
            f"the store no longer holds the edit of {film.file}",
            film.edit,
            "Produce the production again: what is missing is made anew.",
        )
    text = store.blobs.path(film.edit, BlobKind.DOCUMENT).read_text("utf-8")
    return Edit.model_validate_json(text)


def _about(film: Film) -> dict[str, Any]:
    """Of which film the timeline is, and what is to be said of it where it is shown again."""
    fields = {"key", "file", "sha256", "id", "title", "kind", "locale", "profile", "edit"}
    told: dict[str, Any] = film.model_dump(
        mode="json",
        include=fields
        | {"row_digest", "digital_source_type", "ai_disclosure_required", "signer", "notes"},
    )
    told["parts"] = [part.model_dump(mode="json") for part in film.parts]
    return told


def _takes(film: Film, store: Store) -> Mapping[str, Mapping[str, Any]]:
    """How each take came about: its operation, who made it, and its lineage (prompts, models)."""
    made = store.ledger.have(film.shots.values(), BlobKind.TAKE)
    makers = {part.key: part for part in film.parts if part.kind == "shot"}
    return {
        take: {
            "operation": film.operations.get(shot, ""),
            "renderer": makers[take].made_by if take in makers else "",
            "digital_source_type": makers[take].source_type if take in makers else "",
            "lineage": dict(made[take].lineage) if take in made else {},
        }
        for shot, take in film.shots.items()
    }
