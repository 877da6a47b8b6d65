"""Family: the narrow interface to a family of models: encode words, draw frames under conditions.

An operation says what it needs (`Need`) and which frames a clip has (`Clip`); how the family's
pipelines are asked for that stands in one module of `families`, and nowhere else. It has seen no
checkpoint and imports no model.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from numpy.typing import NDArray

from engine.prompts import Prompt
from engine.renderers.rules import Rules
from schemas.setup import Canvas
from schemas.shot import Description

__all__ = ["Abilities", "Clip", "Drawn", "Family", "Need", "Pixels"]

Pixels = NDArray[Any]
"""(h, w, 3) uint8 RGB."""


class Need(StrEnum):
    """What a clip asks of a model, in the words of its author."""

    WORDS = "draw from words alone"
    START = "begin with a picture"
    ENDS = "begin with one picture and end with another"
    PLACES = "be told which frames stand where"
    REDRAW = "redraw a clip with a strength"
    REFERENCES = "be shown reference pictures"


@dataclass(frozen=True, slots=True)
class Abilities:
    """What one checkpoint can do, read from its configuration.

    `pipelines` gives for each need the diffusers class that answers it, `reader` is the class that
    reads its prompts. `steps` and `guidance` are what its makers draw with, `longest` the frames of
    a clip that it was trained on (step * k + 1). `context` is how many frames before a clip it can
    go on from, less one: a multiple of the rules' step. `sound` says that its clips are heard.
    """

    pipelines: Mapping[Need, str]
    reader: str
    rules: Rules
    steps: int
    guidance: float
    longest: int
    context: int = 0
    sound: bool = False

    def meets(self, needs: Collection[Need]) -> bool:
        """Whether it has all of them."""
        return all(need in self.pipelines for need in needs)


@dataclass(frozen=True, slots=True)
class Clip:
    """One call of a model, for `frames` frames of `canvas`; `noise` is a torch.Generator.

    `known` are frames that are there already, by their place in the clip; a model may only come
    near them, so whoever asks puts them back. `source` are as many frames to be redrawn, and
    `strength` how far (0 not at all, 1 nothing of them is kept); `references` are pictures of what
    it shows. All pictures but references are of the canvas's size.
    """

    canvas: Canvas
    frames: int
    steps: int
    guidance: float
    noise: Any
    known: Mapping[int, Pixels] = field(default_factory=dict)
    source: Sequence[Pixels] = ()
    strength: float = 1.0
    references: Sequence[Pixels] = ()

    @property
    def need(self) -> Need:
        """What it asks of a model."""
        if self.source:
            return Need.REDRAW
        if self.references:
            return Need.REFERENCES
        match sorted(self.known):
            case []:
                return Need.WORDS
            case [0]:
                return Need.START
            case [0, last] if last == self.frames - 1:
                return Need.ENDS
        return Need.PLACES


@dataclass(frozen=True, slots=True)
class Drawn:
    """What came of a clip: a tensor (n, 3, h, w) from 0 to 1, on any device.

    `sound` is a tensor (channels, samples) from -1 to 1 at `sample_rate`, where the model gives it.
    """

    frames: Any
    sound: Any = None
    sample_rate: int = 0


class Family(Protocol):
    """A family of models: how its checkpoints are read, loaded, asked and listened to."""

    name: str
    classes: Collection[str]
    """The pipelines' classes by which its checkpoints are known (model_index.json)."""
    modules: Collection[str]
    """Modules of diffusers' pipelines that an index may name classes of, beside the libraries."""
    float32: Sequence[str]
    """Parts of a pipeline that are kept in float32, whatever the precision of the others."""
    carried: Sequence[str]
    """Settings of a pipeline that its other classes need as well when they share its parts."""

    def abilities(
        self,
        folder: Path,
        index: Mapping[str, Any],
        config: Callable[[str], Mapping[str, Any]],
    ) -> Abilities:
        """What the checkpoint in `folder` can do.

        `index` is its model_index.json, `config` gives a part's configuration by name. Raises
        ProductionError where the family cannot shoot with it.
        """
        ...

    def needs(self, index: Mapping[str, Any]) -> Collection[Need]:
        """What checkpoints with this model_index.json can do, as far as that tells."""
        ...

    def parts(self, pipeline: str, parts: Mapping[str, Any]) -> Mapping[str, Any]:
        """A checkpoint's loaded parts, by name, as the class `pipeline` takes them."""
        ...

    def prompt(self, description: Description, operation: str) -> Prompt:
        """The description in the words that the family was trained on."""
        ...

    def read(self, reader: Any, prompt: Prompt, guidance: float) -> dict[str, Any]:
        """The prompt as the pipeline `reader` understands it, as arguments for `draw`."""
        ...

    def draw(self, pipeline: Any, words: Mapping[str, Any], clip: Clip) -> Drawn:
        """The clip, drawn by the pipeline of `Abilities.pipelines` for its need."""
        ...
