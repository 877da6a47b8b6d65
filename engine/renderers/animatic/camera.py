"""Camera: where the frame stands on a stage, for every frame of a shot.

It knows the move that is asked for, not what is on the stage.
What it makes is keyed by the revision of the animatic renderer's offers.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from schemas.shot import Camera, Move

__all__ = ["View", "views"]

_MOST = 0.045
"""The most that a move zooms in, as a share: what layouts leave at the edges of a box."""
_PANNED = 0.75
"""Share of the room beside a zoomed view that a pan uses."""
_SETTLES = 3.3
"""Seconds after which a move has come to rest, and holds: two thirds of its way take one."""


@dataclass(frozen=True, slots=True)
class View:
    """Where the frame stands: its centre off the stage's, in widths and heights of its box.

    A zoom of at least 1 is nearer. `open` is how much of the stage has come in, from 0 to 1.
    """

    x: float
    y: float
    zoom: float
    open: float = 1.0


def views(camera: Camera, frames: int, rate: Fraction) -> tuple[View, ...]:
    """The view at each of `frames` frames; no view leaves the stage.

    A move begins at its fastest, decelerates and holds: nothing creeps on until a shot's end.
    Between a start at full speed and a cut there is nothing to ease.
    """
    reach = _MOST * camera.strength / 0.5 if camera.strength < 0.5 else _MOST
    return tuple(_view(camera.move, reach, _settled(n, rate)) for n in range(frames))


def _settled(n: int, rate: Fraction) -> float:
    """From 0 to 1."""
    return 1 - (1 - min(1.0, float(n / rate) / _SETTLES)) ** 3


def _view(move: Move, reach: float, at: float) -> View:
    room = _PANNED * reach / 2
    match move:
        case Move.PUSH_IN:
            return View(0, 0, 1 + reach * at)
        case Move.PULL_OUT:
            return View(0, 0, 1 + reach * (1 - at))
        case Move.PAN_LEFT:
            return View(room * (1 - 2 * at), 0, 1 + reach)
        case Move.PAN_RIGHT:
            return View(room * (2 * at - 1), 0, 1 + reach)
        case Move.TILT_UP:
            return View(0, room * (1 - 2 * at), 1 + reach)
        case Move.TILT_DOWN:
            return View(0, room * (2 * at - 1), 1 + reach)
        case Move.ARC:
            return View(0.6 * room * (2 * at - 1), 0, 1 + reach * (0.6 + 0.4 * at))
        case Move.HOLD:
            return View(0, 0, 1)
