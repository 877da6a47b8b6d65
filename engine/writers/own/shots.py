"""Shots: an author's entry becomes a shot of its operation, in frames."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from engine.writers.own.file import ShotEntry, Source
from schemas.shot import (
    Animate,
    Blend,
    Camera,
    Card,
    ClipRef,
    Description,
    Extend,
    Generate,
    Loop,
    PictureRef,
    Restyle,
    Shot,
    ShotRef,
    Still,
)
from schemas.timing import frames_at

__all__ = ["shot_of"]


def shot_of(entry: ShotEntry, rate: Fraction) -> Shot:
    """The shot that the entry describes. Raises ValueError for a field that its operation lacks."""
    return _BUILDERS[entry.operation](entry, rate, _common(entry, rate))


def _common(entry: ShotEntry, rate: Fraction) -> dict[str, Any]:
    camera = Camera(
        framing=entry.framing, move=entry.move, strength=entry.pace, detail=entry.detail
    )
    texts = {
        name: getattr(entry, name)
        for name in ("subject", "action", "light", "style", "sound", "avoid")
    }
    return {
        "operation": entry.operation,
        "name": entry.name,
        "frames": frames_at(rate, entry.seconds),
        "handle": frames_at(rate, entry.handle),
        "description": Description(camera=camera, room=entry.room, **texts),
        "cast": entry.cast,
        "shown": entry.shown,
        "renderer": entry.renderer,
    }


def _still(entry: ShotEntry, _rate: Fraction, common: dict[str, Any]) -> Shot:
    return Still(**common, picture=_picture(entry.picture))


def _generate(entry: ShotEntry, rate: Fraction, common: dict[str, Any]) -> Shot:
    cards = (
        Card(frame=frames_at(rate, card.at), prompt=card.prompt, picture=_picture(card.picture))
        for card in entry.cards
    )
    references = tuple(PictureRef(picture=index) for index in entry.references)
    return Generate(**common, references=references, cards=tuple(cards))


def _animate(entry: ShotEntry, _rate: Fraction, common: dict[str, Any]) -> Shot:
    picture = _picture(_needed(entry, "picture"))
    return Animate.model_validate(common | {"picture": picture, "last": _picture(entry.last)})


def _extend(entry: ShotEntry, rate: Fraction, common: dict[str, Any]) -> Shot:
    kept = frames_at(rate, entry.kept)
    source = _clip(_needed(entry, "source"))
    return Extend(**common, source=source, direction=entry.direction, kept=kept)


def _loop(entry: ShotEntry, _rate: Fraction, common: dict[str, Any]) -> Shot:
    return Loop(**common, source=_clip(_needed(entry, "source")))


def _blend(entry: ShotEntry, _rate: Fraction, common: dict[str, Any]) -> Shot:
    first, second = _clip(_needed(entry, "source")), _clip(_needed(entry, "second"))
    return Blend(**common, first=first, second=second, curve=entry.curve)


def _restyle(entry: ShotEntry, _rate: Fraction, common: dict[str, Any]) -> Shot:
    return Restyle(**common, source=_clip(_needed(entry, "source")), strength=entry.strength)


_BUILDERS: dict[str, Callable[[ShotEntry, Fraction, dict[str, Any]], Shot]] = {
    "still": _still,
    "generate": _generate,
    "animate": _animate,
    "extend": _extend,
    "loop": _loop,
    "blend": _blend,
    "restyle": _restyle,
}


def _needed(entry: ShotEntry, field: str) -> Any:
    value = getattr(entry, field)
    if value is None:
        raise ValueError(f"shot {entry.name!r}: {entry.operation} needs the field {field!r}")
    return value


def _picture(index: int | None) -> PictureRef | None:
    return None if index is None else PictureRef(picture=index)


def _clip(source: Source) -> ShotRef | ClipRef:
    return ClipRef(video=source) if isinstance(source, int) else ShotRef(shot=source)
