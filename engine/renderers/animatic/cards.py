"""Cards: pictures that come at given frames of one shot, each over the whole frame.

Where there is time the next picture pushes the last one out and is there at its frame; where there
is none it is cut to. What it makes is keyed by the revision of the animatic renderer's offers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.edit.transitions import push
from engine.media.frames import Planes
from engine.pictures.matte import cut_out
from engine.renderers.animatic import camera, stage, warp
from engine.renderers.animatic.backdrop import backdrops
from engine.renderers.animatic.times import times_of
from engine.renderers.picture import read_pixels
from schemas.placement import Placement
from schemas.setup import Canvas, Setup
from schemas.shot import Animate, Generate
from schemas.storyboard import pictures_of

__all__ = ["carded"]

_TAKES, _APART = 0.5, 1.2
"""Seconds that a push takes, and how far apart two pictures stand at least for one."""


def carded(setup: Setup, placement: Placement, pictures: Sequence[Path]) -> Iterator[Planes]:
    """The setup's frames. `pictures` are the files of its pictures. Raises RenderError."""
    shot, canvas = setup.shot, setup.canvas
    assert isinstance(shot, Animate | Generate)  # noqa: S101 - no other operation has cards
    times = times_of(shot, canvas, setup.frames)
    if not times or times[0][0]:
        ground = next(backdrops(canvas, placement.ground, ()))
        first: Iterator[Planes] = iter(lambda: ground, None)
        times, scenes = ((0, -1), *times), [first]
    else:
        scenes = [_scene(setup, placement, pictures, times[0], setup.frames)]
    before = 0
    for (last, _), (at, number) in pairwise((*times, (setup.frames, -2))):
        push_frames = round(_TAKES * float(canvas.rate))
        joins = push_frames if number >= 0 and at - last >= _APART * float(canvas.rate) else 0
        yield from (next(scenes[-1]) for _ in range(before, at - joins))
        if number < 0:
            return
        scenes.append(_scene(setup, placement, pictures, (at - joins, number), setup.frames))
        for n in range(1, joins + 1):
            yield push.blend(next(scenes[-2]), next(scenes[-1]), n / (joins + 1), {})
        before = at


def _scene(
    setup: Setup, placement: Placement, pictures: Sequence[Path], card: tuple[int, int], end: int
) -> Iterator[Planes]:
    """One picture from its frame on, with the camera's move over it."""
    (begin, number), canvas = card, setup.canvas
    place = pictures_of(setup.shot).index(number)
    seen, stands = setup.pictures[place].seen, placement.pictures[place]
    pixels = read_pixels(pictures[place])
    shown = cut_out(pixels, seen) if stands.matte else pixels
    composed = stage.composed(shown, stands, canvas, radius=setup.style_inputs["panel_radius"])
    views = camera.views(setup.shot.description.camera, end - begin, canvas.rate)
    grounds = backdrops(canvas, stands.ground, ())
    frames = warp.frames_of(canvas, grounds, [warp.Shown(composed, views)], end - begin)
    return (_planes(frame, canvas) for frame in frames)


def _planes(frame: bytes, canvas: Canvas) -> Planes:
    flat = np.frombuffer(frame, np.uint8)
    luma, half = canvas.width * canvas.height, (canvas.height // 2, canvas.width // 2)
    parts: list[NDArray[Any]] = np.split(flat, [luma, luma + half[0] * half[1]])
    y, u, v = parts
    return y.reshape(canvas.height, canvas.width), u.reshape(half), v.reshape(half)
