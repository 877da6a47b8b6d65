"""Shot: what will be seen, as one of the seven operations.

A shot holds no late-bound text and knows neither a canvas nor a renderer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from schemas.placement import Staging
from schemas.record import Record
from schemas.understanding import Area

__all__ = [
    "OPERATIONS",
    "Animate",
    "Blend",
    "Camera",
    "Card",
    "Clip",
    "ClipRef",
    "CopySpace",
    "Description",
    "Extend",
    "Framing",
    "Generate",
    "Loop",
    "Move",
    "PictureRef",
    "Restyle",
    "Shot",
    "ShotRef",
    "Sight",
    "Still",
    "shot_of",
]

Fraction01 = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Move(StrEnum):
    """A camera move; one per shot."""

    HOLD = "hold"
    PUSH_IN = "push_in"
    PULL_OUT = "pull_out"
    PAN_LEFT = "pan_left"
    PAN_RIGHT = "pan_right"
    TILT_UP = "tilt_up"
    TILT_DOWN = "tilt_down"
    ARC = "arc"


class Framing(StrEnum):
    """How much of the subject the frame holds."""

    WIDE = "wide"
    MEDIUM = "medium"
    CLOSE = "close"
    DETAIL = "detail"


class CopySpace(StrEnum):
    """Where the picture leaves copy space, room for type, as a director would ask for it."""

    NONE = "none"
    SIDE = "side"
    TOP = "top"
    ALL = "all"


class Sight(Record):
    """Something in a picture that the camera goes to, `after` seconds into the shot."""

    SCHEMA: ClassVar[str] = "sight/1"

    at: Area | None = None
    """What is pointed at there; None: nothing, and it goes to where most is written."""
    after: Annotated[float, Field(ge=0, le=600)] = 1.0


class Camera(Record):
    """Framing, one move and its strength (0 still, 1 as far as taste allows)."""

    SCHEMA: ClassVar[str] = "camera/1"

    framing: Framing = Framing.WIDE
    move: Move = Move.PUSH_IN
    strength: Fraction01 = 0.5
    detail: Annotated[int, Field(ge=0, le=9)] = 0
    """Which of the picture's points of interest a close framing looks at, strongest first."""
    at: Area | None = None
    """What the shot points at in its first picture; None: nothing."""
    tour: tuple[Sight, ...] = ()
    """What is gone into of a screenshot, once it was seen whole; none: it stays whole."""


class Description(Record):
    """A neutral description of a shot; each renderer words it in its own way."""

    SCHEMA: ClassVar[str] = "description/1"

    subject: str = ""
    action: str = ""
    camera: Camera = Camera()
    copy_space: CopySpace = CopySpace.NONE
    light: str = ""
    style: str = ""
    sound: str = ""
    avoid: str = ""


class PictureRef(Record):
    """One of the row's pictures, by its position in the row (from 0)."""

    SCHEMA: ClassVar[str] = "picture-ref/1"

    picture: Annotated[int, Field(ge=0)]


class ShotRef(Record):
    """Another shot of the same storyboard, by its name."""

    SCHEMA: ClassVar[str] = "shot-ref/1"

    shot: str


class ClipRef(Record):
    """One of the row's own videos, by its position in the row (from 0)."""

    SCHEMA: ClassVar[str] = "clip-ref/1"

    video: Annotated[int, Field(ge=0)]


Clip = ShotRef | ClipRef
"""Moving pictures that a shot starts from."""


class Card(Record):
    """A storyboard card: what is asked for at one frame of the shot."""

    SCHEMA: ClassVar[str] = "card/1"

    frame: Annotated[int, Field(ge=0)]
    prompt: str = ""
    picture: PictureRef | None = None


class _Shot(Record):
    """What every operation has. `handle` frames follow `frames` and may or may not be used."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
    frames: Annotated[int, Field(ge=1, le=7200)]
    handle: Annotated[int, Field(ge=0, le=600)] = 0
    description: Description = Description()
    cast: tuple[str, ...] = ()
    shown: bool = True
    """False for a shot that is only a source of others, and is not in the film."""
    staging: Staging = Staging()
    """How it would like to be laid out, where a renderer composes its pictures."""
    joined: Annotated[str, Field(pattern=r"^([a-z][a-z0-9_]*)?$")] = ""
    """The transition by which it comes in; empty: as suits the kind of film."""
    renderer: str = ""
    """Who shoots it, whatever the production's order says; empty: the first that offers it."""


class Still(_Shot):
    """A picture as it is, with or without others beside it; how they stand is the layout's."""

    SCHEMA: ClassVar[str] = "shot.still/1"
    operation: Literal["still"]
    picture: PictureRef | None = None
    beside: Annotated[tuple[PictureRef, ...], Field(max_length=3)] = ()


class Generate(_Shot):
    """Text to video: the description, reference pictures and timed cards."""

    SCHEMA: ClassVar[str] = "shot.generate/1"
    operation: Literal["generate"]
    references: tuple[PictureRef, ...] = ()
    cards: tuple[Card, ...] = ()


class Animate(_Shot):
    """A still set in motion, optionally towards a second picture as the last frame.

    The picture fills the canvas: it may be cropped, or its surroundings continued.
    """

    SCHEMA: ClassVar[str] = "shot.animate/1"
    operation: Literal["animate"]
    picture: PictureRef
    last: PictureRef | None = None


class Extend(_Shot):
    """A clip continued before its beginning or after its end; `kept` frames of it condition."""

    SCHEMA: ClassVar[str] = "shot.extend/1"
    operation: Literal["extend"]
    source: Clip
    direction: Literal["forward", "backward"] = "forward"
    kept: Annotated[int, Field(ge=1)] = 24


class Loop(_Shot):
    """A clip whose end leads seamlessly into its beginning."""

    SCHEMA: ClassVar[str] = "shot.loop/1"
    operation: Literal["loop"]
    source: Clip


class Blend(_Shot):
    """Two clips interpolated; `curve` is the second's influence at even steps in time."""

    SCHEMA: ClassVar[str] = "shot.blend/1"
    operation: Literal["blend"]
    first: Clip
    second: Clip
    curve: Annotated[tuple[Fraction01, ...], Field(min_length=1)] = (0.0, 1.0)


class Restyle(_Shot):
    """A clip redrawn after the description; strength 0 keeps it, 1 forgets it.

    With `begin` and `span` it is a re-cut: the clip from a frame of its own on, of which a part is
    made anew and all else stays as it is.
    """

    SCHEMA: ClassVar[str] = "shot.restyle/1"
    operation: Literal["restyle"]
    source: Clip
    strength: Fraction01 = 0.6
    begin: Annotated[int, Field(ge=0)] = 0
    """Frames of the clip that are left out before its first; the shot's length is its end."""
    span: tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=1)]] | None = None
    """From which of the shot's frames to which, that one no longer, it is redrawn; None: all."""

    @model_validator(mode="after")
    def _has_a_span(self) -> Self:
        if self.span is not None and self.span[0] >= self.span[1]:
            raise ValueError(f"`span` ends before it begins: {self.span[0]} to {self.span[1]}")
        return self


Shot = Annotated[
    Still | Generate | Animate | Extend | Loop | Blend | Restyle,
    Field(discriminator="operation"),
]

OPERATIONS: Mapping[str, type[Still | Generate | Animate | Extend | Loop | Blend | Restyle]] = {
    "still": Still,
    "generate": Generate,
    "animate": Animate,
    "extend": Extend,
    "loop": Loop,
    "blend": Blend,
    "restyle": Restyle,
}
"""Every operation by its name."""


def shot_of(operation: str, /, *, pictures: Sequence[int] = (), **fields: Any) -> Shot:
    """A shot of that operation which shows these of the row's pictures, by their positions.

    A still shows the first with the others beside it, an animate begins with the first and ends
    with the second where there are two, a generate refers to all; other operations show none.
    `fields` are the shot's others.
    Raises ValueError for fields that the operation has not, or lacks.
    """
    shown = [PictureRef(picture=number) for number in pictures]
    match operation:
        case "still" | "animate" if shown:
            fields["picture"] = shown[0]
            if operation == "still":
                fields["beside"] = tuple(shown[1:])
            elif len(shown) > 1:
                fields["last"] = shown[1]
        case "generate":
            fields["references"] = tuple(shown)
    return OPERATIONS[operation].model_validate({"operation": operation, **fields})
