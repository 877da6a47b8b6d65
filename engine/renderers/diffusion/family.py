"""Family: what a family of models has to say for itself, so that no other module knows one by name.

It has seen no checkpoint and imports no model; each family is a module of `families`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any, Protocol

from numpy.typing import NDArray

from engine.prompts import Prompt
from engine.renderers.rules import Rules
from schemas.errors import ProductionError
from schemas.setup import Canvas
from schemas.shot import Description

__all__ = ["Abilities", "Clip", "Family", "clips", "common"]

Pixels = NDArray[Any]
"""(h, w, 3) uint8 RGB."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What one checkpoint can do, read from its configuration.

    `pipeline` is the name of the diffusers class that shoots with it, `reader` of the one that
    reads its prompts. `ends` says that it can be told how a clip ends, `must_end` that it has to
    be.
    """

    pipeline: str
    reader: str
    rules: Rules
    ends: bool
    must_end: bool


@dataclass(frozen=True, slots=True)
class Clip:
    """One call of a model. `first` and `last` are pictures of the canvas's size that the clip
    begins and ends with; `noise` is a torch.Generator.
    """

    canvas: Canvas
    frames: int
    steps: int
    guidance: float
    noise: Any
    first: Pixels | None = None
    last: Pixels | None = None


class Family(Protocol):
    """A family of models: how its checkpoints are read, loaded, asked and listened to."""

    name: str
    float32: Sequence[str]
    """Parts of a pipeline that are kept in float32, whatever the precision of the others."""
    carried: Sequence[str]
    """Settings of a pipeline that its other classes need as well when they share its parts."""

    def abilities(
        self,
        folder: Path,
        index: Mapping[str, Any],
        config: Callable[[str], Mapping[str, Any]],
        operation: str,
    ) -> Abilities:
        """What the checkpoint in `folder` can do for `operation` (generate or animate).

        `index` is its model_index.json, `config` gives a part's configuration by name. Raises
        ProductionError where it is not of the family or not for the operation.
        """
        ...

    def prompt(self, description: Description, operation: str) -> Prompt:
        """The description in the words that the family was trained on."""
        ...

    def read(self, reader: Any, prompt: Prompt, guidance: float) -> dict[str, Any]:
        """The prompt as the pipeline `reader` understands it, as arguments for `draw`."""
        ...

    def draw(self, pipeline: Any, words: Mapping[str, Any], clip: Clip) -> Any:
        """The clip's frames: a tensor (n, 3, h, w) from 0 to 1, on any device."""
        ...


def clips(frames: int, longest: int, step: int) -> tuple[int, ...]:
    """The lengths of clips that make `frames` frames, where each begins on the last frame before.

    As few as `longest` allows, and as even as `step` allows: a model draws a very short clip badly.
    `frames` is step * k + 1, and so is every clip.
    """
    steps, most = (frames - 1) // step, (longest - 1) // step
    count = max(1, ceil(steps / most))
    return tuple((steps // count + (n < steps % count)) * step + 1 for n in range(count))


def common(rules: Sequence[Rules]) -> Rules:
    """The rules of checkpoints that shoot together. Raises ProductionError where they differ."""
    if any(other != rules[0] for other in rules[1:]):
        raise ProductionError(
            "the two checkpoints shoot in different sizes or rates",
            " and ".join(f"steps of {one.multiple} px at {one.rate} fps" for one in rules),
            "Name two of one generation: what one begins the other continues.",
        )
    return rules[0]
