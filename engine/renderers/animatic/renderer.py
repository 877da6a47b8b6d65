"""The animatic renderer: camera moves over the row's own pictures, on a CPU, offline.

It makes no text and invents nothing: what is seen was in the pictures, or is the brand's ground.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.renderers.renderer import Offer, Unsupported
from schemas.errors import RenderError
from schemas.setup import Canvas, Setup
from schemas.shot import Animate, Generate, PictureRef, Shot, Still

if TYPE_CHECKING:
    from engine.renderers.animatic.stage import Stage

__all__ = ["Animatic"]

_REVISION = 1
"""Raise it whenever the same setup would give other pixels."""


class Animatic:
    """Offers still, generate and animate, in the size and rate that are wanted. Costs nothing.

    Every seed gives the same take.
    """

    name = "animatic"
    source_type = "composite"

    def offer(
        self, shot: Shot, canvas: Canvas, frames: int, brand: Mapping[str, Any]
    ) -> Offer | Unsupported:
        """What it makes; not what a camera over pictures cannot follow."""
        if why := _refusal(shot):
            return Unsupported(why)
        # Stills and generated shots stand on the brand's ground; animated photographs do not.
        style = {} if isinstance(shot, Animate) else {"ground": brand["ground"]}
        return Offer(canvas, frames, {"revision": _REVISION}, style)

    def shoot(self, setup: Setup, pictures: Sequence[Path], target: Path) -> dict[str, str]:
        """Compose the stage, move the camera over it, and encode the take."""
        import cv2  # noqa: PLC0415 - heavy

        from engine.renderers.animatic import camera, warp  # noqa: PLC0415 - heavy
        from engine.renderers.take import encode_take  # noqa: PLC0415 - heavy

        cv2.setNumThreads(1)
        look = setup.shot.description.camera
        views = camera.views(look, setup.frames, setup.canvas.rate)
        reach = camera.margin(look, setup.frames, setup.canvas.rate)
        composed = _composed(setup, pictures, reach)
        encode_take(warp.frames_of(composed, views), setup.canvas, target)
        return {"renderer": f"animatic {_REVISION}", "opencv": cv2.__version__}


def _refusal(shot: Shot) -> str:
    match shot:
        case _ if shot.cast:
            return "it cannot be shown the cast yet"
        case Animate(last=PictureRef()):
            return "it does not animate towards a last picture yet"
        case Generate(cards=(_, *_)):
            return "it does not follow cards yet"
        case Still() | Animate() | Generate():
            return ""
    return f"it does not offer {shot.operation!r} yet, only still, generate and animate"


def _composed(setup: Setup, pictures: Sequence[Path], margin: float) -> Stage:
    from engine.renderers.animatic import stage  # noqa: PLC0415 - heavy
    from engine.renderers.animatic.subject import find_subject  # noqa: PLC0415 - heavy
    from engine.renderers.picture import read_picture  # noqa: PLC0415 - heavy

    shot, canvas = setup.shot, setup.canvas
    room = shot.description.room
    ground = str(setup.style_inputs.get("ground", "#000000"))
    match shot:
        case Animate():
            picture = read_picture(pictures[0])
            framing, detail = shot.description.camera.framing, shot.description.camera.detail
            subject = find_subject(picture)
            return stage.filled(
                picture, subject, canvas, framing=framing, room=room, detail=detail, margin=margin
            )
        case Still() | Generate():
            if not pictures:
                return stage.bare(canvas, ground=ground, margin=margin)
            return stage.mounted(
                read_picture(pictures[0]), canvas, room=room, ground=ground, margin=margin
            )
    raise RenderError(
        f"the animatic renderer does not offer {shot.operation!r}",
        f"shot {shot.name!r}",
        "Use still, generate or animate, or another renderer.",
    )
