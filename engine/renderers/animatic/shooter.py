"""The animatic renderer at work: stages are composed, and the camera moves over them; clips go on,
close, blend and are graded.

It makes no text and invents nothing: what is seen was in the pictures and clips or is the brand's
own.
What it makes is keyed by the revision of the animatic renderer's offers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
from numpy.typing import NDArray

from engine.media.frames import Planes
from engine.pictures.matte import cut_out
from engine.renderers.animatic import camera, stage, warp
from engine.renderers.animatic.backdrop import backdrops
from engine.renderers.animatic.blend import blended
from engine.renderers.animatic.cards import carded
from engine.renderers.animatic.entrance import entered
from engine.renderers.animatic.extend import extended
from engine.renderers.animatic.loop import looped
from engine.renderers.animatic.offers import REVISION
from engine.renderers.animatic.restyle import restyled
from engine.renderers.animatic.times import has_cards, span_of
from engine.renderers.animatic.tour import toured
from engine.renderers.picture import read_pixels
from engine.renderers.reel import Reel
from engine.renderers.renderer import Order
from engine.renderers.take import encode_take
from engine.styles import style_of, styles
from schemas.brief import Picture
from schemas.errors import RenderError
from schemas.placement import PicturePlace, Placement
from schemas.setup import Setup
from schemas.shot import Blend, Extend, Loop, Restyle

__all__ = ["AnimaticShooter", "frames_placed"]


@dataclass(frozen=True, slots=True)
class AnimaticShooter:
    """Has no settings: everything stands in the setup."""

    def shoot(self, order: Order, target: Path, report: Callable[[float], None]) -> dict[str, str]:
        """Compose the stages, move the camera over them, encode the take. Raises RenderError."""
        cv2.setNumThreads(1)
        setup = order.setup
        encode_take(_counted(_frames(order), setup.frames, report), setup.canvas, target)
        lineage = {"renderer": f"animatic {REVISION}", "opencv": cv2.__version__}
        if isinstance(setup.shot, Restyle):
            lineage["style"] = style_of(setup.shot.description)
        return lineage


def _frames(order: Order) -> Iterator[bytes]:
    """The take's frames, yuv420p. Raises RenderError."""
    setup = order.setup
    shot, canvas, frames = setup.shot, setup.canvas, setup.frames
    reels = [Reel(clip, canvas) for clip in order.clips]
    if empty := [clip for clip, reel in zip(order.clips, reels, strict=True) if not len(reel)]:
        raise RenderError(
            "a clip that a shot starts from is shorter than one frame of the film",
            f"shot {shot.name!r}: {empty[0].frames} frames at {empty[0].canvas.rate} fps",
            "Give a longer one.",
        )
    match shot:
        case Extend():
            return _joined(extended(reels[0], shot, canvas, frames))
        case Loop():
            return _joined(looped(reels[0], canvas, frames))
        case Blend():
            return _joined(blended(reels[0], reels[1], shot.curve, frames))
        case Restyle():
            grade = styles()[style_of(shot.description)].grade
            strength, brand = shot.strength, setup.style_inputs
            span = span_of(shot, frames)
            return _joined(restyled(reels[0], frames, grade, strength, brand, span))
    placement = setup.placement
    if placement is None:
        raise RenderError(
            "nothing says where the pictures stand",
            f"shot {shot.name!r}",
            "The animatic renderer shows pictures as they were placed.",
        )
    if has_cards(shot):
        return _joined(carded(setup, placement, order.pictures))
    return frames_placed(setup, placement, order.pictures)


def _joined(frames: Iterable[Planes]) -> Iterator[bytes]:
    return (b"".join(plane.tobytes() for plane in frame) for frame in frames)


def _counted(
    frames: Iterator[bytes], count: int, report: Callable[[float], None]
) -> Iterator[bytes]:
    """The frames as they are; `report` hears of each, which is also where a cancelled job ends."""
    for n, frame in enumerate(frames, 1):
        yield frame
        report(n / count)


def frames_placed(setup: Setup, placement: Placement, pictures: Sequence[Path]) -> Iterator[bytes]:
    """The frames of a setup, yuv420p, as its placement has them. Raises RenderError."""
    radius, canvas = setup.style_inputs["panel_radius"], setup.canvas
    views = camera.views(setup.shot.description.camera, setup.frames, canvas.rate)
    if placement.marks:
        # What is pointed at stands still.
        views = (camera.View(0, 0, 1),) * setup.frames
    placed = list(zip(pictures, placement.pictures, setup.pictures, strict=False))
    tours = [
        toured(_pixels(path, place, picture), place, canvas, radius=radius)
        for path, place, picture in placed
        if place.tour
    ]
    shown = [
        warp.Shown(
            stage.composed(_pixels(path, place, picture), place, canvas, radius=radius),
            entered(views, place, canvas.rate),
            place.enters,
            place.sweep,
        )
        for path, place, picture in placed
        if not place.tour
    ]
    grounds = backdrops(canvas, placement.ground, placement.forms)
    return warp.frames_of(canvas, grounds, shown, setup.frames, placement.marks, tours)


def _pixels(path: Path, place: PicturePlace, picture: Picture) -> NDArray[Any]:
    """The picture's pixels; of one that stands without its plain ground, the subject's alone."""
    pixels = read_pixels(path)
    return cut_out(pixels, picture.seen) if place.matte else pixels
