"""Takes: one take measured against what was asked for and what is allowed.

It does not decide what becomes of a take that fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from engine.inspection.joints import Joints, joint_values
from engine.inspection.light import MEASURES, Light, is_plain, light_of, widened
from engine.inspection.limits import Limits
from engine.inspection.look import Series, look
from engine.inspection.measures import exactly, judged
from engine.inspection.motion import motion, triples
from engine.media import probe
from schemas.errors import EncodeError
from schemas.inspection import Inspection
from schemas.setup import Canvas

__all__ = ["measure_take"]


_PICTURED = frozenset({"black_share", "sharpness"})
"""Measures that say something only of takes that show a picture."""


def measure_take(
    path: Path,
    key: str,
    canvas: Canvas,
    frames: int,
    limits: Limits,
    *,
    moving: bool = True,
    generated: bool = True,
    sources: Callable[[], Iterable[Light]] | None = None,
    bare: bool = False,
    joints: Joints = Joints(),  # noqa: B008 - frozen
) -> Inspection:
    """Measure the take at `path` in one decode.

    `canvas` and `frames` are what the setup asked for; `moving` is whether its shot asked for
    movement, without which standing still is no fault; `generated` whether a model made the
    picture: how light or dark one of the row's own is, its owner decided. `sources` gives the light
    of what the take was made from, and is asked where the take's own would fail: only what the shot
    adds to it is a fault. `bare` says that it shows a plain ground for type alone, which may be
    dark and has no edges. `joints` says where its parts meet. Raises EncodeError where the take
    cannot be decoded.
    """
    probed = probe(path)
    found = probed.picture
    if found is None:
        raise EncodeError("A take holds no picture", str(path))
    places = triples(found.frames)
    wanted = {index for place in places for index in place} or {0}
    seen = look(path, full=found.colour.full, keep=wanted)
    # The index may promise frames that the decoder does not give.
    places = tuple(place for place in places if place[-1] in seen.kept)
    moves = motion(seen.kept, places)
    values = {
        "width": found.width,
        "height": found.height,
        "rate": float(found.rate),
        "frames": len(seen.luma),
        "uneven": found.uneven,
        **light_of(seen),
        "flicker": _flicker(seen.luma),
        "frozen": seen.frozen / float(canvas.rate),
        "duplicates": float(seen.same.mean()) if len(seen.same) else 0.0,
        "motion": moves.speed * seen.reduction / found.width * float(found.rate),
        "jitter": moves.jitter * seen.reduction,
        **joint_values(seen, joints),
    }
    asked = {
        "width": canvas.width,
        "height": canvas.height,
        "rate": float(canvas.rate),
        "frames": frames,
    }
    held = {name: exactly(name, value, "the setup asks for it") for name, value in asked.items()}
    allowed = {
        **limits.takes,
        **(limits.moving if moving else {}),
        **(limits.generated if generated else {}),
        **held,
    }
    if bare:
        allowed = {name: limit for name, limit in allowed.items() if name not in _PICTURED}
    measured = judged(values, allowed)
    excusable = {*MEASURES, *limits.moving}
    if sources and any(not one.passed and one.measure in excusable for one in measured):
        lights = list(sources())
        if lights and all(is_plain(light, limits.takes) for light in lights):
            allowed = {name: one for name, one in allowed.items() if name not in limits.moving}
        for light in lights:
            allowed = widened(allowed, light)
        measured = judged(values, allowed)
    return Inspection(
        subject=key,
        measurements=measured,
        luma=seen.grid,
        spread=seen.spread,
        sound=probed.sound is not None,
    )


def _flicker(luma: Series) -> float:
    """The median size of the second difference of the frames' mean luma.

    The second difference forgives fades and moves, the median forgives a single flash or cut.
    """
    return float(np.median(np.abs(np.diff(luma, 2)))) if len(luma) > 2 else 0.0
