"""Camera: where the frame stands on the stage, for every frame of a shot.

It knows the move that is asked for, not what is on the stage.
What it makes is keyed by the revision of the animatic renderer's card.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from schemas.shot import Camera, Move

__all__ = ["View", "margin", "views"]

_ZOOM_PER_SECOND = 0.020
"""Growth of the picture each second at strength 0.5: felt as a glide, not as a zoom."""
_PAN_PER_SECOND = 0.018
"""Travel each second at strength 0.5, as a fraction of the frame's width (or height)."""
_TURN_PER_SECOND = 0.35
"""Degrees each second at strength 0.5, for an arc."""
_MOST = 0.16
"""The most that a move may travel or zoom in all, so that the composition survives it."""


@dataclass(frozen=True, slots=True)
class View:
    """Where the frame stands: its centre off the composition's, in frame widths and heights.

    A zoom above 1 is nearer; the turn is in degrees.
    """

    x: float
    y: float
    zoom: float
    turn: float


def views(camera: Camera, frames: int, rate: Fraction) -> tuple[View, ...]:
    """The view at each of `frames` frames.

    Moves are centred in time, so that the composition stands as designed in the middle of the shot,
    and eased half-way between even speed and a smooth start and stop: dissolves join them well.
    """
    reach = _reach(camera, frames, rate)
    return tuple(_view(camera.move, reach, _eased(n, frames)) for n in range(frames))


def margin(camera: Camera, frames: int, rate: Fraction) -> float:
    """How far beyond the frame the stage must reach on each side, as a fraction of the frame."""
    return _reach(camera, frames, rate) * 1.1 + 0.03


def _reach(camera: Camera, frames: int, rate: Fraction) -> float:
    if camera.move is Move.HOLD:
        return 0.0
    seconds = float(frames / rate)
    speed = _ZOOM_PER_SECOND if camera.move in (Move.PUSH_IN, Move.PULL_OUT) else _PAN_PER_SECOND
    return min(_MOST, speed * seconds * camera.strength / 0.5)


def _eased(n: int, frames: int) -> float:
    """From -0.5 to 0.5 over the shot."""
    t = n / max(1, frames - 1)
    smooth = t * t * (3 - 2 * t)
    return (t + smooth) / 2 - 0.5


def _view(move: Move, reach: float, at: float) -> View:
    travel = reach * at
    match move:
        case Move.PUSH_IN:
            return View(0, 0, 1 + travel, 0)
        case Move.PULL_OUT:
            return View(0, 0, 1 - travel, 0)
        case Move.PAN_LEFT:
            return View(-travel, 0, 1, 0)
        case Move.PAN_RIGHT:
            return View(travel, 0, 1, 0)
        case Move.TILT_UP:
            return View(0, -travel, 1, 0)
        case Move.TILT_DOWN:
            return View(0, travel, 1, 0)
        case Move.ARC:
            turn = travel * _TURN_PER_SECOND / _PAN_PER_SECOND
            return View(travel * 0.8, 0, 1 + travel * 0.5, turn)
        case Move.HOLD:
            return View(0, 0, 1, 0)
