"""The animatic renderer: camera moves over the row's own pictures, on a CPU, offline.

It makes no text and invents nothing: what is seen was in the pictures or is the brand's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engine.renderers.animatic import camera, stage, warp
from engine.renderers.animatic.subject import find_subject
from engine.renderers.picture import read_picture
from engine.renderers.renderer import Needs
from engine.renderers.take import encode_take
from schemas.errors import RenderError
from schemas.money import Money
from schemas.setup import Canvas, Setup
from schemas.shot import Animate, Generate, PictureRef, Shot, Still

__all__ = ["Animatic"]

_REVISION = 1
"""Raise it whenever the same setup would give other pixels."""

_LOOK = ("background", "panel_radius")
"""What cards and the wall behind them show of the brand."""


class Animatic:
    """Offers still, generate and animate. Costs nothing."""

    name = "animatic"
    source_type = "composite"

    def refuses(self, shot: Shot) -> str:
        """Other operations, and what a camera over pictures cannot follow."""
        match shot:
            case Animate(last=PictureRef()):
                return "it does not animate towards a last picture yet"
            case Generate(cards=(_, *_)):
                return "it does not follow cards yet"
            case Still() | Animate() | Generate():
                return ""
        return f"it does not offer {shot.operation!r} yet, only still, generate and animate"

    def fingerprint(self) -> dict[str, Any]:
        """Only the revision: everything else stands in the setup."""
        return {"revision": _REVISION}

    def look(self, setup_operation: str, brand: dict[str, Any]) -> dict[str, Any]:
        """Stills and generated shots show the brand's wall; animated photographs fill the frame."""
        return {} if setup_operation == "animate" else {name: brand[name] for name in _LOOK}

    def canvas(self, wanted: Canvas) -> Canvas:
        """As wanted: every frame is drawn for its delivery."""
        return wanted

    def frames(self, least: int) -> int:
        """As wanted."""
        return least

    def prompt(self, shot: Shot) -> str:  # noqa: ARG002 - no model is asked
        """Nothing."""
        return ""

    def needs(self) -> Needs | None:
        """Nothing."""
        return None

    def cost(self, setup: Setup) -> Money | None:  # noqa: ARG002 - every setup is free
        """Nothing."""
        return None

    def shoot(self, setup: Setup, pictures: Sequence[Path], target: Path) -> dict[str, str]:
        """Compose the stage, move the camera over it, and encode the take."""
        import cv2  # noqa: PLC0415 - heavy

        cv2.setNumThreads(1)
        look = setup.shot.description.camera
        views = camera.views(look, setup.frames, setup.canvas.rate)
        reach = camera.margin(look, setup.frames, setup.canvas.rate)
        composed = _composed(setup, pictures, reach)
        encode_take(warp.frames_of(composed, views), setup.canvas, target)
        return {"renderer": f"animatic {_REVISION}", "opencv": cv2.__version__}


def _composed(setup: Setup, pictures: Sequence[Path], margin: float) -> stage.Stage:
    shot, canvas = setup.shot, setup.canvas
    copy_space = shot.description.room
    match shot:
        case Animate():
            picture = read_picture(pictures[0])
            return stage.filled(
                picture,
                find_subject(picture),
                canvas,
                framing=shot.description.camera.framing,
                copy_space=copy_space,
                detail=shot.description.camera.detail,
                margin=margin,
            )
        case Still() | Generate():
            background = setup.look["background"]
            if not pictures:
                return stage.bare(canvas, background=background, margin=margin)
            return stage.mounted(
                read_picture(pictures[0]),
                canvas,
                copy_space=copy_space,
                background=background,
                radius=setup.look["panel_radius"],
                margin=margin,
            )
    raise RenderError(
        f"the animatic renderer does not offer {shot.operation!r}",
        f"shot {shot.name!r}",
        "Use still, generate or animate, or another renderer.",
    )
