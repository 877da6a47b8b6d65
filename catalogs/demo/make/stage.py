"""What a picture is made of: props, soft boxes, a camera, and the sweep they stand on.

Plain data in centimetres; `render` alone knows the renderer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .curves import fillet
from .mesh import Axis, Mesh, surface

Material = dict[str, Any]
"""A Mitsuba plugin description; arrays in it become bitmaps."""
Colour = tuple[float, float, float]
Point = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Prop:
    """A mesh and what it is made of; `glow` is the radiance of a prop that is a lamp."""

    mesh: Mesh
    material: Material
    glow: Colour | None = None

    def moved(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Prop:
        """The prop shifted."""
        return replace(self, mesh=self.mesh.moved(x, y, z))

    def turned(self, axis: Axis, degrees: float) -> Prop:
        """The prop rotated about an axis through the origin."""
        return replace(self, mesh=self.mesh.turned(axis, degrees))


@dataclass(frozen=True, slots=True)
class Softbox:
    """A rectangle that shines: `size` is width and height, `radiance` linear RGB."""

    at: Point
    aim: Point
    size: tuple[float, float]
    radiance: Colour


@dataclass(frozen=True, slots=True)
class Camera:
    """A full-frame camera. Without `stop` (the f-number) everything is sharp."""

    eye: Point
    aim: Point
    lens: float = 85.0
    stop: float | None = None
    focus: Point | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A dressed and lit set, ready to be taken; `ambient` is the room's own light."""

    props: tuple[Prop, ...]
    lights: tuple[Softbox, ...]
    camera: Camera
    ambient: Colour = (0.08, 0.08, 0.08)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture to take: a file stem, a stage, a size in pixels, samples, exposure in stops.

    `finish` sets type and drawings on the developed picture.
    """

    stem: str
    stage: Stage
    size: tuple[int, int] = (1600, 1200)
    samples: int = 64
    stops: float = 0.0
    bloom: float = 0.0
    finish: Callable[[NDArray[np.uint8]], NDArray[np.uint8]] | None = None


def placed(
    props: Iterable[Prop], at: Point = (0.0, 0.0, 0.0), turns: Sequence[tuple[Axis, float]] = ()
) -> tuple[Prop, ...]:
    """Props of one object, rotated in order and then moved as one."""

    def one(prop: Prop) -> Prop:
        for axis, degrees in turns:
            prop = prop.turned(axis, degrees)
        return prop.moved(*at)

    return tuple(one(prop) for prop in props)


def backdrop(material: Material, depth: float = 60.0, scale: float = 1.0) -> Prop:
    """A seamless paper sweep: floor towards the camera (-y), a curve, a wall `depth` behind."""
    near, width, tall = -160 * scale, 220 * scale, 170 * scale
    line = fillet([(near, 0.0), (depth, 0.0), (depth, tall)], radius=45 * scale, steps=48)
    across = np.array([-width, width])
    grid = np.stack(np.broadcast_arrays(across[None, :], line[:, :1], line[:, 1:]), 2)
    return Prop(surface(grid), material)


def dome(
    scale: float = 1.0, warmth: float = 0.0, key: float = 1.0, fill: float = 0.35, rim: float = 1.0
) -> tuple[Softbox, ...]:
    """Soft boxes for a product 20 cm tall at scale 1: key left, fill right, a strip above."""
    warm = (1 + warmth, 1.0, 1 - warmth)

    def tint(level: float) -> Colour:
        return (level * warm[0], level * warm[1], level * warm[2])

    s, middle = scale, (0.0, 0.0, 11 * scale)
    return (
        Softbox((-50 * s, -34 * s, 40 * s), middle, (30 * s, 64 * s), tint(8.4 * key)),
        Softbox((56 * s, -8 * s, 30 * s), middle, (20 * s, 70 * s), tint(10.0 * fill)),
        Softbox((8 * s, 20 * s, 78 * s), (0.0, 0.0, 8 * s), (80 * s, 36 * s), tint(3.4 * rim)),
    )
