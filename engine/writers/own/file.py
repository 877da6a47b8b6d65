"""File: a storyboard file as its author writes it, in seconds, and its entries as shots in frames.

It knows neither the script nor who asks; `writer` makes a Storyboard and a Script of it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field

from engine.edit.transitions import known
from engine.placement import layout_names
from schemas.placement import Ground, Staging
from schemas.record import Record
from schemas.script import Role
from schemas.shot import (
    Camera,
    Card,
    ClipRef,
    CopySpace,
    Description,
    Fraction01,
    Framing,
    Move,
    PictureRef,
    Shot,
    ShotRef,
    Sight,
    shot_of,
)
from schemas.timing import Rate, frames_at
from schemas.understanding import Area

__all__ = ["CardEntry", "ShotEntry", "StoryboardFile", "TitleEntry", "Words", "shot_of_entry"]

Seconds = Annotated[float, Field(gt=0, le=120)]
Words = str | dict[str, str]
"""Text with placeholders; or one text for each language, by its tag."""
Source = str | int
"""Another shot by its name, or one of the row's videos by its place (from 0)."""
_PICTURES = {"still": ("picture",), "animate": ("picture", "last")}
_NEEDED = {
    "animate": ("picture",),
    "extend": ("source",),
    "loop": ("source",),
    "blend": ("source", "second"),
    "restyle": ("source",),
}


class TitleEntry(Record):
    """Something written over the shot, from `at` seconds on."""

    SCHEMA: ClassVar[str] = "storyboard-file.title/1"

    role: Role
    text: Words | tuple[Words, ...]
    at: Annotated[float, Field(ge=0)] = 0.3
    number: int = 0


class CardEntry(Record):
    """A storyboard card at a time in seconds."""

    SCHEMA: ClassVar[str] = "storyboard-file.card/1"

    at: Annotated[float, Field(ge=0)]
    prompt: str = ""
    picture: int | None = None


class ShotEntry(Record):
    """One shot. Which fields an operation needs is said where one is missing."""

    SCHEMA: ClassVar[str] = "storyboard-file.shot/1"

    name: str
    operation: Literal["still", "generate", "animate", "extend", "loop", "blend", "restyle"]
    seconds: Seconds
    handle: Annotated[float, Field(ge=0, le=20)] = 0.5
    picture: int | None = None
    last: int | None = None
    references: tuple[int, ...] = ()
    cards: tuple[CardEntry, ...] = ()
    source: Source | None = None
    second: Source | None = None
    direction: Literal["forward", "backward"] = "forward"
    kept: Seconds = 1.0
    curve: tuple[Fraction01, ...] = (0.0, 1.0)
    strength: Fraction01 = 0.6
    begin: Annotated[float, Field(ge=0)] = 0.0
    """Seconds that a restyle leaves out at its clip's beginning."""
    span: tuple[Annotated[float, Field(ge=0)], Seconds] | None = None
    """Between which seconds of the shot a restyle redraws; all else stays as it is."""
    framing: Framing = Framing.WIDE
    move: Move = Move.PUSH_IN
    pace: Fraction01 = 0.5
    detail: int = 0
    points_at: tuple[Fraction01, Fraction01, Fraction01, Fraction01] | None = None
    """Left, top, right and bottom of what a line or a box shows, as shares of the first picture."""
    tour: tuple[Sight, ...] = ()
    """Where a screenshot is gone into, and after how many seconds; as `at` has no box, where most
    is written."""
    copy_space: CopySpace = CopySpace.NONE
    layouts: tuple[str, ...] = ()
    """By name, the best first; the first that is safe for the pictures is taken."""
    ground: Ground = Ground.BRAND
    joined: Annotated[str, AfterValidator(known)] = ""
    """The transition by which it comes in; empty: as suits the kind of film."""
    subject: str = ""
    action: str = ""
    light: str = ""
    style: str = ""
    sound: str = ""
    avoid: str = ""
    cast: tuple[str, ...] = ()
    shown: bool = True
    renderer: str = ""
    say: Words = ""
    titles: tuple[TitleEntry, ...] = ()


class StoryboardFile(Record):
    """The whole file."""

    SCHEMA: ClassVar[str] = "storyboard-file/1"

    rate: Rate = Fraction(24)
    shots: tuple[ShotEntry, ...] = Field(min_length=1)


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
        framing=entry.framing,
        move=entry.move,
        strength=entry.pace,
        detail=entry.detail,
        at=at,
        tour=entry.tour,
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
            return {
                "source": _clip(entry.source),
                "strength": entry.strength,
                "begin": frames_at(rate, entry.begin) if entry.begin else 0,
                "span": entry.span and tuple(frames_at(rate, at) if at else 0 for at in entry.span),
            }
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
