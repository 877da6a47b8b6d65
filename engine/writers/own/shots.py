"""Shots: an author's entry becomes a shot of its operation, in frames."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from engine.placement import layout_names
from engine.writers.own.file import ShotEntry, Source
from schemas.placement import Staging
from schemas.shot import Camera, Card, ClipRef, Description, PictureRef, Shot, ShotRef, shot_of
from schemas.timing import frames_at
from schemas.understanding import Area

__all__ = ["shot_of_entry"]

_PICTURES = {"still": ("picture",), "animate": ("picture", "last")}
_NEEDED = {
    "animate": ("picture",),
    "extend": ("source",),
    "loop": ("source",),
    "blend": ("source", "second"),
    "restyle": ("source",),
}


def shot_of_entry(entry: ShotEntry, rate: Fraction) -> Shot:
    """The shot that the entry describes. Raises ValueError for a field that its operation lacks."""
    if unknown := set(entry.layouts) - layout_names():
        known = ", ".join(sorted(layout_names()))
        raise ValueError(f"shot {entry.name!r}: no layout {min(unknown)!r}; there are: {known}")
    for field in _NEEDED.get(entry.operation, ()):
        if getattr(entry, field) is None:
            raise ValueError(f"shot {entry.name!r}: {entry.operation} needs the field {field!r}")
    shown = (getattr(entry, field) for field in _PICTURES.get(entry.operation, ()))
    beside = entry.references if entry.operation in {"generate", "still"} else ()
    pictures = (*shown, *beside)
    return shot_of(
        entry.operation,
        pictures=[number for number in pictures if number is not None],
        **_common(entry, rate),
        **_special(entry, rate),
    )


def _common(entry: ShotEntry, rate: Fraction) -> dict[str, Any]:
    sides = ("left", "top", "right", "bottom")
    at = entry.points_at and Area(**dict(zip(sides, entry.points_at, strict=True)))
    camera = Camera(
        framing=entry.framing, move=entry.move, strength=entry.pace, detail=entry.detail, at=at
    )
    texts = {
        name: getattr(entry, name)
        for name in ("subject", "action", "light", "style", "sound", "avoid")
    }
    return {
        "name": entry.name,
        "frames": frames_at(rate, entry.seconds),
        "handle": frames_at(rate, entry.handle),
        "description": Description(camera=camera, copy_space=entry.copy_space, **texts),
        "staging": Staging(layouts=entry.layouts, ground=entry.ground),
        "joined": entry.joined,
        "cast": entry.cast,
        "shown": entry.shown,
        "renderer": entry.renderer,
    }


def _special(entry: ShotEntry, rate: Fraction) -> dict[str, Any]:
    """What this operation has and others have not."""
    match entry.operation:
        case "generate":
            return {"cards": tuple(_cards(entry, rate))}
        case "extend":
            kept = frames_at(rate, entry.kept)
            return {"source": _clip(entry.source), "direction": entry.direction, "kept": kept}
        case "loop":
            return {"source": _clip(entry.source)}
        case "blend":
            clips = {"first": _clip(entry.source), "second": _clip(entry.second)}
            return {**clips, "curve": entry.curve}
        case "restyle":
            return {"source": _clip(entry.source), "strength": entry.strength}
    return {}


def _cards(entry: ShotEntry, rate: Fraction) -> list[Card]:
    return [
        Card(
            frame=frames_at(rate, card.at),
            prompt=card.prompt,
            picture=None if card.picture is None else PictureRef(picture=card.picture),
        )
        for card in entry.cards
    ]


def _clip(source: Source | None) -> ShotRef | ClipRef:
    return ClipRef(video=source) if isinstance(source, int) else ShotRef(shot=str(source))
