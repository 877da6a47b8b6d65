"""What a frame of the toy's world shows, measured in its pixels: colour, shape and centre.

It compares with what `films` draws; it knows no model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.instruments.toy.films import COLOURS, SHAPES, Film, drawn

__all__ = ["Thing", "shape_of", "thing_in"]

_STANDS_OUT = 0.22
"""Levels from 0 to 1 between a thing and its ground, at least."""
_AREAS = {"ball": np.pi, "box": 3.24, "triangle": 2.0}
"""Of a shape of radius 1."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What is seen: its colour by name, its centre (x, y) in pixels, its area, and how well each
    shape, as large and in its place, covers it (intersection over union).
    """

    colour: str
    x: float
    y: float
    area: int
    fits: Mapping[str, float]


def shape_of(things: Sequence[Thing]) -> str:
    """The shape that covers the same thing best over several frames."""
    return max(SHAPES, key=lambda name: sum(thing.fits[name] for thing in things))


def thing_in(frame: Any) -> Thing | None:
    """The one thing in a frame (h, w, 3) from 0 to 1; None where nothing stands out.

    Its colour is the nearest to the mean of its inner half.
    """
    ground = np.median(frame.reshape(-1, 3), axis=0)
    far = np.abs(frame - ground).max(-1)
    mask = far > _STANDS_OUT
    area = int(mask.sum())
    if area < 30:
        return None
    rows, columns = np.nonzero(mask)
    x, y = float(columns.mean()) + 0.5, float(rows.mean()) + 0.5
    inner = mask & (far >= np.median(far[mask]))
    mean = frame[inner].mean(0)
    colour = min(COLOURS, key=lambda name: float(np.square(mean - COLOURS[name]).sum()))
    fits = {name: _fit(name, mask, x, y, area) for name in SHAPES}
    return Thing(colour, x, y, area, fits)


def _fit(shape: str, mask: Any, x: float, y: float, area: int) -> float:
    radius = float(np.sqrt(area / _AREAS[shape]))
    # The middle of a triangle's area lies below its centre.
    up = radius / 3 if shape == "triangle" else 0.0
    film = Film("white", shape, "", x, y - up, radius=radius, ground=0.0)
    other = drawn(film, mask.shape, 1)[0].max(-1) > 0.5
    return float((mask & other).sum() / (mask | other).sum())
