"""Setup and Take: a shot for one canvas and one renderer, and one attempt at it."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator

from schemas.brief import Picture, Video
from schemas.keys import key_of
from schemas.placement import Placement
from schemas.record import Record
from schemas.shot import Shot, ShotRef
from schemas.storyboard import clips_of, sources_of
from schemas.timing import Rate

__all__ = ["Canvas", "Setup", "Take"]

_NOT_SEEN: dict[str, Any] = {
    "shot": {"name", "frames", "handle", "shown", "renderer", "joined", "staging"},
    "placement": {"layout", "type"},
    "pictures": True,
    "videos": True,
    "fingerprint": True,
    "style_inputs": True,
}
"""Fields of a setup that change no pixel, and those that its key holds in a form of their own."""


class Canvas(Record):
    """A frame size in pixels (even, as 4:2:0 needs) and a rate in frames per second."""

    SCHEMA: ClassVar[str] = "canvas/1"

    width: Annotated[int, Field(ge=64, le=7680)]
    height: Annotated[int, Field(ge=64, le=7680)]
    rate: Rate = Fraction(24)

    @model_validator(mode="after")
    def _is_even(self) -> Self:
        if self.width % 2 or self.height % 2:
            size = f"{self.width}x{self.height}"
            raise ValueError(f"width and height are even numbers of pixels, not {size}")
        return self

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.width / self.height


class Setup(Record):
    """What is actually shot, and what is keyed.

    `frames` are frames of the canvas's rate, handle included. `pictures` are those that the shot
    shows, in the order of `storyboard.pictures_of`, `videos` the row's own that it starts from, in
    that of `storyboard.videos_of`; `sources` the keys of the takes it starts from.
    `style_inputs` are the brand's values that the take shows, `fingerprint` is the renderer's.
    `placement` says where its pictures stand in the frame; None where there is nothing to place.
    """

    SCHEMA: ClassVar[str] = "setup/1"

    shot: Shot
    canvas: Canvas
    frames: Annotated[int, Field(ge=1)]
    renderer: str
    fingerprint: dict[str, Any] = Field(default_factory=dict)
    style_inputs: dict[str, Any] = Field(default_factory=dict)
    pictures: tuple[Picture, ...] = ()
    videos: tuple[Video, ...] = ()
    placement: Placement | None = None
    sources: tuple[str, ...] = ()
    seed: int = 0
    attempt: Annotated[int, Field(ge=0)] = 0

    def key(self) -> str:
        """The key of the take that this setup makes.

        Pictures and videos count by their bytes, not by where they lie, and pictures by where they
        stand in the frame; names of shots, the split between body and handle, how a shot is joined,
        what layouts it would have liked and where its type stands do not change a pixel, so they do
        not change the key.
        """
        named = _numbered_sources(self.shot)
        setup = (
            self.model_copy(update={"shot": self.shot.model_copy(update=named)}) if named else self
        )
        return key_of(
            "take",
            setup=setup.model_dump_json(exclude=_NOT_SEEN, exclude_defaults=True),
            fingerprint=self.fingerprint,
            style_inputs=self.style_inputs,
            pictures=[picture.sha256 for picture in self.pictures],
            videos=[video.sha256 for video in self.videos],
        )

    @property
    def files(self) -> tuple[Picture | Video, ...]:
        """Everything of the row's that is read for it: its pictures, and then its videos."""
        return (*self.pictures, *self.videos)

    def again(self, attempt: int) -> Setup:
        """The setup of its attempt of that number (from 0), which has a seed of its own."""
        return self.model_copy(update={"attempt": attempt, "seed": self.seed + attempt})


def _numbered_sources(shot: Shot) -> dict[str, ShotRef]:
    """The shot's references to other shots by their places, in which `Setup.sources` has them."""
    places = {name: ShotRef(shot=f"source{n}") for n, name in enumerate(sources_of(shot))}
    return {name: places[clip.shot] for name, clip in clips_of(shot) if isinstance(clip, ShotRef)}


class Take(Record):
    """One attempt at a setup, as it lies in the store under `key`."""

    SCHEMA: ClassVar[str] = "take/1"

    key: str
    shot: str
    canvas: Canvas
    frames: int
    renderer: str
    attempt: int = 0
    seconds: float = 0.0
    """Wall-clock seconds that the renderer needed."""
    lineage: dict[str, str] = Field(default_factory=dict)
    """Versions and settings that were recorded but not hashed."""
