"""Films that a script draws: a coloured shape that moves over a grey ground, with exact captions.

The world has no edges: what leaves on one side comes in on the other. It knows no model.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from schemas.shot import Camera, Description, Move

__all__ = ["COLOURS", "SHAPES", "STEPS", "Film", "caption", "drawn", "drawn_by_chance"]

COLOURS = {
    "red": (0.88, 0.12, 0.12),
    "green": (0.15, 0.70, 0.20),
    "blue": (0.15, 0.28, 0.92),
    "yellow": (0.95, 0.85, 0.15),
    "purple": (0.62, 0.20, 0.78),
    "white": (0.95, 0.95, 0.95),
}
"""RGB from 0 to 1."""
SHAPES = ("ball", "box", "triangle")
STEPS = {"right": (1, 0), "left": (-1, 0), "down": (0, 1), "up": (0, -1)}
"""Where a direction leads, in (x, y); a film without a direction rests."""
_ACTIONS = {
    way: (f"it moves to the {way}", f"the {{shape}} moves {way}", f"it moves {way}")
    if way in ("left", "right")
    else (f"it moves {way}", f"the {{shape}} moves {way}", f"it moves {way}, steadily")
    for way in STEPS
}
_LIGHTS = ("", "", "soft light", "daylight from a window")
_STYLES = ("", "", "a plain drawing", "flat shapes on grey")
_MORPHS = 0.12
"""How many films show one thing that becomes another."""


@dataclass(frozen=True, slots=True)
class Film:
    """A shape of a colour, its centre (x, y) at frame 0, its way and speed in pixels per frame, its
    radius in pixels, and how light the ground is. `becomes` takes its place evenly over the film.
    """

    colour: str
    shape: str
    way: str
    x: float
    y: float
    speed: float = 1.5
    radius: float = 10.0
    ground: float = 0.2
    becomes: Film | None = None

    def at(self, frame: float) -> tuple[float, float]:
        """Its centre, which may lie outside: the world goes round."""
        step = STEPS.get(self.way, (0, 0))
        return self.x + step[0] * self.speed * frame, self.y + step[1] * self.speed * frame


def drawn_by_chance(chance: np.random.Generator, size: tuple[int, int], frames: int) -> Film:
    """A film of any kind; `size` is (h, w). Most stay within the picture for `frames` frames."""
    film = _single(chance, size, frames)
    if frames > 1 and chance.random() < _MORPHS:
        return replace(film, becomes=replace(_single(chance, size, frames), ground=film.ground))
    return film


def _single(chance: np.random.Generator, size: tuple[int, int], frames: int) -> Film:
    colour, shape = str(chance.choice(list(COLOURS))), str(chance.choice(SHAPES))
    way = "" if chance.random() < 0.08 else str(chance.choice(list(STEPS)))
    speed, radius = float(chance.uniform(1.0, 2.0)), float(chance.uniform(9, 12))
    place = []
    for side, step in zip(size[::-1], STEPS.get(way, (0, 0)), strict=True):
        travel = step * speed * (frames - 1)
        low, high = radius + max(0, -travel), side - radius - max(0, travel)
        inside = low < high and chance.random() < 0.75
        place.append(float(chance.uniform(low, high) if inside else chance.uniform(0, side)))
    ground = float(chance.uniform(0.08, 0.3))
    return Film(colour, shape, way, place[0], place[1], speed, radius, ground)


def drawn(film: Film, size: tuple[int, int], frames: int) -> Any:
    """The film's frames: (frames, h, w, 3) float32 from 0 to 1, edges smoothed over a pixel."""
    height, width = size
    rows = np.arange(height, dtype=np.float32)[:, None] + 0.5
    columns = np.arange(width, dtype=np.float32)[None, :] + 0.5
    ground = np.broadcast_to(film.ground + 0.04 * (rows / height - 0.5), size)
    made = np.empty((frames, height, width, 3), np.float32)
    for frame in range(frames):
        share = frame / max(1, frames - 1)
        cover, colour = _shown(film, frame, share, rows, columns, size)
        made[frame] = ground[..., None] * (1 - cover[..., None]) + colour * cover[..., None]
    return made


def _shown(
    film: Film, frame: int, share: float, rows: Any, columns: Any, size: tuple[int, int]
) -> tuple[Any, Any]:
    """Which part of each pixel is covered, and in which colour."""
    x, y = film.at(frame)
    distance, colour = _distance(film, x, y, rows, columns, size), np.array(COLOURS[film.colour])
    if film.becomes is not None:
        other = film.becomes
        to_x, to_y = other.at(frame)
        mid_x, mid_y = x + (to_x - x) * share, y + (to_y - y) * share
        one, two = (_distance(part, mid_x, mid_y, rows, columns, size) for part in (film, other))
        distance = one * (1 - share) + two * share
        colour = colour * (1 - share) + np.array(COLOURS[other.colour]) * share
    return np.clip(0.5 - distance, 0, 1), colour


def _distance(
    film: Film, x: float, y: float, rows: Any, columns: Any, size: tuple[int, int]
) -> Any:
    """How far each pixel is from the shape's edge, negative within."""
    height, width = size
    right = (columns - x + width / 2) % width - width / 2
    down = (rows - y + height / 2) % height - height / 2
    radius = film.radius
    match film.shape:
        case "ball":
            return np.hypot(right, down) - radius
        case "box":
            return np.maximum(abs(right), abs(down)) - 0.9 * radius
    # A triangle that stands on a side, as wide as it is high.
    slope = (2 * abs(right) - down - radius) / np.sqrt(5)
    return np.maximum(slope, down - radius)


def caption(film: Film, chance: np.random.Generator) -> Description:
    """What it shows, in one of several ways of saying it, with a camera and a light by chance."""
    subject = f"a {film.colour} {film.shape}"
    if film.becomes is not None:
        action = f"it turns into a {film.becomes.colour} {film.becomes.shape}"
    elif film.way:
        action = str(chance.choice(_ACTIONS[film.way])).format(shape=film.shape)
    else:
        action = "it rests"
    if chance.random() < 0.2:
        subject, action = f"{subject}: {action}", ""
    return Description(
        subject=subject,
        action=action,
        camera=Camera(move=Move.HOLD if chance.random() < 0.5 else Move.PUSH_IN),
        light=str(chance.choice(_LIGHTS)),
        style=str(chance.choice(_STYLES)),
    )
