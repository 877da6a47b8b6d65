"""Styles: how each role is set, as one table.

It knows roles and proportions; no colours, no text, no places.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.typeset.recipe import Motion
from schemas.edit import LayerRole

__all__ = ["DETAIL", "NUMERAL", "STYLES", "Style"]


@dataclass(frozen=True, slots=True)
class Style:
    """Sizes are shares of the frame's short side, `leading` and `spacing` of the type's size.

    `above` is the air over the role where it follows another; `least` the smallest legible size;
    `most` the most lines. `enter` and `stagger` (between lines) are seconds.
    """

    size: float
    least: float
    weight: int = 400
    leading: float = 1.3
    above: float = 0.03
    most: int = 1
    spacing: float = 0.0
    motion: Motion = Motion.RISE
    enter: float = 0.5
    stagger: float = 0.1


STYLES = {
    LayerRole.KICKER: Style(0.025, 0.018, 600, 1.5, 0.030, 2, 0.13, Motion.FADE, 0.4),
    LayerRole.HEADLINE: Style(0.088, 0.040, 700, 1.06, 0.038, 3, -0.012, Motion.RISE, 0.6, 0.11),
    LayerRole.QUESTION: Style(0.092, 0.040, 700, 1.08, 0.040, 4, -0.012, Motion.RISE, 0.6, 0.11),
    LayerRole.SUBHEAD: Style(0.039, 0.026, 400, 1.36, 0.047, 6, 0.0, Motion.RISE, 0.5, 0.06),
    LayerRole.POINT: Style(0.058, 0.034, 600, 1.16, 0.036, 5, -0.006, Motion.RISE, 0.5, 0.08),
    LayerRole.LOWER_THIRD: Style(0.046, 0.030, 600, 1.16, 0.036, 2, 0.0, Motion.SLIDE, 0.5, 0.08),
    LayerRole.RECAP: Style(0.042, 0.028, 400, 1.30, 0.036, 4, 0.0, Motion.RISE, 0.5, 0.22),
    LayerRole.PRICE: Style(0.066, 0.040, 700, 1.0, 0.058, 1, 0.0, Motion.POP, 0.4),
    LayerRole.CTA: Style(0.036, 0.024, 600, 1.0, 0.056, 1, 0.004, Motion.RISE, 0.5),
    LayerRole.CAPTION: Style(0.040, 0.026, 600, 1.3, 0.0, 2, 0.0, Motion.CUT, 0.0),
    LayerRole.LABEL: Style(0.040, 0.040, 600, 1.0, 0.0, 1, 0.0, Motion.CUT, 0.0),
    LayerRole.LOGO: Style(0.056, 0.040, motion=Motion.FADE, enter=0.5),
}
"""Neighbours in a block differ by a factor of about 1.5 and never by size alone."""

NUMERAL = Style(0.150, 0.070, 300, 1.0, 0.0, 1, -0.02, Motion.RISE, 0.6)
"""The number of a lesson's point."""
DETAIL = Style(0.033, 0.024, 400, 1.32, 0.027, 3, 0.0, Motion.FADE, 0.5, 0.06)
"""The second part of a lower third."""
