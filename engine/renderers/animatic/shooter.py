"""The animatic renderer at work: a stage is composed, and the camera moves over it.

It makes no text and invents nothing: what is seen was in the pictures or is the brand's own.
What it makes is keyed by the revision of the animatic renderer's card.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2

from engine.renderers.animatic import camera, stage, warp
from engine.renderers.animatic.card import REVISION
from engine.renderers.animatic.subject import find_subject
from engine.renderers.picture import read_picture
from engine.renderers.renderer import Order
from engine.renderers.take import encode_take
from schemas.errors import RenderError
from schemas.setup import Setup
from schemas.shot import Animate, Generate, Still

__all__ = ["AnimaticShooter"]


@dataclass(frozen=True, slots=True)
class AnimaticShooter:
    """Has no settings: everything stands in the setup."""

    def shoot(self, order: Order, target: Path, report: Callable[[float], None]) -> dict[str, str]:
        """Compose the stage, move the camera over it, and encode the take. Raises RenderError."""
        cv2.setNumThreads(1)
        setup = order.setup
        move = setup.shot.description.camera
        views = camera.views(move, setup.frames, setup.canvas.rate)
        reach = camera.margin(move, setup.frames, setup.canvas.rate)
        frames = warp.frames_of(_composed(setup, order.pictures, reach), views)
        encode_take(_counted(frames, setup.frames, report), setup.canvas, target)
        return {"renderer": f"animatic {REVISION}", "opencv": cv2.__version__}


def _counted(
    frames: Iterator[bytes], count: int, report: Callable[[float], None]
) -> Iterator[bytes]:
    """The frames as they are; `report` hears of each, which is also where a cancelled job ends."""
    for n, frame in enumerate(frames, 1):
        yield frame
        report(n / count)


def _composed(setup: Setup, pictures: Sequence[Path], margin: float) -> stage.Stage:
    shot, canvas = setup.shot, setup.canvas
    copy_space = shot.description.copy_space
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
            background = setup.style_inputs["background"]
            if not pictures:
                return stage.bare(canvas, background=background, margin=margin)
            return stage.mounted(
                read_picture(pictures[0]),
                canvas,
                copy_space=copy_space,
                background=background,
                radius=setup.style_inputs["panel_radius"],
                margin=margin,
            )
    raise RenderError(
        f"the animatic renderer does not offer {shot.operation!r}",
        f"shot {shot.name!r}",
        "Use still, generate or animate, or another renderer.",
    )
