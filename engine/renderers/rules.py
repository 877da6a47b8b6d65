"""Rules: the sizes, lengths and rate that a model shoots in.

It knows no model; each renderer reads or is told its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from schemas.setup import Canvas

__all__ = ["Rules"]


@dataclass(frozen=True, slots=True)
class Rules:
    """Sides that `multiple` divides, `step` * k + 1 frames, a rate."""

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
