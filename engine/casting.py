"""Casting: who and what a production defines once, in the shots that name it.

Each shot's words say a member alike; its reference pictures stand after the row's own, for a model
that can be shown them. It knows no renderer.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.intake import PictureMemory, gather_files
from schemas.brief import Material, Picture
from schemas.errors import ProductionError, RowError
from schemas.production import CastMember
from schemas.reject import Code
from schemas.shot import Generate, PictureRef, Shot
from schemas.storyboard import Storyboard

__all__ = ["cast_pictures", "in_words", "with_cast"]


def cast_pictures(
    cast: Mapping[str, CastMember], base: Path, memory: PictureMemory
) -> dict[str, tuple[Picture, ...]]:
    """Every member's reference pictures, whose paths start from `base`, understood once.

    Raises ProductionError for one that cannot be shown.
    """
    return {name: _pictures(name, member, base, memory) for name, member in cast.items()}


def with_cast(
    storyboard: Storyboard,
    material: Material,
    cast: Mapping[str, CastMember],
    pictures: Mapping[str, tuple[Picture, ...]],
) -> tuple[Storyboard, Material]:
    """The storyboard with its cast in words, and as references of what is drawn from words alone;
    the material with the members' pictures after the row's.

    Raises RowError (STORYBOARD) for a name that the production does not define.
    """
    named = dict.fromkeys(name for shot in storyboard.shots for name in shot.cast)
    if not named:
        return storyboard, material
    for name in named:
        if name not in cast:
            known = ", ".join(cast) or "nobody"
            raise RowError(
                Code.STORYBOARD,
                f"a shot's cast names {name!r}, and the production's cast is {known}",
                "storyboard",
                "Define it under `cast` of the production file.",
            )
    shown = list(material.pictures)
    references: dict[str, tuple[PictureRef, ...]] = {}
    for name in named:
        first = len(shown)
        shown += pictures[name]
        references[name] = tuple(PictureRef(picture=n) for n in range(first, len(shown)))
    shots = tuple(
        _played(shot, cast, references) if shot.cast else shot for shot in storyboard.shots
    )
    return (
        storyboard.model_copy(update={"shots": shots}),
        material.model_copy(update={"pictures": tuple(shown)}),
    )


def in_words(shot: Shot, pictures: int) -> Shot:
    """The shot with its cast in words alone; `pictures` is how many the row itself has."""
    if not shot.cast or not isinstance(shot, Generate):
        return shot
    own = tuple(one for one in shot.references if one.picture < pictures)
    return shot.model_copy(update={"references": own})


def _played(
    shot: Shot, cast: Mapping[str, CastMember], references: Mapping[str, tuple[PictureRef, ...]]
) -> Shot:
    said = "; ".join(
        part
        for part in (shot.description.subject, *(cast[one].description for one in shot.cast))
        if part
    )
    update: dict[str, object] = {
        "description": shot.description.model_copy(update={"subject": said})
    }
    if isinstance(shot, Generate):
        shown = (reference for name in shot.cast for reference in references[name])
        update["references"] = (*shot.references, *shown)
    return shot.model_copy(update=update)


def _pictures(
    name: str, member: CastMember, base: Path, memory: PictureMemory
) -> tuple[Picture, ...]:
    found = []
    for one in gather_files([(base / path).resolve() for path in member.pictures], memory):
        if isinstance(one, RowError):
            what = f"a picture of the cast cannot be shown: {name}: {one.what}"
            raise ProductionError(what, one.where, one.remedy)
        found.append(one)
    return tuple(found)
