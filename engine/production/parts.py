"""Parts: everything that a film is made of, each with where it came from, for its proof.

It does not sign; `engine.proof` does.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from engine.production.film import Made
from engine.production.row import FilmPlan, RowPlan
from engine.production.studio import Studio
from engine.proof import SignedPart, declared_source_type
from engine.store import Kind
from schemas.film import Part

__all__ = ["parts_of"]

_MIME = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


def parts_of(studio: Studio, row: RowPlan, film: FilmPlan, made: Made) -> Iterator[SignedPart]:
    """Every part that the film is made of: shots, pictures, voice and music.

    Of a picture only what it says of itself is said, and nothing of the music: claiming a camera
    where there was none would be as wrong as claiming a model.
    """
    blobs, setups = studio.store.blobs, row.setups[film.delivery.profile.canvas]
    for name, take in made.takes.items():
        renderer = studio.renderers.named(setups[name].renderer)
        yield SignedPart(
            Part(
                kind="shot",
                title=f"shot {name}",
                key=take,
                source_type=renderer.source_type,
                made_by=renderer.name,
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
