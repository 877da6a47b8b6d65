"""Edit: the timeline of one film, in frames of its canvas's rate.

It knows which takes, layers and sounds go where; not how any of them is drawn or encoded.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from schemas.record import Record
from schemas.script import Role
from schemas.setup import Canvas
from schemas.shot import Room

__all__ = ["Caption", "Conform", "Cut", "Edit", "Layer", "LayerRole", "Music", "Spoken", "TextTone"]

Frame = Annotated[int, Field(ge=0)]
Length = Annotated[int, Field(ge=1)]


class TextTone(StrEnum):
    """Whether a layer is set in light type (for dark pictures) or in dark type."""

    LIGHT = "light"
    DARK = "dark"


class Conform(Record):
    """How a take was brought to the edit's rate and size; absent where it fits as it is.

    `native` is what it was shot in; `rate` ("16 to 30") and `how` are for people.
    """

    SCHEMA: ClassVar[str] = "conform/1"

    native: Canvas
    rate: str
    how: str


class Cut(Record):
    """A range of one take on the timeline. `dissolve` frames overlap the cut before it.

    All are counted in frames of the edit, also `first` and also where the take has another rate.
    """

    SCHEMA: ClassVar[str] = "cut/1"

    shot: str
    take: str
    first: Frame = 0
    start: Frame
    frames: Length
    dissolve: Frame = 0
    conform: Conform | None = None

    @property
    def end(self) -> int:
        """The first frame after the cut."""
        return self.start + self.frames


class LayerRole(StrEnum):
    """What a layer shows: every written role, and what the edit adds by itself."""

    KICKER = Role.KICKER.value
    HEADLINE = Role.HEADLINE.value
    SUBHEAD = Role.SUBHEAD.value
    POINT = Role.POINT.value
    LOWER_THIRD = Role.LOWER_THIRD.value
    QUESTION = Role.QUESTION.value
    RECAP = Role.RECAP.value
    PRICE = Role.PRICE.value
    CTA = Role.CTA.value
    CAPTION = "caption"
    LOGO = "logo"
    LABEL = "label"


class Layer(Record):
    """Bound text (or the logo) over the picture, from `start` for `frames` frames.

    `late` marks text bound from the row's late columns: segments are cut at its edges, so that a
    change re-encodes only the segments that show it. Layers of one `shot` are laid out together,
    as one block, in the `room` that the shot leaves; captions, logo and label lie elsewhere.
    `luma` is the darkest and the lightest (0 to 1) of the picture there, where it is calm.
    """

    SCHEMA: ClassVar[str] = "layer/1"

    role: LayerRole
    text: tuple[str, ...] = ()
    number: Annotated[int, Field(ge=0)] = 0
    locale: str
    start: Frame
    frames: Length
    tone: TextTone = TextTone.LIGHT
    luma: tuple[float, float] | None = None
    late: bool = False
    shot: str = ""
    room: Room = Room.NONE

    @property
    def end(self) -> int:
        """The first frame after the layer."""
        return self.start + self.frames


class Caption(Record):
    """A caption cue: one or two lines of text, in frames."""

    SCHEMA: ClassVar[str] = "caption/1"

    start: Frame
    frames: Length
    text: str


class Spoken(Record):
    """One spoken line: the key of its sound in the store, and where it begins.

    `tempo` is how much faster than recorded it is played so as to fit its shot (1.0: as recorded).
    """

    SCHEMA: ClassVar[str] = "spoken/1"

    sound: str
    text: str
    start: Frame
    frames: Length
    tempo: Annotated[float, Field(ge=1.0, le=1.25)] = 1.0


class Music(Record):
    """The bed under the film: the bytes of the file (SHA-256), and how it is played."""

    SCHEMA: ClassVar[str] = "music/1"

    sha256: str
    path: str
    gain: float = -8.0
    """dB, before ducking."""
    duck: float = 9.0
    """dB that the voice pushes the bed down by, at most."""
    fade_in: float = 0.4
    fade_out: float = 1.6
    curve: Literal["linear"] = "linear"


class Edit(Record):
    """A whole film's timeline. Cuts follow each other without gaps."""

    SCHEMA: ClassVar[str] = "edit/1"

    canvas: Canvas
    cuts: tuple[Cut, ...] = Field(min_length=1)
    layers: tuple[Layer, ...] = ()
    captions: tuple[Caption, ...] = ()
    voice: tuple[Spoken, ...] = ()
    music: Music | None = None

    @model_validator(mode="after")
    def _has_no_gaps(self) -> Self:
        end = 0
        for cut in self.cuts:
            start = end - cut.dissolve
            if cut.start != start or cut.dissolve >= cut.frames:
                raise ValueError(f"cut {cut.shot!r} starts at frame {cut.start}, not at {start}")
            end = cut.end
        for layer in self.layers:
            if layer.end > end:
                raise ValueError(f"layer {layer.role} ends at frame {layer.end}, the film at {end}")
        return self

    @property
    def frames(self) -> int:
        """The film's length."""
        return self.cuts[-1].end
