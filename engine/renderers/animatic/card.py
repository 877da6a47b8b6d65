"""The animatic renderer's card: camera moves over the row's own pictures, on a CPU, offline.

It draws nothing; `shooter` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.renderers.renderer import Offer, Unsupported
from schemas.setup import Canvas
from schemas.shot import Animate, Generate, PictureRef, Shot, Still

if TYPE_CHECKING:
    from engine.renderers.animatic.shooter import AnimaticShooter

__all__ = ["REVISION", "Animatic"]

REVISION = 3
"""Raise it whenever the same setup would give other pixels."""


class Animatic:
    """Offers still, generate and animate, in the size and rate that are wanted. Costs nothing.

    Every seed gives the same take.
    """

    name = "animatic"
    source_type = "composite"
    resources = None

    def offer(
        self, shot: Shot, canvas: Canvas, frames: int, brand: Mapping[str, Any]
    ) -> Offer | Unsupported:
        """What it makes; not what a camera over pictures cannot follow."""
        if why := _refusal(shot):
            return Unsupported(why)
        # Of the brand, cards show their corners; the colours are their placement's.
        style = {"panel_radius": brand["panel_radius"]}
        return Offer(canvas, frames, {"revision": REVISION}, style, composes=True)

    def models(self) -> Mapping[str, str]:
        """None: a camera needs none."""
        return {}

    def shooter(self) -> AnimaticShooter:
        """Moves the camera, on a worker."""
        from engine.renderers.animatic.shooter import AnimaticShooter  # noqa: PLC0415 - heavy

        return AnimaticShooter()


def _refusal(shot: Shot) -> str:
    match shot:
        case Animate(last=PictureRef()):
            return "it does not animate towards a last picture yet"
        case Generate(cards=(_, *_)):
            return "it does not follow cards yet"
        case Still() | Animate() | Generate():
            return ""
    return f"it does not offer {shot.operation!r} yet, only still, generate and animate"
