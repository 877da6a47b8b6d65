"""Sketch: a take before it is drawn: which frames it has, and what the others are drawn after.

Every operation comes down to one; the chain draws it. It knows no model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from engine.prompts import Prompt
from engine.renderers.diffusion.family import Need, Pixels
from engine.renderers.diffusion.footage import Footage, Stretch
from engine.renderers.diffusion.windows import Grid
from schemas.setup import Canvas
from schemas.shot import Description, PictureRef

__all__ = ["Asks", "Operation", "Refused", "Scene", "Sketch", "Words"]


class Refused(Exception):  # noqa: N818 - a renderer's answer, in words for the shot's author
    """The operation cannot be done in this way, whatever the checkpoints."""


@dataclass(frozen=True, slots=True)
class Asks:
    """What a shot asks of checkpoints: alternatives, best first, each a set of needs.

    `opening` draws its first clip, `following` goes on from it where it is longer than a clip
    (empty: the opening's checkpoint does). `divided` says that it takes several clips anyhow.
    """

    opening: tuple[tuple[Need, ...], ...]
    following: tuple[tuple[Need, ...], ...] = ()
    divided: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """What a model is given to read from frame `at` of a take on."""

    at: int
    prompt: Prompt


@dataclass(frozen=True, slots=True)
class Sketch:
    """`frames` frames to be drawn in `words`.

    `known` are there already; some of them may lie beyond the take's end, where it leads to them.
    `source` is redrawn with a `strength`. `references` are pictures of what is shown. The whole is
    shown `held` times over: a still.
    """

    frames: int
    words: Sequence[Words]
    known: Sequence[Stretch] = ()
    source: Footage | None = None
    strength: float = 1.0
    references: Sequence[Pixels] = ()
    held: int = 1


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that an operation draws up a sketch from.

    `prompt` words a description, `picture` gives one of the row's pictures framed, `reference` as
    it is; `clips` are what the shot starts from, by the shot's field.
    """

    canvas: Canvas
    grid: Grid
    context: int
    prompt: Callable[[Description], Prompt]
    picture: Callable[[PictureRef], Pixels]
    reference: Callable[[PictureRef], Pixels]
    clips: Mapping[str, Footage] = field(default_factory=dict)

    def words(self, description: Description) -> tuple[Words, ...]:
        """One prompt for the whole take."""
        return (Words(0, self.prompt(description)),)


class Operation(Protocol):
    """One of the shot operations, as a module of `operations` has it."""

    def asks(self, shot: Any) -> Asks:
        """What it asks of checkpoints. Raises Refused."""
        ...

    def descriptions(self, shot: Any) -> Sequence[Description]:
        """What is worded for a model: one for each part of the take that has words of its own."""
        ...

    def times(self, shot: Any, grid: Grid) -> Mapping[str, Any]:
        """Where on the model's grid what the author timed comes to stand: part of the take's key,
        and told in its lineage.
        """
        ...

    def sketch(self, shot: Any, scene: Scene) -> Sketch:
        """The take before it is drawn. Raises RenderError for sources that do not fit."""
        ...
