"""Edit: the timeline of one film, in frames of its canvas's rate.

It knows which takes, layers and sounds go where; not how any of them is drawn or encoded.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from schemas.keys import key_of
from schemas.placement import TypePlace
from schemas.record import Record
from schemas.script import Role
from schemas.setup import Canvas
from schemas.shot import CopySpace
from schemas.timing import Rate

__all__ = [
    "Caption",
    "Conform",
    "Cut",
    "Edit",
    "Layer",
    "LayerRole",
    "SoundClip",
    "SpokenWord",
    "TextTone",
    "Track",
    "Transition",
]

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


class Transition(Record):
    """How a cut comes in over the one before it: for `frames` frames both are on the timeline.

    `kind` names a module of `engine.edit.transitions`, but for `cut`, which takes no time;
    `parameters` are whatever that kind reads.
    """

    SCHEMA: ClassVar[str] = "transition/1"

    kind: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")] = "cut"
    frames: Frame = 0
    parameters: dict[str, float | str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _check_transition_length(self) -> Self:
        if (self.kind == "cut") != (self.frames == 0):
            raise ValueError(f"a transition {self.kind!r} cannot take {self.frames} frames")
        return self


class Cut(Record):
    """A range of one take on the timeline, which overlaps the cut before it by its transition.

    `first`, `start` and `frames` are counted in frames of the edit, also where the take has another
    rate. `rate` is the take's own, and `available` is how many frames of that rate it has.
    """

    SCHEMA: ClassVar[str] = "cut/1"

    shot: str
    take: str
    rate: Rate
    available: Length
    first: Frame = 0
    start: Frame
    frames: Length
    transition: Transition = Transition()
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
    CODE = Role.CODE.value
    PRICE = Role.PRICE.value
    CTA = Role.CTA.value
    CAPTION = "caption"
    LOGO = "logo"
    LABEL = "label"
    LEGAL = "legal"


class Layer(Record):
    """Bound text (or the logo) over the picture, from `start` for `frames` frames.

    `late` marks text bound from the row's late columns: segments are cut at its edges, so that a
    change re-encodes only the segments that show it. Layers of one `shot` are laid out together,
    as one block, in its `place`, or where the shot's pictures were not placed, in the `copy_space`
    that it leaves; captions, logo, label and legal line lie elsewhere. A logo with a `place` stands
    large in it. One that `goes_on` is the same sentence as the layer before it.
    `luma` is the darkest and the lightest (0 to 1) of the picture there, where it is calm.
    """

    SCHEMA: ClassVar[str] = "layer/1"

    role: LayerRole
    text: tuple[str, ...] = ()
    number: Annotated[int, Field(ge=0)] = 0
    goes_on: bool = False
    locale: str
    start: Frame
    frames: Length
    tone: TextTone = TextTone.LIGHT
    luma: tuple[float, float] | None = None
    late: bool = False
    shot: str = ""
    copy_space: CopySpace = CopySpace.NONE
    place: TypePlace | None = None

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


class Track(StrEnum):
    """Where a sound belongs; `engine.sound.tracks` says how each is levelled and gives way."""

    VOICE = "voice"
    MUSIC = "music"
    EFFECTS = "effects"
    NATURAL = "natural"
    """What a take sounds like by itself."""


class SpokenWord(Record):
    """A word of a spoken text: heard from the film's frame `start` for `frames` frames. `at` is its
    first character in the text; it goes on to the next one's.
    """

    SCHEMA: ClassVar[str] = "spoken-word/1"

    at: Annotated[int, Field(ge=0)]
    start: Frame
    frames: Length


class SoundClip(Record):
    """A sound on a track, from frame `start` for `frames` frames.

    `key` is the sound's in the store, or the SHA-256 of a file of the brand's. `first` is where in
    the sound it begins, in frames of the edit. `gain` is in dB, `fade_in` and `fade_out` are in
    seconds, because films of two rates share a mix. `tempo` is how much faster than
    recorded speech is played (1.0: as recorded), `text` is what is said, as it is written; `words`
    are its words, where the voice told when each is heard.
    """

    SCHEMA: ClassVar[str] = "sound-clip/1"

    track: Track
    key: str
    first: Frame = 0
    start: Frame = 0
    frames: Length
    gain: float = 0.0
    fade_in: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    fade_out: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    tempo: Annotated[float, Field(ge=1.0, le=1.25)] = 1.0
    text: str = ""
    words: tuple[SpokenWord, ...] = ()

    @property
    def end(self) -> int:
        """The first frame after the clip."""
        return self.start + self.frames


class Edit(Record):
    """A whole film's timeline. Cuts follow each other without gaps."""

    SCHEMA: ClassVar[str] = "edit/1"

    canvas: Canvas
    cuts: tuple[Cut, ...] = Field(min_length=1)
    layers: tuple[Layer, ...] = ()
    captions: tuple[Caption, ...] = ()
    sounds: tuple[SoundClip, ...] = ()

    @model_validator(mode="after")
    def _has_no_gaps(self) -> Self:
        end = 0
        for cut in self.cuts:
            start = end - cut.transition.frames
            if cut.start != start or cut.transition.frames >= cut.frames:
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

    @property
    def key(self) -> str:
        """The content address of its document."""
        return key_of("edit", it=self)

    def on(self, track: Track) -> tuple[SoundClip, ...]:
        """The clips of one track, in the order in which they stand in the edit."""
        return tuple(clip for clip in self.sounds if clip.track is track)
