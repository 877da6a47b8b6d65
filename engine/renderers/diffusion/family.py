"""Family: the rules of a family of models as data: sizes, lengths, rate, words, licence.

It has seen no checkpoint; what one of them changes is in `checkpoint`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from engine.prompts import Prompt, wan_prompt
from schemas.errors import ProductionError
from schemas.setup import Canvas
from schemas.shot import Description

__all__ = ["FAMILIES", "Family", "Rules", "clips", "common"]


@dataclass(frozen=True, slots=True)
class Rules:
    """What a checkpoint shoots in: sides that `multiple` divides, `step` * k + 1 frames, a rate."""

    multiple: int
    step: int
    rate: Fraction

    def canvas(self, wanted: Canvas, height: int) -> Canvas:
        """The shape of `wanted`, `height` pixels on its shorter side, as near as rules allow."""
        scale = height / min(wanted.width, wanted.height)
        width, tall = (self._rounded(side * scale) for side in (wanted.width, wanted.height))
        return Canvas(width=width, height=tall, rate=self.rate)

    def frames(self, least: int) -> int:
        """The fewest frames, at least `least`, that can be shot."""
        return ceil((least - 1) / self.step) * self.step + 1

    def _rounded(self, side: float) -> int:
        least = ceil(64 / self.multiple)  # the smallest canvas there is
        return max(least, round(side / self.multiple)) * self.multiple


@dataclass(frozen=True, slots=True)
class Family:
    """A family: which diffusers classes shoot for it, its usual rate, and its words.

    `expanding` is the rate of checkpoints that do both operations (`expand_timesteps`).
    """

    name: str
    pipelines: Mapping[str, str]
    """Operation to the name of the diffusers class that shoots it."""
    rate: Fraction
    expanding: Fraction
    prompt: Callable[[Description, str], Prompt]


FAMILIES: Mapping[str, Family] = {
    "wan": Family(
        name="wan",
        pipelines={"generate": "WanPipeline", "animate": "WanImageToVideoPipeline"},
        rate=Fraction(16),
        expanding=Fraction(24),
        prompt=wan_prompt,
    ),
}


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
