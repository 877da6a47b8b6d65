"""What a picture is made of: props of metal, paint, glaze, wood and cloth, soft boxes, a camera.

Plain data: lengths in centimetres, colours in linear RGB; `render` alone knows the renderer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from .forms import Axis, Mesh, fillet, surface

Material = dict[str, Any]
"""A Mitsuba plugin description; arrays in it become bitmaps."""
Colour = tuple[float, float, float]
Point = tuple[float, float, float]
Texture = NDArray[np.float32]


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


def rgb(colour: Colour) -> Material:
    """A plain colour."""
    return {"type": "rgb", "value": list(colour)}


def hexed(code: str) -> Colour:
    """A web colour such as "1f6f78" as linear RGB."""
    red, green, blue = ((int(code[at : at + 2], 16) / 255) ** 2.2 for at in (0, 2, 4))
    return (red, green, blue)


def both(material: Material) -> Material:
    """A material seen from either side."""
    return {"type": "twosided", "bsdf": material}


def matte(colour: Colour | Texture) -> Material:
    """Paper, plaster, cloth."""
    return both(
        {
            "type": "diffuse",
            "reflectance": colour if isinstance(colour, np.ndarray) else rgb(colour),
        }
    )


def coated(colour: Colour | Texture, rough: float = 0.12) -> Material:
    """Paint or glaze: colour under a clear coat, `rough` from mirror (0.02) to satin (0.4)."""
    body = colour if isinstance(colour, np.ndarray) else rgb(colour)
    return both(
        {"type": "roughplastic", "diffuse_reflectance": body, "alpha": rough, "nonlinear": True}
    )


def metal(tint: Colour, rough: float = 0.15) -> Material:
    """A metal by its colour at normal incidence."""
    return both(
        {
            "type": "principled",
            "base_color": rgb(tint),
            "metallic": 1.0,
            "roughness": rough**0.5,
            "specular": 0.5,
        }
    )


def steel(rough: float = 0.14) -> Material:
    """Stainless steel."""
    return metal((0.60, 0.59, 0.57), rough)


def brass(rough: float = 0.12) -> Material:
    """Lacquered brass."""
    return metal((0.80, 0.56, 0.26), rough)


def bumped(material: Material, height: Texture, scale: float) -> Material:
    """A material with a relief (height field over uv)."""
    inner = material["bsdf"] if material["type"] == "twosided" else material
    return both({"type": "bumpmap", "arbitrary": height, "scale": scale, "bsdf": inner})


@cache
def noise(
    size: int = 1024, smallest: float = 2.0, octaves: int = 4, seed: int = 1, stretch: float = 1.0
) -> Texture:
    """Tileable noise in 0..1 (size, size): octaves of blurred grain, `stretch`ed along u."""
    source = np.random.default_rng(seed)
    total = np.zeros((size, size), np.float32)
    for octave in range(octaves):
        sigma = smallest * 2**octave
        grain = source.standard_normal((size, size)).astype(np.float32)
        layer = cv2.GaussianBlur(
            np.pad(grain, size // 2, mode="wrap"), (0, 0), sigmaX=sigma * stretch, sigmaY=sigma
        )
        layer = layer[size // 2 : -(size // 2), size // 2 : -(size // 2)]
        total += layer / layer.std() * 2.0 ** (octave - octaves)
    low, high = np.percentile(total, (0.5, 99.5))
    return np.asarray(np.clip((total - low) / (high - low), 0, 1), np.float32)


def blend(mask: Texture, low: Colour, high: Colour) -> Texture:
    """Two colours mixed by a mask in 0..1 (height, width) to (height, width, 3)."""
    return np.asarray(
        mask[..., None] * np.array(high) + (1 - mask[..., None]) * np.array(low), np.float32
    )


def wood(
    light: Colour = (0.36, 0.20, 0.10), dark: Colour = (0.17, 0.085, 0.04), rough: float = 0.28
) -> Material:
    """An oiled board, its grain along u."""
    rows = noise(1024, 5.0, 3, seed=3, stretch=26.0)
    lines = 0.5 + 0.5 * np.sin(rows * 42)
    pores = noise(1024, 0.8, 2, seed=5, stretch=18.0)
    mask = np.clip(0.25 + 0.45 * rows + 0.22 * lines - 0.22 * (pores > 0.72), 0, 1)
    return coated(blend(np.asarray(mask, np.float32), dark, light), rough)
